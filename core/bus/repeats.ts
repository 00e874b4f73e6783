import { createHash } from 'node:crypto'
import type { Event } from '../events/event.ts'
import { twinKey } from '../events/twins.ts'
import type { Teller } from './teller.ts'

const MAX_IDS = 100_000
const MAX_TWINS = 20_000
const TWIN_WINDOW_MS = 30_000

// Two instances of one source hear the same within seconds of each other; later it is another happening.
const HAND_OVER_MS = 1_000
// More of one kind within 30 s: the oldest are forgotten.
const MAX_ALIKE = 200

interface Twin {
  /** The id of the first report, which counts. */
  readonly id: string
  readonly at: number
  /** All ids it was reported under. */
  readonly ids: Set<string>
  /** Whether an id was among them that all sources share. */
  isShared: boolean
  /** Which sources have reported it, each with its plugin. One to one: no source reports the same happening twice. */
  readonly tellers: Map<string, string>
}

interface Place {
  readonly key: string
  readonly alike: readonly Twin[]
  readonly at: number
}

/** Recognises repeats: by id among the last 100,000 events, or as a twin from another source within 30 s. */
export class Repeats {
  // Two generations: the older one is discarded as a whole, which costs nothing per event.
  #young = new Set<string>()
  #old = new Set<string>()
  readonly #twins = new Map<string, Twin[]>()
  #twinCount = 0

  /** Fills the memory with ids of the journal. */
  remember(ids: Iterable<string>): void {
    for (const id of ids) this.#isNew(id)
  }

  /** Remembers an event from shortly before the start, because its twin may still arrive. */
  expectTwinOf(event: Event, ageMs: number): void {
    const key = twinKey(event)
    const teller = { name: event.source, use: event.source, inHandOver: false }
    const at = performance.now() - ageMs
    if (key !== undefined) this.#addTwin(event, teller, { key, alike: this.#recent(key, at), at })
  }

  /** The id of the first report if this is a repeat; otherwise remembers it. @param at when it was received */
  find(event: Event, teller: Teller, at: number = performance.now()): string | undefined {
    const key = twinKey(event) ?? (teller.inHandOver ? rawKey(event) : undefined)
    const alike = key === undefined ? [] : this.#recent(key, at)
    if (!this.#isNew(event.id)) {
      const known = alike.find(twin => twin.ids.has(event.id))
      known?.tellers.set(teller.name, teller.use)
      return known?.id ?? event.id
    }
    if (key === undefined) return undefined
    const twin = alike.find(one => isTwin(one, event, teller, at))
    if (twin === undefined) {
      this.#addTwin(event, teller, { key, alike, at })
      return undefined
    }
    twin.tellers.set(teller.name, teller.use)
    twin.ids.add(event.id)
    twin.isShared ||= hasSharedKey(event)
    return twin.id
  }

  #addTwin(event: Event, teller: Teller, { key, alike, at }: Place): void {
    const { id } = event
    const tellers = new Map([[teller.name, teller.use]])
    const twin = { id, at, ids: new Set([id]), isShared: hasSharedKey(event), tellers }
    this.#twins.set(key, [...alike.slice(1 - MAX_ALIKE), twin])
    this.#twinCount += 1
    if (this.#twinCount > MAX_TWINS) this.#forgetTwins(at)
  }

  #recent(key: string, now: number): Twin[] {
    return (this.#twins.get(key) ?? []).filter(twin => now - twin.at <= TWIN_WINDOW_MS)
  }

  #forgetTwins(now: number): void {
    for (const key of this.#twins.keys()) {
      const recent = this.#recent(key, now)
      if (recent.length === 0) this.#twins.delete(key)
      else this.#twins.set(key, recent)
    }
    this.#twinCount = this.#twins.size
    // A flood within one window: the oldest keys go, so that memory stays bounded.
    for (const key of this.#twins.keys()) {
      if (this.#twinCount <= MAX_TWINS) break
      this.#twins.delete(key)
      this.#twinCount -= 1
    }
  }

  /** Whether an id is new; from now on it is known. */
  #isNew(id: string): boolean {
    if (this.#old.has(id)) return false
    const known = this.#young.size
    this.#young.add(id)
    if (this.#young.size === known) return false
    if (this.#young.size >= MAX_IDS) {
      this.#old = this.#young
      this.#young = new Set()
    }
    return true
  }
}

function isTwin(twin: Twin, event: Event, { name, use, inHandOver }: Teller, at: number): boolean {
  // Held events are compared after events that arrived later.
  const apartMs = Math.abs(at - twin.at)
  if (apartMs > TWIN_WINDOW_MS) return false
  if (twin.tellers.has(name)) return false
  // Two ids that all sources share and that differ are two happenings.
  if (twin.isShared && hasSharedKey(event)) return false
  const isByItsOwn = [...twin.tellers.values()].includes(use)
  return !isByItsOwn || (inHandOver && apartMs <= HAND_OVER_MS)
}

// A UUIDv7 means that there is no key; a key with a `name:` prefix is known only to this source (`tau:<row id>`).
function hasSharedKey({ id, type, platform }: Event): boolean {
  // Without a platform the id begins with the source.
  if (platform === undefined) return false
  const start = id.indexOf(`:${type}:`)
  return start >= 0 && !/^[a-z][a-z-]*:/.test(id.slice(start + type.length + 2))
}

function rawKey(event: Event): string | undefined {
  if (event.raw === undefined) return undefined
  const { source, type, platform, channel, raw } = event
  const text = JSON.stringify([source, type, platform, channel, raw])
  return createHash('sha1').update(text).digest('base64')
}
