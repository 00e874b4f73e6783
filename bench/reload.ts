import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Line, PrometheanProcess, TestProject } from '../test/support/process/promethean.ts'
import { type HelperProcess, startHelperProcess } from './parts/helper-process.ts'
import { copyProject } from './parts/project.ts'
import { startPromethean } from './parts/promethean.ts'
import { type BenchSettings, CHANNEL } from './parts/settings.ts'
import { percentile } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'
import type { TwitchServer } from './parts/twitch-server.ts'

const RATE = 1_000
const BETWEEN_SAVES_MS = 150
const MOST_LINES = 10_000_000

/** What the counter of the project says of one way to hear lines. */
interface Tally {
  readonly lines: number
  readonly lost: number
  readonly doubled: number
}

/** Saving a plugin while lines come in: how long until the switch, and whether a line was lost or seen twice. */
export async function reload({ isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const saves = isQuick ? 10 : 100
  say(`reload: ${saves} saves of a behaviour with a durable consumer at ${RATE}/s`)
  const twitch = startHelperProcess<TwitchServer>('./twitch-server.ts')
  const project = copyProject('reload')
  const run = await startPromethean(project.file, {
    env: { BENCH_TWITCH: String(await twitch.ask('port')) },
  })
  try {
    await twitch.ask('listened', CHANNEL)
    await twitch.ask('startPace', CHANNEL, RATE, MOST_LINES)
    await wait(2_000)
    const times = await saveAll(run, project, saves)
    const written = await twitch.ask('stopPace')
    const { live, durable } = await tallies(run, twitch)
    return rowsOf(times, { written, live, durable })
  } finally {
    await run.stop()
    await twitch.end()
    project.remove()
  }
}

async function saveAll(
  run: PrometheanProcess,
  project: TestProject,
  saves: number,
): Promise<readonly number[]> {
  const known = new Set<Line>()
  const text = readFileSync(join(project.folder, 'counter.ts'), 'utf8')
  const times: number[] = []
  for (let edition = 1; edition <= saves; edition++) {
    const savedAt = performance.now()
    project.write('counter.ts', text.replace('edition = 0', `edition = ${edition}`))
    known.add(await run.next('reloaded', line => !known.has(line)))
    times.push(performance.now() - savedAt)
    // Unlike a fixed time: a save must not keep step with the runtime's own timers.
    await wait(BETWEEN_SAVES_MS * (0.5 + Math.random()))
  }
  return times
}

async function tallies(
  run: PrometheanProcess,
  twitch: HelperProcess<TwitchServer>,
): Promise<Readonly<Record<'live' | 'durable', Tally>>> {
  await twitch.ask('say', CHANNEL, 'end')
  const { message } = await run.next('log', line => line.plugin === 'counter')
  return JSON.parse(String(message))
}

function rowsOf(
  times: readonly number[],
  { written, live, durable }: { written: number; live: Tally; durable: Tally },
): readonly Row[] {
  const took = [0.5, 0.99].map(share => percentile(times, share))
  const [p50 = Number.NaN, p99 = Number.NaN] = took
  const ways = [live, durable]
  const lost = ways.reduce((sum, tally) => sum + tally.lost + written - tally.lines, 0)
  const doubled = ways.reduce((sum, tally) => sum + tally.doubled, 0)
  const what = `reload, save to switch (${times.length} saves)`
  const target = 'none in the issue'
  return [
    {
      what: `${what}, p50`,
      ours: `${p50.toFixed(0)} ms`,
      peer: '',
      target: 'aim: 150 ms',
      isMet: p50 <= 150,
    },
    { what: `${what}, p99`, ours: `${p99.toFixed(0)} ms`, peer: '', target, isMet: true },
    {
      what: `reload, of ${written} lines at ${RATE}/s, live and durable`,
      ours: `${lost} lost, ${doubled} doubled`,
      peer: '',
      target: 'none',
      isMet: lost === 0 && doubled === 0,
    },
  ]
}
