import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { askInstance } from '../core/cli/ask-instance.ts'
import type { TestProject } from '../test/support/process/promethean.ts'
import { type DelayResult, WARM_UP } from './parts/delays.ts'
import { copyOf, madeMemory, madeWords, WITH_MEMORY } from './parts/made-memory.ts'
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

/** Hybrid search over many vectors while 1,000 events a second come in, and the reaction meanwhile beside the same run without memory. */
export async function memory({
  rounds,
  isQuick,
  size,
  say,
}: BenchSettings): Promise<readonly Row[]> {
  const rows: Row[] = []
  const sizes = SIZES.filter(({ count }) => size === undefined || count === size)
  const quick = [{ count: size ?? 10_000, mostMs: 100 }]
  if (sizes.length === 0 && !isQuick)
    throw new Error(
      `there is no size ${size}; name one of ${SIZES.map(({ count }) => count).join(', ')}`,
    )
  for (const { count, mostMs } of isQuick ? quick : sizes) {
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

interface Measured {
  readonly searching: DelayResult[]
  readonly without: DelayResult[]
  readonly took: number[]
  /** The first search of each run, and whether words answered it alone. */
  readonly firsts: { readonly ms: number; readonly wordsOnly: boolean }[]
}

async function measured(
  project: TestProject,
  size: Size,
  { rounds, isQuick, say }: BenchSettings,
): Promise<readonly Row[]> {
  const lines = WARM_UP + (isQuick ? 2_000 : 15_000)
  const all: Measured = { searching: [], without: [], took: [], firsts: [] }
  // Of its own: what memory has not read in one round, it would read in the next.
  const copy = copyOf(project.folder)
  const begin = () => beginSearching(project, all)
  const ways = [
    { name: 'searching', of: project, results: all.searching, beside: { env: WITH_MEMORY, begin } },
    { name: 'without', of: copy, results: all.without },
  ]
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const { name, of, results, beside } of round % 2 === 0 ? ways : ways.toReversed()) {
        const from = all.took.length
        const result = await withServer((twitch, n) => measureIn(of, twitch, n, beside), lines)
        results.push(result)
        const own = all.took.slice(from)
        const [p50, p99] = [percentile(own, 0.5), percentile(own, 0.99)].map(inMs)
        const searches = own.length === 0 ? '' : `  ${own.length} searches p50 ${p50}  p99 ${p99}`
        const reaction = `p50 ${inMs(result.p50)}  p99 ${inMs(result.p99)}`
        say(`  round ${round}  ${name.padEnd(9)} ${reaction}${searches}`)
      }
    }
  } finally {
    copy.remove()
  }
  return rowsOf(size, all)
}

function rowsOf({ count, mostMs }: Size, { searching, without, took, firsts }: Measured): Row[] {
  const ratio = median(searching.map(({ p99 }, round) => p99 / (without[round]?.p99 ?? 0)))
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)]
  const first = median(firsts.map(({ ms }) => ms))
  const wordsOnly = firsts.filter(one => one.wordsOnly).length
  return [
    {
      what: `search by words and meaning over ${count} vectors at 1000 events/s, p50 and p99`,
      ours: `${inMs(p50)} and ${inMs(p99)}`,
      peer: '',
      target: `under ${mostMs} ms`,
      isMet: p99 < mostMs,
    },
    {
      what: 'the first search after a start',
      ours: inMs(first),
      peer: '',
      target: 'not by words alone',
      isMet: wordsOnly === 0,
    },
    {
      what: `reaction at 1000/s beside such searches, p99`,
      ours: inMs(median(searching.map(result => result.p99))),
      peer: `the same without memory: ${inMs(median(without.map(result => result.p99)))}`,
      ratio,
      target: `at most ${MOST_RATIO}`,
      isMet: ratio <= MOST_RATIO,
    },
  ]
}

/** One search after another. @returns ends it */
async function beginSearching(
  project: TestProject,
  { took, firsts }: Pick<Measured, 'took' | 'firsts'>,
): Promise<() => Promise<void>> {
  const journal = join(project.folder, '.promethean', 'journal.db')
  const ending = new AbortController()
  const work = (async () => {
    for (let n = 0; !ending.signal.aborted; n++) {
      const began = performance.now()
      const wordsOnly = await search(journal, n)
      const ms = performance.now() - began
      // The first after a start reads what is not in memory yet.
      if (n === 0) firsts.push({ ms, wordsOnly: wordsOnly !== undefined })
      else if (wordsOnly === undefined) took.push(ms)
      else throw new Error(`searched by words alone: ${wordsOnly}`)
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

/** @returns why words answered alone */
async function search(journal: string, n: number): Promise<string | undefined> {
  const words = madeWords(1_000_003 * (n + 1), WORDS_OF_A_QUESTION).split(' ')
  const input = { words, by: 'both', limit: FOUND } as const
  const { passages = [], wordsOnly } = (await askInstance(journal, { name: 'search', input })) ?? {}
  if (passages.length !== FOUND)
    throw new Error(`expected ${FOUND} passages, got ${passages.length}`)
  return wordsOnly
}

function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 3 : 0)} ms`
}
