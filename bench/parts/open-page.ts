import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { answerRequests } from './helper-process.ts'

let lines = 0

// A page as the dock is one: it listens to everything, and asks for the status once a second.
const handlers = {
  open: async (port: number, token: string): Promise<void> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`)
    await once(socket, 'open')
    const say = (message: object) => socket.send(JSON.stringify(message))
    const listens = new Promise<void>(resolve => {
      socket.on('message', data => {
        const said = JSON.parse(String(data))
        if ('lines' in said) lines += said.lines.length
        if ('done' in said) resolve()
      })
    })
    say({ token })
    say({ id: 1, listen: 'tail', input: { all: true } })
    let id = 1
    const ask = () => say({ id: ++id, call: 'status' })
    setInterval(ask, 1_000)
    ask()
    // What was asked before it is at work by then.
    await listens
  },
  /** Resolves when it got so many lines. */
  got: async (count: number): Promise<void> => {
    while (lines < count) await wait(10)
  },
}
export type OpenPage = typeof handlers
answerRequests(handlers)
