import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { StdioAgent } from '../test/support/mcp/agent.ts'
import { startHelperProcess } from './parts/helper-process.ts'
import { copyProject } from './parts/project.ts'
import { startPromethean } from './parts/promethean.ts'
import { type BenchSettings, CHANNEL } from './parts/settings.ts'
import { median, percentile } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'
import type { TwitchServer } from './parts/twitch-server.ts'

const RATE = 1_000
const LINES = 20
const WARM_UP = 50
// An agent thinks between two calls; without a pause, only the calls themselves would be measured.
// All agents together may use tools 480 times a minute.
const PAUSE_MS = 130
// An agent may use tools 120 times a minute: the same program takes another name.
const CALLS_OF_ONE = 100
// More than a run takes; what is left over is not sent.
const MOST_EVENTS = 1_000_000
const MOST_ADDED_MS = { p50: 5, p99: 20 }
const BIN = fileURLToPath(new URL('../core/bin.js', import.meta.url))
const EMPTY = fileURLToPath(new URL('./parts/empty-tool.ts', import.meta.url))

type Percentile = keyof typeof MOST_ADDED_MS
type Took = Readonly<Record<Percentile, number>>

/** What an agent's call for 20 lines takes over stdio while 1,000 events a second come in, beside an empty tool. */
export async function agents({ rounds, isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const count = isQuick ? 100 : 200
  const twitch = startHelperProcess<TwitchServer>('./twitch-server.ts')
  const project = copyProject('agents')
  const env = { BENCH_TWITCH: String(await twitch.ask('port')) }
  const run = await startPromethean(project.file, { env })
  const agent = await StdioAgent.of([BIN, 'mcp', '--config', project.file], 'bench')
  const empty = await StdioAgent.of([EMPTY], 'bench')
  const ways = [
    { name: 'promethean', took: [] as Took[], agent, call: () => lines(agent) },
    { name: 'empty', took: [] as Took[], agent: empty, call: () => empty.use('nothing') },
  ]
  say(`agents: ${count} calls of each way a round, at ${RATE} events/s`)
  try {
    await twitch.ask('listened', CHANNEL)
    await twitch.ask('startPace', CHANNEL, RATE, MOST_EVENTS)
    // Until there are as many lines as are asked for.
    await wait(1_000)
    for (const way of ways) await measure(way, WARM_UP)
    for (let round = 1; round <= rounds; round++) {
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
        const { name, took } = way
        const { p50, p99 } = await measure(way, count)
        took.push({ p50, p99 })
        say(`  round ${round}  ${name.padEnd(10)} p50 ${inMs(p50)}  p99 ${inMs(p99)}`)
      }
    }
    await twitch.ask('stopPace')
  } finally {
    await Promise.all([agent.leave(), empty.leave()])
    await run.stop()
    await twitch.end()
    project.remove()
  }
  const [ours, peers] = ways.map(({ took }) => took)
  return (['p50', 'p99'] as const).map(name => row(name, ours ?? [], peers ?? []))
}

async function lines(agent: StdioAgent): Promise<void> {
  const { structuredContent, content } = await agent.use('chat_recent', { limit: LINES })
  const found: unknown = structuredContent?.lines
  if (!Array.isArray(found) || found.length !== LINES)
    throw new Error(`expected ${LINES} lines, got ${content[0]?.text}`)
}

interface Way {
  readonly agent: StdioAgent
  readonly call: () => Promise<unknown>
}

let names = 0

async function measure({ agent, call }: Way, count: number): Promise<Took> {
  const took: number[] = []
  for (let at = 0; at < count; at++) {
    if (at % CALLS_OF_ONE === 0) await agent.introduce(`bench ${++names}`)
    await wait(PAUSE_MS)
    const begun = performance.now()
    await call()
    took.push(performance.now() - begun)
  }
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) }
}

function row(name: Percentile, ours: readonly Took[], peers: readonly Took[]): Row {
  const most = MOST_ADDED_MS[name]
  const added = median(ours.map((took, round) => took[name] - (peers[round]?.[name] ?? 0)))
  return {
    what: `an agent's call for ${LINES} lines at ${RATE} events/s, ${name}`,
    ours: inMs(median(ours.map(took => took[name]))),
    peer: `an empty tool: ${inMs(median(peers.map(took => took[name])))}`,
    target: `adds at most ${most} ms; adds ${inMs(added)}`,
    isMet: added <= most,
  }
}

function inMs(ms: number): string {
  return `${ms.toFixed(2)} ms`
}
