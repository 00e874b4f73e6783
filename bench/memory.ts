import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { askInstance } from '../core/cli/ask-instance.ts'
import type { TestProject } from '../test/support/process/promethean.ts'
import { type DelayResult, WARM_UP } from './parts/delays.ts'
import { madeMemory, madeWords, WITH_MEMORY } from './parts/made-memory.ts'
import type { BenchSettings } from './parts/settings.ts'
import { median, percentile } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'
import { measureIn, withServer } from './reaction.ts'

/** How many vectors, and how long a search among them may take, in milliseconds. */
const SIZES = [
  { count: 100_000, mostMs: 100 },
  { count: 1_000_000, mostMs: 500 },
] as const
const MOST_RATIO = 1.2
const WORDS_OF_A_QUESTION = 4
const FOUND = 10
// Several agents and a person ask no more often.
const PAUSE_MS = 1_000

interface Size {
  readonly count: number
  readonly mostMs: number
}

/** Hybrid search over many vectors while 1,000 events a second come in, and the reaction meanwhile beside the same run without it. */
export async function memory({ rounds, isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { count, mostMs } of isQuick ? [{ count: 10_000, mostMs: 100 }] : SIZES) {
    say(`memory: making ${count} vectors`)
    const project = await madeMemory(count)
    try {
      rows.push(...(await measured(project, { count, mostMs }, { rounds, isQuick, say })))
    } finally {
      project.remove()
    }
  }
  return rows
}

async function measured(
  project: TestProject,
  { count, mostMs }: Size,
  { rounds, isQuick, say }: BenchSettings,
): Promise<readonly Row[]> {
  const lines = WARM_UP + (isQuick ? 2_000 : 15_000)
  const searching: DelayResult[] = []
  const alone: DelayResult[] = []
  const took: number[] = []
  const ways = [
    { name: 'searching', results: searching, begin: () => beginSearching(project, took) },
    { name: 'alone', results: alone, begin: async () => () => Promise.resolve() },
  ]
  for (let round = 1; round <= rounds; round++) {
    for (const { name, results, begin } of round % 2 === 0 ? ways : ways.toReversed()) {
      const from = took.length
      const result = await withServer(
        (twitch, of) => measureIn(project, twitch, of, { env: WITH_MEMORY, begin }),
        lines,
      )
      results.push(result)
      const own = took.slice(from)
      const searches =
        own.length === 0 ? '' : `  ${own.length} searches p50 ${inMs(percentile(own, 0.5))}`
      say(
        `  round ${round}  ${name.padEnd(9)} p50 ${inMs(result.p50)}  p99 ${inMs(result.p99)}${searches}`,
      )
    }
  }
  const ratio = median(searching.map(({ p99 }, round) => p99 / (alone[round]?.p99 ?? 0)))
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)]
  return [
    {
      what: `search by words and meaning over ${count} vectors at 1000 events/s, p50 and p99`,
      ours: `${inMs(p50)} and ${inMs(p99)}`,
      peer: '',
      target: `under ${mostMs} ms`,
      isMet: p99 < mostMs,
    },
    {
      what: `reaction at 1000/s beside such searches, p99`,
      ours: inMs(median(searching.map(result => result.p99))),
      peer: `the same without searches: ${inMs(median(alone.map(result => result.p99)))}`,
      ratio,
      target: `at most ${MOST_RATIO}`,
      isMet: ratio <= MOST_RATIO,
    },
  ]
}

/** One search after another. @returns ends it */
async function beginSearching(project: TestProject, took: number[]): Promise<() => Promise<void>> {
  const journal = join(project.folder, '.promethean', 'journal.db')
  const ending = new AbortController()
  const work = (async () => {
    // The first after a start reads what is not in memory yet.
    await search(journal, 0)
    for (let n = 1; !ending.signal.aborted; n++) {
      const began = performance.now()
      await search(journal, n)
      took.push(performance.now() - began)
      await wait(PAUSE_MS)
    }
  })()
  // What went wrong is told at the end, once the run is stopped.
  work.catch(() => undefined)
  return async () => {
    ending.abort()
    await work
  }
}

async function search(journal: string, n: number): Promise<void> {
  const words = madeWords(1_000_003 * (n + 1), WORDS_OF_A_QUESTION).split(' ')
  const input = { words, by: 'both', limit: FOUND } as const
  const { passages = [], wordsOnly } = (await askInstance(journal, { name: 'search', input })) ?? {}
  if (passages.length !== FOUND || wordsOnly !== undefined)
    throw new Error(`expected ${FOUND} passages, got ${passages.length}; ${wordsOnly}`)
}

function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 3 : 0)} ms`
}
