import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from '@promethean/plugins'
import { definePlugin, type FoundPassages, Memory, type MemoryWay, pause } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { saidText } from '../core/events/said.ts'
import { openSqliteJournal } from '../core/journal/sqlite/journal.ts'
import { pluginIn } from '../test/support/local-embeddings/installed.ts'
import { MODEL_FOLDER, prepareModel } from '../test/support/local-embeddings/packages.ts'
import { evenings, type Line, type Question, questionsOf, week } from './parts/evenings.ts'

// How well a question finds its moment by words, by meaning and by both: `node bench/meaning.ts [--week] [--failed]`, a minute.
// With `--week`, in seven of the streams with the talk of a busy chat in between, three thousand lines and more.
// The streams and the questions are made up; a number behind a line names the question it answers.
const WAYS = ['words', 'meaning', 'both'] as const
const DEPTH = 100
// On a busy machine the model may miss the two seconds after which words answer alone.
const MOST_TRIES = 10
const WORST_SHOWN = 3

interface Score {
  readonly precision: number
  readonly reciprocal: number
}

const folder = mkdtempSync(join(tmpdir(), 'promethean-meaning-'))
const wantsFailed = process.argv.includes('--failed')
const wantsWeek = process.argv.includes('--week')

async function main(): Promise<void> {
  const { entries, lines } = wantsWeek ? week() : evenings()
  const questions = questionsOf(wantsWeek ? 'week' : 'questions')
  // The model is no dependency of the project: it lies in a cache, beside a copy of its plugin.
  await prepareModel()
  const localEmbeddings = await pluginIn(MODEL_FOLDER)
  const journal = await openSqliteJournal(join(folder, 'journal.db'))
  await journal.append(entries)
  let port: Memory | undefined
  const asker = definePlugin({
    name: 'asker',
    needs: { memory: Memory },
    setup: ({ ports }) => {
      port = ports.memory
    },
  })
  const beside = [localEmbeddings(), memory()]
  const running = await runPlugin(asker(), { journal, beside, folder })
  try {
    const search = async (text: string, by: MemoryWay) => {
      for (let tries = 1; ; tries++) {
        const found = await port?.search(text, { by, limit: DEPTH })
        if (found !== undefined && (by === 'words' || found.wordsOnly === undefined)) return found
        if (tries === MOST_TRIES) throw new Error(found?.wordsOnly ?? 'not ready')
      }
    }
    await vectors(() => search('is everything read', 'both'))
    const moments: (readonly string[])[] = []
    // Every tenth line is enough: a hundred passages around each.
    for (const { event } of lines.filter((_, at) => at % 10 === 0)) {
      const { passages } = await search((saidText(event) ?? '').slice(0, 400), 'meaning')
      moments.push(...passages.map(({ ids }) => ids))
    }
    const units = unitsOf(lines, moments)
    const scores = new Map<string, Score>()
    for (const question of questions) {
      const gold = new Set(
        lines.filter(({ answers }) => answers === question.number).map(({ id }) => units.get(id)),
      )
      for (const way of WAYS) {
        const found = await search(question.text, way)
        const ranked = [
          ...new Set(found.passages.flatMap(({ ids: [id = ''] }) => units.get(id) ?? [])),
        ]
        scores.set(`${way} ${questions.indexOf(question)}`, scoreOf(ranked, gold))
      }
    }
    report(questions, scores)
  } finally {
    await running.stop()
  }
}

// Until each moment has its vector, which takes the local model half a minute.
async function vectors(ask: () => Promise<FoundPassages>): Promise<void> {
  for (;;) {
    const found = await ask().catch(() => undefined)
    const ranked = found?.passages.filter(({ meaningRank }) => meaningRank !== undefined) ?? []
    if (found?.completeUntil === undefined && ranked.length > DEPTH / 2) return
    await pause(1_000)
  }
}

/** Which moment a line belongs to: that is what all ways are compared by, as one finds lines and another moments. */
function unitsOf(
  lines: readonly Line[],
  moments: readonly (readonly string[])[],
): ReadonlyMap<string, string> {
  const units = new Map<string, string>()
  for (const ids of moments) if (ids.length > 1) for (const id of ids) units.set(id, ids[0] ?? id)
  for (const { id } of lines) if (!units.has(id)) units.set(id, id)
  return units
}

function scoreOf(ranked: readonly string[], gold: ReadonlySet<string | undefined>): Score {
  const first = ranked.findIndex(unit => gold.has(unit))
  const top = ranked.slice(0, gold.size).filter(unit => gold.has(unit))
  return { precision: top.length / gold.size, reciprocal: first < 0 ? 0 : 1 / (first + 1) }
}

function report(questions: readonly Question[], scores: ReadonlyMap<string, Score>): void {
  const of = (way: MemoryWay, at: number) =>
    scores.get(`${way} ${at}`) ?? { precision: 0, reciprocal: 0 }
  const kinds = [...new Set(questions.map(({ kind }) => kind)), 'all']
  console.log('| questions | count | | R-precision | MRR | found first | not among 100 |')
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  for (const kind of kinds) {
    const chosen = questions.flatMap((one, at) => (kind === 'all' || one.kind === kind ? [at] : []))
    for (const way of WAYS) {
      const own = chosen.map(at => of(way, at))
      const mean = (pick: (score: Score) => number) =>
        (own.reduce((sum, one) => sum + pick(one), 0) / own.length).toFixed(3)
      const cells = [
        ...[kind, chosen.length, way, mean(one => one.precision), mean(one => one.reciprocal)],
        ...[own.filter(one => one.reciprocal === 1).length],
        ...[own.filter(one => one.reciprocal === 0).length],
      ]
      console.log(`| ${cells.join(' | ')} |`)
    }
  }
  if (!wantsFailed) return
  for (const [at, { text }] of questions.entries()) {
    const ranks = WAYS.map(way => Math.round(1 / of(way, at).reciprocal))
    if ((ranks[2] ?? 0) > WORST_SHOWN) console.log(`${text}: ${ranks.join(' / ')}`)
  }
}

try {
  await main()
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
