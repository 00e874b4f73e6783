import { setTimeout as wait } from 'node:timers/promises'
import tmi from 'tmi.js'
import { Delays } from './delays.ts'
import { answerRequests } from './helper-process.ts'

const delays = new Delays()

// The peer of the reaction: tmi.js and one listener, nothing else.
const handlers = {
  start: async (port: number, channel: string): Promise<void> => {
    const client = new tmi.Client({
      connection: { server: '127.0.0.1', port, secure: false },
      channels: [channel],
    })
    client.on('message', (_room, _tags, text) => delays.note(text))
    await client.connect()
  },
  /** Resolves when so many were seen. */
  result: async (count: number) => {
    while (delays.count < count) await wait(10)
    return delays.result()
  },
}
export type TmiListener = typeof handlers
answerRequests(handlers)
