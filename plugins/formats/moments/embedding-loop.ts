import { Backoff, EmbeddingsFailure, messageOf, pause, Refused } from 'promethean'
import { noModel } from './errors.ts'
import { type IndexedModel, type Models, OtherModel } from './models.ts'
import type { MomentStore } from './store/store.ts'
import type { Asking } from './store/thread.ts'
import type { Read, Unread } from './store/waiting.ts'

// As long as this is under way, nothing needs to be said.
const USUAL_BACKLOG = 100
const LOOK_AGAIN_MS = 10_000
// What takes some 10 ms each time leaves the disk to others.
const TIDIED_EVERY_MS = 50
const COUNTED_EVERY_MS = 2_000
// What one text may be the reason of, while the model takes others.
const TROUBLE_OF_A_TEXT: ReadonlySet<string> = new Set(['too_long', 'invalid', 'refused'])
// A text that the model finds too long is halved down to this.
const SHORTEST = 100

interface Parts {
  readonly store: Asking<MomentStore>
  readonly models: Models
  readonly wanted: string | undefined
  readonly signal: AbortSignal
  /** Shown in `status`; undefined: all is well. */
  troubled(reason?: string): void
  /** What passages wait for, as it is said: `vectors`. */
  readonly place: string
  /** What cannot be done without a model. */
  readonly noModelMeans: string
  /** Called before anything is read: a failure is a reason to wait. */
  prepare?(): Promise<void>
  /** Called before it is asked what waits, and before a model reads anything, which may cost money. */
  prepareModel?(model: IndexedModel): Promise<void>
  keep(model: IndexedModel, read: readonly Read[]): Promise<void>
  /** This model has read all there is: some of what others made of it goes. @returns whether there may be more */
  keepOnly(model: IndexedModel): Promise<boolean>
}

/** Gives passages their vectors: oldest first, few at a time, for as long as it takes. */
export class EmbeddingLoop {
  readonly #parts: Parts
  readonly #backoff = new Backoff()
  #most = Number.POSITIVE_INFINITY
  #woken = new AbortController()
  #countedAt = Number.NEGATIVE_INFINITY

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** There is something new. */
  wake(): void {
    this.#woken.abort()
  }

  /** Resolves when its signal aborts; never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#parts
    while (!signal.aborted) {
      this.#woken = new AbortController()
      try {
        const ms = await this.#step()
        if (ms > 0) await pause(ms, AbortSignal.any([signal, this.#woken.signal]))
      } catch (failure) {
        // Nothing new cuts this short: the model is away, or its server has enough to do.
        await pause(await this.#failed(failure), signal)
      }
    }
  }

  /** @returns in how many ms to go on */
  async #step(): Promise<number> {
    const { store, models, wanted, signal } = this.#parts
    await this.#parts.prepare?.()
    const model = await models.chosen(signal)
    if (model === undefined) {
      this.#parts.troubled(messageOf(noModel(wanted, this.#parts.noModelMeans)))
      return LOOK_AGAIN_MS
    }
    const now = Date.now()
    await this.#parts.prepareModel?.(model)
    const all = await store.ask('next', [model.id, now])
    if (all.length === 0) return this.#done(model, now)
    await this.#sayBacklog(model, now)
    await this.#read(model, all.slice(0, this.#most))
    this.#backoff.reset()
    return 0
  }

  async #read(model: IndexedModel, all: readonly Unread[]): Promise<void> {
    const { store, signal } = this.#parts
    try {
      const vectors = await this.#embedded(model, all)
      const read = all.flatMap(({ passage, size }, index) => {
        const vector = vectors[index]
        return vector === undefined ? [] : [{ passage, size, vector }]
      })
      await this.#parts.keep(model, read)
      this.#most = Number.POSITIVE_INFINITY
    } catch (failure) {
      if (signal.aborted || !isOfAText(failure)) throw failure
      // One of them may be what the model does not take: they are tried one by one.
      const [first] = all
      if (all.length === 1 && first !== undefined)
        await store.ask('putOff', [model.id, first.passage])
      this.#most = 1
      if (all.length === 1) throw failure
    }
  }

  async #embedded(model: IndexedModel, all: readonly Unread[]): Promise<readonly Float32Array[]> {
    const { signal } = this.#parts
    let texts = all.map(({ text }) => text)
    for (;;) {
      try {
        return (await model.embed(texts, 'passage', signal)).vectors
      } catch (failure) {
        const [text = ''] = texts
        const isLong = failure instanceof EmbeddingsFailure && failure.kind === 'too_long'
        if (!isLong || texts.length > 1 || text.length <= SHORTEST) throw failure
        texts = [text.slice(0, text.length / 2).toWellFormed()]
      }
    }
  }

  async #done(model: IndexedModel, now: number): Promise<number> {
    const { store } = this.#parts
    this.#parts.troubled()
    // New passages go before.
    if (await this.#parts.keepOnly(model)) return TIDIED_EVERY_MS
    const readyAt = await store.ask('readyAt', [now])
    return readyAt === undefined ? Number.POSITIVE_INFINITY : Math.max(readyAt - now, 1)
  }

  async #failed(failure: unknown): Promise<number> {
    const { store, models, signal } = this.#parts
    if (signal.aborted) return 0
    // Where something else failed, no model is asked in vain.
    if (failure instanceof EmbeddingsFailure || failure instanceof OtherModel) models.distrust()
    // Nobody was asked in vain: the next look finds the other one.
    if (failure instanceof OtherModel) return 1
    const ms = this.#backoff.next()
    const left = await store.ask('leftNow', [Date.now()]).catch(() => 0)
    this.#parts.troubled(this.#waiting(left, messageOf(failure)))
    return ms
  }

  #waiting(passages: number, why: string): string {
    if (passages === 0) return why
    const wait = passages === 1 ? '1 passage waits' : `${passages} passages wait`
    return `${wait} for ${this.#parts.place}: ${why}`
  }

  async #sayBacklog(model: IndexedModel, now: number): Promise<void> {
    if (performance.now() - this.#countedAt < COUNTED_EVERY_MS) return
    this.#countedAt = performance.now()
    const left = await this.#parts.store.ask('left', [model.id, now])
    const why = 'they are read one after another, the oldest first'
    this.#parts.troubled(left > USUAL_BACKLOG ? this.#waiting(left, why) : undefined)
  }
}

function isOfAText(failure: unknown): boolean {
  if (failure instanceof Refused) return true
  return failure instanceof EmbeddingsFailure && TROUBLE_OF_A_TEXT.has(failure.kind)
}
