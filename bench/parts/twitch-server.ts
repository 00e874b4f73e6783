import { setTimeout as wait } from 'node:timers/promises'
import { startFakeTwitch } from '../../test/support/twitch/fake-twitch.ts'
import { chatLine } from '../../test/support/twitch/lines.ts'
import { chatLines } from './chat-lines.ts'
import { answerRequests } from './helper-process.ts'

// The chat server, in its own process so that its work counts for neither side.
const twitch = await startFakeTwitch({ notes: false })
let ready: readonly string[] = []
let paced = new AbortController()
let pacing: Promise<number> = Promise.resolve(0)

const handlers = {
  port: () => twitch.port,
  /** Resolves once somebody has joined the channel. */
  listened: async (channel: string): Promise<void> => {
    while (twitch.inRoom(channel).length === 0) await wait(10)
  },
  /** Prepares the messages that `replay` sends. @returns their source */
  prepare: (count: number): string => {
    const { origin, lines } = chatLines(count)
    ready = lines
    return origin
  },
  say: (channel: string, text: string): void => {
    twitch.say({ channel, login: 'cleo', text })
  },
  /** All that was prepared, as fast as it is taken. */
  replay: () => twitch.replay(ready, { to: 'everyone' }),
  /** Starts writing lines of the text `<number> <nanoseconds of the monotonic clock>`, each in a frame of its own. */
  startPace: (channel: string, rate: number, count: number): void => {
    paced = new AbortController()
    pacing = pace(channel, rate, count, paced.signal)
  },
  /** Resolves when the last is written. @returns how many */
  paced: () => pacing,
  /** Ends it now. @returns how many were written */
  stopPace: (): Promise<number> => {
    paced.abort()
    return pacing
  },
}
export type TwitchServer = typeof handlers
answerRequests(handlers)

async function pace(
  channel: string,
  rate: number,
  count: number,
  signal: AbortSignal,
): Promise<number> {
  const started = performance.now()
  let written = 0
  while (written < count && !signal.aborted) {
    const due = Math.min(count, ((performance.now() - started) / 1_000) * rate)
    for (; written < due; written++) {
      const text = `${written} ${process.hrtime.bigint()}`
      twitch.send(chatLine({ channel, login: 'cleo', text }))
    }
    await wait(1)
  }
  return written
}
