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
// As many as all agents together may make in a minute, nearly: Node compiles what runs often only after that.
const WARM_UP = { pauseMs: 5, count: 450 }
const MINUTE_MS = 60_000
/** How an agent asks: several times in a row, as one that looks for something, and now and then, when nothing of it is in a cache. */
const PACES = {
  'calls in a row': { pauseMs: 5, count: 150 },
  // Long enough that all agents together stay below 480 uses of tools a minute.
  'a call now and then': { pauseMs: 400, count: 50 },
} as const
type Pace = keyof typeof PACES
const PACE_NAMES: readonly Pace[] = ['calls in a row', 'a call now and then']
// An agent may use tools 120 times a minute: as many as ask in turn stay below it.
const AGENTS = 4
// More than a run takes; what is left over is not sent.
const MOST_EVENTS = 1_000_000
const MOST_ADDED_MS = { p50: 5, p99: 20 }
const BIN = fileURLToPath(new URL('../core/bin.js', import.meta.url))
const EMPTY = fileURLToPath(new URL('./parts/empty-tool.ts', import.meta.url))

type Percentile = keyof typeof MOST_ADDED_MS
type Took = Readonly<Record<Percentile, number>>

/** What an agent's call for 20 lines takes over stdio while 1,000 events a second come in, beside an empty tool. */
export async function agents({ rounds, isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const twitch = startHelperProcess<TwitchServer>('./twitch-server.ts')
  const project = copyProject('agents')
  const env = { BENCH_TWITCH: String(await twitch.ask('port')) }
  const run = await startPromethean(project.file, { env })
  const start = (words: readonly string[]) =>
    Promise.all(Array.from({ length: AGENTS }, () => StdioAgent.of(words, 'bench')))
  const all = await start([BIN, 'mcp', '--config', project.file])
  const empty = await start([EMPTY])
  const took: Record<Pace, Sides> = {
    'calls in a row': { ours: [], peers: [] },
    'a call now and then': { ours: [], peers: [] },
  }
  const ways: readonly Way[] = [
    { side: 'ours', name: 'promethean', agents: all, call: lines },
    { side: 'peers', name: 'empty', agents: empty, call: agent => agent.use('nothing') },
  ]
  say(`agents: at ${RATE} events/s`)
  try {
    await twitch.ask('listened', CHANNEL)
    await twitch.ask('startPace', CHANNEL, RATE, MOST_EVENTS)
    // Until there are as many lines as are asked for.
    await wait(1_000)
    for (const way of ways) await measure(way, WARM_UP)
    await wait(MINUTE_MS)
    for (let round = 1; round <= rounds; round++) {
      for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
        for (const pace of PACE_NAMES) {
          const { pauseMs, count } = PACES[pace]
          const one = await measure(way, { pauseMs, count: isQuick ? count / 2 : count })
          took[pace][way.side].push(one)
          const figures = `p50 ${inMs(one.p50)}  p99 ${inMs(one.p99)}`
          say(`  round ${round}  ${way.name.padEnd(10)} ${pace.padEnd(19)} ${figures}`)
        }
      }
    }
    await twitch.ask('stopPace')
  } finally {
    await Promise.all([...all, ...empty].map(agent => agent.leave()))
    await run.stop()
    await twitch.end()
    project.remove()
  }
  return PACE_NAMES.flatMap(pace =>
    (['p50', 'p99'] as const).map(name => row(pace, name, took[pace])),
  )
}

async function lines(agent: StdioAgent): Promise<void> {
  const { structuredContent, content } = await agent.use('chat_recent', { limit: LINES })
  const found: unknown = structuredContent?.lines
  if (!Array.isArray(found) || found.length !== LINES)
    throw new Error(`expected ${LINES} lines, got ${content[0]?.text}`)
}

interface Sides {
  readonly ours: Took[]
  readonly peers: Took[]
}

interface Way {
  readonly side: keyof Sides
  readonly name: string
  readonly agents: readonly StdioAgent[]
  readonly call: (agent: StdioAgent) => Promise<unknown>
}

async function measure(
  { agents, call }: Way,
  { pauseMs, count }: { readonly pauseMs: number; readonly count: number },
): Promise<Took> {
  const took: number[] = []
  for (let at = 0; at < count; at++) {
    const agent = agents[at % agents.length]
    if (agent === undefined) continue
    await wait(pauseMs)
    const begun = performance.now()
    await call(agent)
    took.push(performance.now() - begun)
  }
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) }
}

function row(pace: Pace, name: Percentile, { ours, peers }: Sides): Row {
  const most = MOST_ADDED_MS[name]
  const added = median(ours.map((took, round) => took[name] - (peers[round]?.[name] ?? 0)))
  return {
    what: `an agent's call for ${LINES} lines at ${RATE} events/s, ${pace}, ${name}`,
    ours: inMs(median(ours.map(took => took[name]))),
    peer: `an empty tool: ${inMs(median(peers.map(took => took[name])))}`,
    target: `adds at most ${most} ms; adds ${inMs(added)}`,
    isMet: added <= most,
  }
}

function inMs(ms: number): string {
  return `${ms.toFixed(2)} ms`
}
