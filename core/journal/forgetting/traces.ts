import type { Person } from './person.ts'

/** An event as stored, read as JSON. */
export interface StoredEvent {
  readonly type: string
  readonly platform: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

/** What becomes of an event. */
export type Trace =
  /** It is the person's, or it quotes them: it goes. */
  | 'remove'
  /** It is another's and holds nothing of them but what others said. */
  | 'leave'
  /** It is another's and stays as this. */
  | { readonly body: Readonly<Record<string, unknown>> }

type Fields = Record<string, unknown>

/** Who stands where somebody was. */
const NOBODY = 'forgotten'
// A shorter id is found in quotes only: as bare digits it would be part of half of all payloads.
const SHORTEST_BARE = 4
const NEVER = '(?!)'
// Written by the runtime or a model, for or about whoever is named in it.
const WRITTEN_HERE: ReadonlySet<string> = new Set([
  ...['llm.answered', 'memory.noted', 'chat.sent', 'chat.dropped'],
  ...['operation.requested', 'agent.requested'],
])

// What a model says of a stream, sentence by sentence.
const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  'session.summarized': ['happened', 'jokes', 'questions'],
}

/** Finds a person's traces in stored events. */
export class Traces {
  readonly #person: Person
  readonly #names: ReadonlySet<string>
  readonly #suspect: RegExp
  readonly #named: RegExp

  constructor(person: Person) {
    this.#person = person
    const names = person.names.map(name => name.trim()).filter(name => name !== '')
    this.#names = new Set(names.map(lower))
    const bare = person.id.length >= SHORTEST_BARE ? [person.id] : []
    const all = [...new Set([...names, ...bare])].flatMap(one => [one, inJson(one)])
    const words = [...new Set(all)].map(escaped)
    const quoted = `"${escaped(inJson(person.id))}"`
    this.#suspect = new RegExp([quoted, ...words].join('|'), 'iu')
    // A name inside of another word is another name.
    const [before, after] = ['(?<![\\p{L}\\p{N}_])', '(?![\\p{L}\\p{N}_])']
    const named = words.length === 0 ? NEVER : `${before}(?:${words.join('|')})${after}`
    this.#named = new RegExp(`^${escaped(person.id)}$|${named}`, 'iu')
  }

  /** Whether a text or JSON may name the person: quick, and never wrong when it says no. */
  maybeIn(text: string): boolean {
    return this.#suspect.test(text)
  }

  /** Whether any text in a value names the person. */
  isIn(value: unknown): boolean {
    if (typeof value === 'string') return this.#named.test(value)
    if (Array.isArray(value)) return value.some(one => this.isIn(one))
    return isFields(value) && Object.values(value).some(one => this.isIn(one))
  }

  /** What becomes of an event that `maybeIn` found. */
  of({ type, platform, body }: StoredEvent): Trace {
    const isHere = platform === undefined || platform === this.#person.platform
    if (isHere && told(body).some(data => this.#is(data.user) || this.#is(data.from)))
      return 'remove'
    if (WRITTEN_HERE.has(type) && told(body).some(data => this.isIn(data))) return 'remove'
    if (!isHere) return 'leave'
    const copy = structuredClone(body) as Fields
    const cleaned = told(copy).map(data => {
      const isSaid = this.#leaveOut(data, SENTENCES[type] ?? [])
      return this.#clean(data) || isSaid
    })
    const isRaw = 'raw' in copy && this.isIn(copy.raw)
    if (isRaw) delete copy.raw
    if (!isRaw && !cleaned.includes(true)) return 'leave'
    // Dates are found by the way to them: one that is gone must not come back as an invalid one.
    if (Array.isArray(copy.dates)) copy.dates = copy.dates.filter(path => isThere(copy, path))
    return { body: copy }
  }

  /** Takes out the items of lists that name the person. @returns whether there was any */
  #leaveOut(data: Fields, lists: readonly string[]): boolean {
    return lists
      .map(list => {
        const all: unknown = data[list]
        if (!Array.isArray(all)) return false
        const left = all.filter(one => !this.isIn(one))
        data[list] = left
        return left.length < all.length
      })
      .includes(true)
  }

  /** Makes the person nobody wherever one is told of. @returns whether there was anything */
  #clean(value: unknown): boolean {
    if (Array.isArray(value)) return value.map(one => this.#clean(one)).includes(true)
    if (!isFields(value)) return false
    if (this.#is(value)) {
      for (const key of Object.keys(value)) delete value[key]
      Object.assign(value, { id: NOBODY, name: NOBODY, displayName: NOBODY, roles: [] })
      return true
    }
    let isFound = false
    // What an answer quotes are their words.
    if (isFields(value.reply) && this.#is(value.reply.user)) {
      delete value.reply
      isFound = true
    }
    for (const inner of Object.values(value)) isFound = this.#clean(inner) || isFound
    return isFound
  }

  #is(user: unknown): boolean {
    if (!isFields(user)) return false
    const { id, name, displayName } = user
    if (name === undefined && displayName === undefined) return false
    if (typeof id === 'string' && id !== '') return id === this.#person.id
    return [name, displayName].some(one => typeof one === 'string' && this.#names.has(lower(one)))
  }
}

/** The data as it was told, and as a filter changed it. */
function told(body: Readonly<Record<string, unknown>>): readonly Fields[] {
  const changed = isFields(body.changed) ? body.changed.data : undefined
  return [body.data, changed].filter(isFields)
}

function isThere(body: Fields, path: unknown): boolean {
  if (!Array.isArray(path)) return false
  let at: unknown = body
  for (const key of path) at = Object(at)[String(key)]
  return at !== undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function lower(text: string): string {
  return text.trim().toLowerCase()
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
