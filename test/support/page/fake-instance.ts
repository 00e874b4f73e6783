import type { Answer, Listener } from '../../../plugins/web/page/connection.ts'

interface Kept {
  readonly id: string
  readonly type: string
}

/** An instance as the page's connection shows it: what it tells live, and its journal. */
export class FakeInstance {
  readonly asked: { readonly name: string; readonly input: object }[] = []
  /** Answers `events` are refused while this is set, as at a start. */
  isStarting = false
  readonly #journal: Kept[] = []
  readonly #uncommitted: Kept[] = []
  #listener: Listener<unknown> | undefined
  #work: (() => void) | undefined
  #isOpen = false

  /** Something happens: it is told live, and in the journal unless the commit has to wait. */
  happen(events: readonly Kept[], { committed = true } = {}): void {
    this.#uncommitted.push(...events)
    if (committed) this.commit()
    if (this.#isOpen) this.#listener?.onLines(events)
  }

  commit(): void {
    this.#journal.push(...this.#uncommitted.splice(0))
  }

  /** What was not committed is lost, as by a kill. */
  crash(): void {
    this.#uncommitted.length = 0
    this.lose()
  }

  /** It is in the journal, but the reader was too slow for it. */
  skip(events: readonly Kept[], then: readonly Kept[] = []): void {
    this.#journal.push(...events, ...then)
    this.#listener?.onLines([{ code: 'skipped', events: events.length }, ...then])
  }

  open(): void {
    this.#isOpen = true
    this.#work?.()
  }

  lose(): void {
    this.#isOpen = false
    const listener = this.#listener
    this.#listener = undefined
    listener?.onEnd?.({ code: 'gone', what: 'gone' })
  }

  endTail(): void {
    const listener = this.#listener
    this.#listener = undefined
    listener?.onEnd?.({ code: 'runtime', what: 'it still starts' })
  }

  whenOpen(work: () => void): () => void {
    this.#work = work
    if (this.#isOpen) work()
    return () => {
      this.#work = undefined
    }
  }

  listen<T>(name: string, input: object, listener: Listener<T>): () => void {
    this.asked.push({ name, input })
    // Each test listens to `tail` alone, whose lines are unknown.
    this.#listener = listener as Listener<unknown>
    return () => {
      if (this.#listener === listener) this.#listener = undefined
    }
  }

  async call<T>(name: string, input: object = {}): Promise<Answer<T>> {
    this.asked.push({ name, input })
    if (!this.#isOpen || this.isStarting)
      return { done: false, refusal: { code: 'runtime', what: 'it still starts' } }
    // What `events` prints.
    return { done: true, value: this.#page(input) as T }
  }

  #page({ types, limit, cursor }: { types?: string[]; limit?: number; cursor?: string }) {
    const found = this.#journal.filter(({ type }) => types?.includes(type)).reverse()
    const from = cursor === undefined ? 0 : found.findIndex(({ id }) => id === cursor) + 1
    const events = found.slice(from, from + (limit ?? 50))
    const last = events.at(-1)
    return {
      events,
      ...(last && { cursor: last.id }),
      more: found.length > from + events.length,
    }
  }
}
