import { definePlugin } from 'promethean'

const edition = 0

/** How often each line was seen, by its number; kept over the editions of this file. */
interface Seen {
  readonly live: number[]
  readonly durable: number[]
}

declare global {
  var benchSeen: Seen | undefined
}
globalThis.benchSeen ??= { live: [], durable: [] }
const seen = globalThis.benchSeen

/** Counts each line twice, as a behaviour and as a durable consumer. Each save of this file restarts it. */
export default definePlugin({
  name: 'counter',
  setup: ({ on, consume, defer, log }) => {
    log.debug(`edition ${edition}`)
    const lines = on('chat.message').subscribe(({ data: { text } }) => count(seen.live, text))
    defer(() => lines.unsubscribe())
    consume({ types: ['chat.message'], from: 'beginning' }, events => {
      for (const { data } of events) {
        if (data.text === 'end') log.info(JSON.stringify(tally()))
        else count(seen.durable, data.text)
      }
    })
  },
})

function count(counts: number[], text: string): void {
  const number = Number.parseInt(text, 10)
  if (!Number.isNaN(number)) counts[number] = (counts[number] ?? 0) + 1
}

function tally() {
  return Object.fromEntries(
    Object.entries(seen).map(([name, counts]: [string, readonly number[]]) => {
      const all = Array.from(counts, times => times ?? 0)
      const lost = all.filter(times => times === 0).length
      const doubled = all.filter(times => times > 1).length
      return [name, { lines: all.length, lost, doubled }]
    }),
  )
}
