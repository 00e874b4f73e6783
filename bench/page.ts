import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../test/support/process/child.ts'
import { type DelayResult, WARM_UP } from './parts/delays.ts'
import { startHelperProcess } from './parts/helper-process.ts'
import type { OpenPage } from './parts/open-page.ts'
import type { BenchSettings } from './parts/settings.ts'
import { median } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'
import { type Measure, measureRun, withServer } from './reaction.ts'

const MOST = 1.2

/** The reaction at 1,000 lines a second while a page is open, beside the same run without one. */
export async function page({ rounds, isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const count = WARM_UP + (isQuick ? 2_000 : 10_000)
  const open: DelayResult[] = []
  const closed: DelayResult[] = []
  const ways = [
    { name: 'a page', results: open, measure: measuring(true) },
    { name: 'no page', results: closed, measure: measuring(false) },
  ]
  say(`page: ${count} lines at 1000/s, the first ${WARM_UP} to warm up`)
  for (let round = 1; round <= rounds; round++) {
    for (const { name, results, measure } of round % 2 === 0 ? ways : ways.toReversed()) {
      const result = await withServer(measure, count)
      results.push(result)
      say(`  round ${round}  ${name.padEnd(7)} p50 ${inMs(result.p50)}  p99 ${inMs(result.p99)}`)
    }
  }
  return (['p50', 'p99'] as const).map(name => {
    const ratio = median(open.map((result, round) => result[name] / (closed[round]?.[name] ?? 0)))
    return {
      what: `reaction at 1000/s with a page open, ${name}`,
      ours: inMs(median(open.map(result => result[name]))),
      peer: `the same without a page: ${inMs(median(closed.map(result => result[name])))}`,
      ratio,
      target: `at most ${MOST}`,
      isMet: ratio <= MOST,
    }
  })
}

function measuring(isOpen: boolean): Measure {
  return async (twitch, count) => {
    const port = await freePort()
    const env = { BENCH_PAGE: String(port) }
    const begin = async (folder: string) =>
      isOpen ? openPage(folder, port, count) : () => Promise.resolve()
    return measureRun(twitch, count, { env, begin })
  }
}

async function openPage(folder: string, port: number, count: number): Promise<() => Promise<void>> {
  const opened = startHelperProcess<OpenPage>('./open-page.ts')
  const { tokens } = JSON.parse(readFileSync(join(folder, '.promethean', 'access.json'), 'utf8'))
  await opened.ask('open', port, tokens[0].token)
  return async () => {
    await opened.ask('got', count)
    await opened.end()
  }
}

function inMs(ms: number): string {
  return `${ms.toFixed(3)} ms`
}
