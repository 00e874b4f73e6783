import { createHash } from 'node:crypto'
import type { Event } from '../events/event.ts'
import { twinKey } from '../events/twins.ts'

const MAX_IDS = 100_000
const MAX_TWINS = 20_000
const TWIN_WINDOW_MS = 30_000

interface Twin {
  readonly id: string
  readonly isShared: boolean
  readonly at: number
  /** Who has told it so far. One to one: nobody tells the same happening twice. */
  readonly tellers: Set<string>
}

/** Who tells an event: its source, and during a hand-over which of its two instances. */
export interface Teller {
  readonly name: string
  readonly inHandOver: boolean
}

/** Knows what was told before: by id among the last 100,000, or as a twin from another source within 30 s. */
export class Repeats {
  // Two generations: the older is let go whole, which costs nothing per event.
  #young = new Set<string>()
  #old = new Set<string>()
  readonly #twins = new Map<string, Twin[]>()
  #twinCount = 0

  /** Fills the memory with ids of the journal. */
  remember(ids: Iterable<string>): void {
    for (const id of ids) this.#add(id)
  }

  /** An event told shortly before the start: its twin may still come. */
  expectTwinOf(event: Event, ageMs: number): void {
    const key = twinKey(event)
    if (key !== undefined) this.#addTwin(event, key, event.source, performance.now() - ageMs)
  }

  /** The id of the first telling, where this is a repeat; otherwise remembers it. */
  find(event: Event, teller: Teller, now: number = performance.now()): string | undefined {
    const key = twinKey(event) ?? (teller.inHandOver ? rawKey(event) : undefined)
    if (this.#young.has(event.id) || this.#old.has(event.id)) {
      if (key !== undefined)
        this.#recent(key, now)
          .find(twin => twin.id === event.id)
          ?.tellers.add(teller.name)
      return event.id
    }
    return (
      (key !== undefined && this.#twin(event, key, teller, now)) ||
      this.#first(event, key, teller, now)
    )
  }

  #twin(event: Event, key: string, teller: Teller, now: number): string | undefined {
    const isShared = hasSharedKey(event)
    const twin = this.#recent(key, now).find(
      // Two ids that both sources share and that differ are two happenings.
      candidate => !candidate.tellers.has(teller.name) && !(isShared && candidate.isShared),
    )
    if (twin === undefined) return undefined
    twin.tellers.add(teller.name)
    this.#add(event.id)
    return twin.id
  }

  #first(event: Event, key: string | undefined, teller: Teller, now: number): undefined {
    this.#add(event.id)
    if (key !== undefined) this.#addTwin(event, key, teller.name, now)
  }

  #addTwin(event: Event, key: string, teller: string, at: number): void {
    const twin = { id: event.id, isShared: hasSharedKey(event), at, tellers: new Set([teller]) }
    this.#twins.set(key, [...this.#recent(key, at), twin])
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

  #add(id: string): void {
    this.#young.add(id)
    if (this.#young.size < MAX_IDS) return
    this.#old = this.#young
    this.#young = new Set()
  }
}

// A UUIDv7 stands for no key; `name:` before a key says that only this source knows it (`tau:<row id>`).
function hasSharedKey({ id, type }: Event): boolean {
  const start = id.indexOf(`:${type}:`)
  return start >= 0 && !/^[a-z][a-z-]*:/.test(id.slice(start + type.length + 2))
}

function rawKey(event: Event): string | undefined {
  if (event.raw === undefined) return undefined
  return createHash('sha1').update(event.type).update(JSON.stringify(event.raw)).digest('base64')
}
