import { setTimeout as wait } from 'node:timers/promises'
import type { FakeConnection } from '../support/twitch/connection.ts'
import type { FakeTwitch } from '../support/twitch/fake-twitch.ts'

const ASK_EVERY_MS = 25
const LATELY_MS = 2_000

/**
 * Written is not heard: on a busy machine lines wait in the socket. A client answers a PING once it has read so far.
 * Asks until the signal aborts.
 */
export async function askWhetherHeard(twitch: FakeTwitch, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    twitch.sendRaw(`PING :${Date.now()}\r\n`)
    await wait(ASK_EVERY_MS)
  }
}

/**
 * What was written until then had been heard so long before a kill: the longer, the slower the machine just was.
 * @param safeMs how long before
 * @returns ms since the epoch; 0 where nothing was
 */
export function heardUntil(
  connection: FakeConnection | undefined,
  killedAt: number,
  safeMs: number,
): number {
  const answers = (connection?.received ?? []).flatMap(({ line, time }) => {
    const [, asked] = /^PONG :(\d+)$/.exec(line) ?? []
    return asked === undefined ? [] : [{ asked: Number(asked), ms: time - Number(asked), time }]
  })
  const lately = answers.filter(({ time }) => time > killedAt - LATELY_MS)
  const by = killedAt - safeMs - Math.max(...lately.map(({ ms }) => ms))
  return Math.max(0, ...answers.filter(({ time }) => time <= by).map(({ asked }) => asked))
}
