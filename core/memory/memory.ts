import { inTime } from '../async.ts'
import { messageOf, PrometheanError } from '../errors.ts'
import { SAID } from '../events/said.ts'
import type { FoundRows, Journal, JournalQuery, JournalRow, MatchingRow } from '../journal/port.ts'
import type {
  FoundPassage,
  FoundPassages,
  Memory,
  MemoryIndex,
  MemoryRange,
  MemoryWay,
  NearPassages,
} from '../plugin/ports/memory.ts'
import { inChannel } from '../text/channel.ts'
import { type Fused, fused, type Told, type ToldLine } from './fusion.ts'

// What is asked for before anything is answered: a model on this computer takes some tens of ms, one far away some hundreds.
const MEANING_MS = 2_000
// What is far down in one list and near the top of the other is still among the best of both.
const DEPTH = 5
const LEAST_DEPTH = 100

/** The plugin of the config that keeps vectors. */
export interface VectorKeeper {
  readonly plugin: string
  /** Undefined while it is not running. */
  readonly index: MemoryIndex | undefined
}

/** What a memory is made of. */
export interface MemoryParts {
  readonly journal: Pick<Journal, 'search' | 'searchAny' | 'rowsOf'>
  /** Undefined if the config has none. */
  keeper(): VectorKeeper | undefined
  /** A text without secrets. */
  redact(text: string): string
}

/** A passage that was found, with its events. */
export interface KeptPassage extends FoundPassage {
  readonly rows: readonly JournalRow[]
}

interface KeptPassages extends FoundPassages {
  readonly passages: readonly KeptPassage[]
}

type Wanted = MemoryRange & { readonly by?: MemoryWay }

/** The memory of a runtime: the words are in its journal, the meaning in what a plugin keeps. */
export interface SearchedMemory extends Memory {
  /** Whether the config has a plugin that keeps vectors. */
  readonly hasMeaning: boolean
  /** The same as `search`, with the events. */
  find(text: string, wanted: Wanted, signal?: AbortSignal): Promise<KeptPassages>
}

export function createMemory(parts: MemoryParts): SearchedMemory {
  const find: SearchedMemory['find'] = async (text, { by: way, ...range }, signal) => {
    const keeper = parts.keeper()
    const by = way ?? (keeper === undefined ? 'words' : 'both')
    if (!Number.isInteger(range.limit) || range.limit < 1) throw noLimit()
    if (by === 'meaning' && keeper === undefined) throw noMeaning()
    const depth = { ...range, limit: Math.max(DEPTH * range.limit, LEAST_DEPTH) }
    const words = by === 'meaning' ? undefined : byWords(parts.journal, text, { ...depth, by })
    const meaning = by === 'words' ? undefined : byMeaning(parts, text, { keeper, depth, signal })
    // Also where it fails, nothing is left unheard.
    const [asked, near] = await Promise.all([words, meaning])
    const isAway = near !== undefined && 'wordsOnly' in near
    const lines =
      asked ?? (isAway ? await byWords(parts.journal, text, { ...depth, by }) : undefined)
    const candidates = fused(
      (lines ?? []).map(lineOf),
      isAway ? [] : (near?.passages ?? []).map(toldOf),
    )
    return {
      passages: await kept(parts.journal, candidates, range),
      ...(isAway && { wordsOnly: near.wordsOnly }),
      ...(lines?.completeSince && { completeSince: lines.completeSince }),
      ...(!isAway && near?.completeUntil && { completeUntil: near.completeUntil }),
    }
  }
  return {
    get hasMeaning() {
      return parts.keeper() !== undefined
    },
    find,
    search: async (text, wanted, signal) => {
      const { passages, ...rest } = await find(text, wanted, signal)
      return { passages: passages.map(({ rows: _, ...passage }) => passage), ...rest }
    },
  }
}

/** Who asks for words alone means all of them; a question has many that no line needs to have. */
async function byWords(
  journal: MemoryParts['journal'],
  text: string,
  { in: places = ['chat'], by, ...range }: Wanted,
): Promise<FoundRows<MatchingRow>> {
  const query: JournalQuery = { ...range, types: places.flatMap(place => SAID[place]) }
  if (by !== 'words') return journal.searchAny(text, query)
  const rows = await journal.search(text, query)
  const { completeSince } = rows
  return Object.assign(
    rows.map(row => ({ ...row, share: 1 })),
    completeSince && { completeSince },
  )
}

interface MeaningSettings {
  readonly keeper: VectorKeeper | undefined
  readonly depth: MemoryRange
  readonly signal: AbortSignal | undefined
}

/** @returns `wordsOnly` with the reason if it cannot be searched */
async function byMeaning(
  { redact }: MemoryParts,
  text: string,
  { keeper, depth, signal }: MeaningSettings,
): Promise<NearPassages | { readonly wordsOnly: string }> {
  if (keeper === undefined) return { wordsOnly: 'no plugin in the config can search by meaning' }
  const { plugin, index } = keeper
  if (index === undefined) return { wordsOnly: `${plugin} is not running; see promethean status` }
  const late = () => new Error(`no answer within ${MEANING_MS / 1_000} s`)
  try {
    return await inTime({ ms: MEANING_MS, late, signals: [signal] }, ending =>
      index.nearest(text, depth, ending),
    )
  } catch (failure) {
    signal?.throwIfAborted()
    return { wordsOnly: `${plugin} could not search: ${redact(messageOf(failure))}` }
  }
}

function lineOf({ event, share }: MatchingRow): ToldLine {
  return { ids: [event.id], at: event.time.getTime(), share }
}

function toldOf({ ids, end }: NearPassages['passages'][number]): Told {
  return { ids, at: end.getTime() }
}

/** The first of these of which the journal still has something that the range allows. */
async function kept(
  journal: MemoryParts['journal'],
  candidates: readonly Fused[],
  range: MemoryRange,
): Promise<readonly KeptPassage[]> {
  const { limit } = range
  const allows = allowedBy(range)
  const passages: KeptPassage[] = []
  for (let at = 0; at < candidates.length && passages.length < limit; at += limit) {
    const some = candidates.slice(at, at + limit)
    const rows = await journal.rowsOf(some.flatMap(({ ids }) => ids))
    const byId = new Map(rows.filter(allows).map(row => [row.event.id, row]))
    passages.push(...some.flatMap(one => passageOf(one, byId) ?? []))
  }
  return passages.slice(0, limit)
}

// An index asks its own copy of what it was told: whatever that is, nothing comes out that words would not find.
function allowedBy(range: MemoryRange): (row: JournalRow) => boolean {
  const { in: places = ['chat'], channel, platform, session, since, until, tests = false } = range
  const types: readonly string[] = places.flatMap(place => SAID[place])
  const isInChannel = inChannel(channel)
  return ({ event, verdict }) =>
    verdict.kept &&
    types.includes(event.type) &&
    (tests || event.test !== true) &&
    isInChannel(event) &&
    (platform === undefined || event.platform === platform) &&
    (session === undefined || event.session === session) &&
    (since === undefined || event.received >= since) &&
    (until === undefined || event.received < until)
}

function passageOf(
  { ids, hits, wordsRank, meaningRank }: Fused,
  byId: ReadonlyMap<string, JournalRow>,
): KeptPassage | undefined {
  const rows = ids.map(id => byId.get(id)).filter(row => row !== undefined)
  const [first] = rows
  const last = rows.at(-1)
  if (first === undefined || last === undefined) return undefined
  const { platform, channel, session } = first.event
  return {
    place: placeOf(first.event.type),
    ids: rows.map(({ event }) => event.id),
    begin: first.event.time,
    end: last.event.time,
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && { channel }),
    ...(session !== undefined && { session }),
    ...(wordsRank !== undefined && { wordsRank }),
    ...(meaningRank !== undefined && { meaningRank }),
    hits: hits.filter(id => byId.has(id)),
    rows,
  }
}

function placeOf(type: string): FoundPassage['place'] {
  if (SAID.chat.some(one => one === type)) return 'chat'
  return SAID.memory.some(one => one === type) ? 'memory' : 'events'
}

/** Why nothing is found by meaning, and what to write. */
export function noMeaning(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'cannot search by meaning',
    why: 'no plugin in this config keeps what lines mean',
    advice: 'add memory() and a model for it to the plugins, such as memory(), localEmbeddings()',
  })
}

function noLimit(): PrometheanError {
  const said = { what: 'cannot search', why: 'limit is not a whole number, 1 or more' }
  return new PrometheanError('runtime', said, { fault: 'invalid' })
}
