import { performance } from 'node:perf_hooks'
import { Outbox } from '../core/outbox/outbox.ts'
import { Effects } from '../core/ports/effects.ts'
import { Redactor } from '../core/secrets/redact.ts'
import type { Sender } from '../core/streamer/senders.ts'
import type { BenchSettings } from './parts/settings.ts'
import { median } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'

const BURST = 400
const CHANNEL = 'ann'

/** Texts through the whole outbox to a sender that does nothing, beside a bare loop that only keeps count. */
export async function outbox({ rounds, isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const bursts = isQuick ? 10 : 50
  const ours: number[] = []
  const bare: number[] = []
  say(`outbox: ${bursts} bursts of ${BURST} texts, nobody in the way`)
  for (let round = 0; round < rounds; round++) {
    ours.push(await rateOf(bursts, burstOfOurs))
    bare.push(await rateOf(bursts, burstOfLoop))
    say(`  round ${round + 1}  ${inRate(ours.at(-1))} beside ${inRate(bare.at(-1))}`)
  }
  const ratio = median(ours.map((rate, round) => rate / (bare[round] ?? Number.NaN)))
  return [
    {
      what: `outbox, bursts of ${BURST}`,
      ours: inRate(median(ours)),
      peer: `a bare loop that keeps the limit: ${inRate(median(bare))}`,
      ratio,
      // A platform takes 100 in 30 s: a thousand times that is far from being what holds a text up.
      target: 'at least 4,000 texts/s',
      isMet: median(ours) >= 4_000,
    },
  ]
}

async function rateOf(bursts: number, burst: () => Promise<void>): Promise<number> {
  await burst()
  const start = performance.now()
  for (let count = 0; count < bursts; count++) await burst()
  return (bursts * BURST * 1_000) / (performance.now() - start)
}

let accounts = 0

// A fresh account each time: what is measured is the way through, not the platform's limit.
async function burstOfOurs(): Promise<void> {
  const burst = ++accounts
  let asked = 0
  const sender: Sender = {
    platforms: ['kick'],
    account: () => ({ name: `bot-${burst}-${Math.floor(asked++ / 20)}` }),
    send: async () => ({ status: 'sent', confirmed: true }),
  }
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const redactor = new Redactor()
  redactor.know(['a-secret-of-some-length', 'another-secret-of-some-length'])
  const made = new Outbox({
    senders: () => new Map([['sender', sender]]),
    isComing: () => false,
    chosen: () => undefined,
    inventorOf: () => undefined,
    invents: () => false,
    isBot: () => false,
    isRelay: () => false,
    effects: new Effects({
      isAway: () => false,
      note: () => undefined,
      count: () => undefined,
      inventorOf: () => undefined,
      logOf: () => log,
      gate: undefined,
    }),
    redactor,
    announce: () => undefined,
    onSpoken: () => undefined,
  })
  const { say } = made.outputFor('bench')
  const target = { platform: 'kick', channel: CHANNEL }
  const receipts = await Promise.all(
    Array.from({ length: BURST }, (_, count) => say(`answer ${count}`, target)),
  )
  const sent = receipts.filter(({ status }) => status === 'sent').length
  if (sent !== BURST) throw new Error(`only ${sent} of ${BURST} were sent`)
  await made.stop()
}

async function burstOfLoop(): Promise<void> {
  const spent: number[] = []
  const send = async (_text: string) => ({ status: 'sent' })
  for (let count = 0; count < BURST; count++) {
    const now = performance.now()
    while (spent[0] !== undefined && spent[0] < now - 30_000) spent.shift()
    if (spent.length < BURST) spent.push(now)
    await send(`answer ${count}`)
  }
}

function inRate(rate = Number.NaN): string {
  return `${Math.round(rate).toLocaleString('en')} texts/s`
}
