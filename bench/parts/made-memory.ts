import { createHash } from 'node:crypto'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Event } from '../../core/events/event.ts'
import { openStore as openJournal } from '../../core/journal/sqlite/store.ts'
import { packEntry } from '../../core/journal/sqlite/tables/pack.ts'
import { scopeText } from '../../plugins/formats/moments/store/said.ts'
import { openStore as openMemory } from '../../plugins/memory/store/store.ts'
import type { TestProject } from '../../test/support/process/promethean.ts'
import { madeVector } from '../projects/reaction/made-embeddings.ts'
import { copyProject } from './project.ts'
import { startPromethean } from './promethean.ts'

const BATCH = 5_000
const OF_A_STREAM = 5_000
const BETWEEN_MS = 5_000
const DAY_MS = 86_400_000
const WORDS_OF_A_LINE = 8
const VOCABULARY = 20_000

/** The environment in which that project has a memory. */
export const WITH_MEMORY = { BENCH_MEMORY: 'yes' }
const MODEL_KNOWN_MS = 2_000

/** What the files are made by: if any of it changes, they are made anew. */
const MADE_BY = [
  'bench/parts/made-memory.ts',
  'bench/projects/reaction/made-embeddings.ts',
  'core/journal/sqlite',
  'plugins/formats/moments',
  'plugins/memory',
]
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * A project whose memory holds this many made lines, each a passage with a vector. It is a copy of one that stays in `.cache`
 * for the day: a million take minutes to make.
 */
export async function madeMemory(count: number): Promise<TestProject> {
  const all = join(ROOT, '.cache', 'bench-memory')
  const cached = join(all, `${count}-${keyOf(MADE_BY)}`)
  if (!existsSync(cached)) {
    // Those of another day, or of other code.
    rmSync(all, { recursive: true, force: true })
    const making = await newMemory(count)
    const draft = `${cached}.draft`
    try {
      rmSync(draft, { recursive: true, force: true })
      cpSync(making.folder, draft, { recursive: true })
      renameSync(draft, cached)
    } finally {
      making.remove()
    }
  }
  return copyOf(cached)
}

/** Another project with the same files. */
export function copyOf(folder: string): TestProject {
  const project = copyProject('reaction')
  cpSync(join(folder, '.promethean'), join(project.folder, '.promethean'), { recursive: true })
  return project
}

// Its lines end today.
function keyOf(paths: readonly string[]): string {
  const key = createHash('sha256').update(new Date().toISOString().slice(0, 10))
  for (const path of paths) {
    const isFile = path.endsWith('.ts')
    const files = isFile
      ? ['']
      : readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' })
    for (const file of files.toSorted())
      if (isFile || file.endsWith('.ts')) key.update(readFileSync(join(ROOT, path, file)))
  }
  return key.digest('hex').slice(0, 16)
}

async function newMemory(count: number): Promise<TestProject> {
  const project = copyProject('reaction')
  // It makes both files, and the index gets to know the model. The chat is away.
  const run = await startPromethean(project.file, {
    env: {
      ...{ ...WITH_MEMORY, BENCH_TWITCH: '1' },
      BENCH_DELAYS: new URL('./delays.ts', import.meta.url).href,
    },
  })
  await wait(MODEL_KNOWN_MS)
  await run.stop()
  fill(join(project.folder, '.promethean'), count)
  return project
}

/** Words as they are in chat: few of them often, most of them rarely. */
export function madeWords(seed: number, count: number): string {
  let state = seed * 2_654_435_761 + 1
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    // Zipf's law, nearly: the logarithm of the rank is even.
    return `word${Math.floor(VOCABULARY ** (state / 2 ** 32))}`
  }).join(' ')
}

function fill(folder: string, count: number): void {
  const journal = openJournal(join(folder, 'journal.db'))
  const memory = openMemory(join(folder, 'memory.db'))
  const model = memory.models()[0]?.id
  if (model === undefined) throw new Error('the index knows no model yet')
  const before = memory.passages()
  const begin = Date.now() - DAY_MS - count * BETWEEN_MS
  for (let from = 0; from < count; from += BATCH) {
    const lines = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) =>
      lineOf(from + at, begin),
    )
    const entries = lines.map(event => packEntry({ event, verdict: { kept: true } }))
    journal.append({ entries, copies: [], notes: [], held: [], released: [] })
    memory.take(
      lines.map(({ id, session, received, data }) => ({
        ...{ kind: 'text', id, at: received.getTime(), text: data.text },
        scope: scopeText({
          ...{ place: 'chat', isMoment: false, platform: 'twitch', channel: 'ann', session },
        }),
      })),
    )
    memory.keep(
      model,
      lines.map((_, at) => {
        const number = from + at + 1
        return { passage: before + number, size: 1, vector: madeVector(number) }
      }),
    )
    journal.checkpoint()
  }
  while (journal.countSome() > 0 || journal.indexWords() > 0);
  // What is there is read already.
  for (const { name } of journal.cursors()) journal.rewind(name, Number.MAX_SAFE_INTEGER, false)
  memory.close()
  journal.close()
}

function lineOf(n: number, begin: number): Event<'chat.message'> {
  const received = new Date(begin + n * BETWEEN_MS)
  const session = new Date(begin + Math.floor(n / OF_A_STREAM) * OF_A_STREAM * BETWEEN_MS)
  const name = `viewer${(n * 7_919) % 20_000}`
  const user = { id: name, name, displayName: name, roles: [] }
  return {
    id: `twitch:chat.message:${n}`,
    type: 'chat.message',
    ...{ time: received, received, source: 'twitch', platform: 'twitch', channel: 'ann' },
    session: `${session.toISOString().slice(0, 16)}Z`,
    data: { messageId: `${n}`, text: madeWords(n, WORDS_OF_A_LINE), user },
    raw: {},
  }
}
