import type { TestProject } from '../test/support/process/promethean.ts'
import { type DelayResult, WARM_UP } from './parts/delays.ts'
import { type HelperProcess, startHelperProcess } from './parts/helper-process.ts'
import { copyProject } from './parts/project.ts'
import { startPromethean } from './parts/promethean.ts'
import { type BenchSettings, CHANNEL } from './parts/settings.ts'
import { median } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'
import type { TmiListener } from './parts/tmi-listener.ts'
import type { TwitchServer } from './parts/twitch-server.ts'

const RATE = 1_000

/** The time from the server's write to a behaviour's reaction, beside a bare tmi.js listener. */
export async function reaction({ rounds, isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const count = WARM_UP + (isQuick ? 2_000 : 10_000)
  const ours: DelayResult[] = []
  const peers: DelayResult[] = []
  const ways = [
    { name: 'promethean', results: ours, measure: measureOurs },
    { name: 'tmi.js', results: peers, measure: measurePeer },
  ]
  say(`reaction: ${count} lines at ${RATE}/s, the first ${WARM_UP} to warm up`)
  for (let round = 1; round <= rounds; round++) {
    for (const { name, results, measure } of round % 2 === 0 ? ways : ways.toReversed()) {
      const result = await withServer(measure, count)
      if (result.count !== count - WARM_UP) throw new Error(`${name} saw only ${result.count}`)
      results.push(result)
      say(`  round ${round}  ${name.padEnd(10)} p50 ${inMs(result.p50)}  p99 ${inMs(result.p99)}`)
    }
  }
  return [row('p50', 1.3, ours, peers), row('p99', 2, ours, peers)]
}

export type Measure = (twitch: HelperProcess<TwitchServer>, count: number) => Promise<DelayResult>

/** Starts a chat server for one measurement. */
export async function withServer(measure: Measure, count: number): Promise<DelayResult> {
  const twitch = startHelperProcess<TwitchServer>('./twitch-server.ts')
  try {
    return await measure(twitch, count)
  } finally {
    await twitch.end()
  }
}

function measureOurs(twitch: HelperProcess<TwitchServer>, count: number): Promise<DelayResult> {
  return measureRun(twitch, count)
}

/** What happens beside a run while it is measured. */
export interface Beside {
  readonly env: Readonly<Record<string, string>>
  /** Called once the run has started. @returns ends it */
  begin(folder: string): Promise<() => Promise<void>>
}

/** How long Promethean takes from each line to a behaviour's reaction. */
export async function measureRun(
  twitch: HelperProcess<TwitchServer>,
  count: number,
  beside?: Beside,
): Promise<DelayResult> {
  const project = copyProject('reaction')
  try {
    return await measureIn(project, twitch, count, beside)
  } finally {
    project.remove()
  }
}

/** The same in a project that has a `reactor`, and stays. */
export async function measureIn(
  project: TestProject,
  twitch: HelperProcess<TwitchServer>,
  count: number,
  beside?: Beside,
): Promise<DelayResult> {
  const run = await startPromethean(project.file, {
    env: {
      BENCH_TWITCH: String(await twitch.ask('port')),
      BENCH_DELAYS: new URL('./parts/delays.ts', import.meta.url).href,
      ...beside?.env,
    },
  })
  let end: (() => Promise<void>) | undefined
  try {
    end = await beside?.begin(project.folder)
    await sendAll(twitch, count)
    await twitch.ask('say', CHANNEL, 'end')
    const { message } = await run.next('log', line => line.plugin === 'reactor')
    return JSON.parse(String(message))
  } finally {
    try {
      await end?.()
    } finally {
      await run.stop()
    }
  }
}

async function measurePeer(
  twitch: HelperProcess<TwitchServer>,
  count: number,
): Promise<DelayResult> {
  const listener = startHelperProcess<TmiListener>('./tmi-listener.ts')
  try {
    await listener.ask('start', await twitch.ask('port'), CHANNEL)
    await sendAll(twitch, count)
    return await listener.ask('result', count - WARM_UP)
  } finally {
    await listener.end()
  }
}

async function sendAll(twitch: HelperProcess<TwitchServer>, count: number): Promise<void> {
  await twitch.ask('listened', CHANNEL)
  await twitch.ask('startPace', CHANNEL, RATE, count)
  await twitch.ask('paced')
}

function row(
  name: 'p50' | 'p99',
  most: number,
  ours: readonly DelayResult[],
  peers: readonly DelayResult[],
): Row {
  const ratio = median(ours.map((result, round) => result[name] / (peers[round]?.[name] ?? 0)))
  return {
    what: `reaction at ${RATE}/s, ${name}`,
    ours: inMs(median(ours.map(result => result[name]))),
    peer: `a bare tmi.js listener: ${inMs(median(peers.map(result => result[name])))}`,
    ratio,
    target: `at most ${most}`,
    isMet: ratio <= most,
  }
}

function inMs(ms: number): string {
  return `${ms.toFixed(3)} ms`
}
