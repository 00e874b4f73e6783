import { pause, refusalOf, withoutUndefined } from 'promethean'
import type { Call, Cancel, FromServer, Listen, Refusal } from '../../wire.ts'
import type { KnownCaller } from '../callers.ts'
import { TOO_MUCH_AT_ONCE } from '../refusals.ts'
import { type Batch, LineBatch } from './line-batch.ts'
import type { SharedStreams } from './shared-streams.ts'

export type Request = Call | Listen | Cancel

/** Where the answers go. */
export interface Answers {
  send(message: FromServer): void
  sendLines(id: number, batch: Batch): void
  /** So many lines cannot be sent any more. */
  miss(lines: number): void
  /** It reads slower than lines are sent to it. */
  readonly isBehind: boolean
  /** It reads slower than it asks. */
  readonly isFull: boolean
}

export interface RequestsParts {
  readonly answers: Answers
  /** The streams of all pages. */
  readonly shared: SharedStreams
  /** Who asks; what it may can change meanwhile. */
  caller(): KnownCaller
}

// What one page has at work at the same time: some views, each with a stream and a few questions.
const MAX_AT_WORK = 64
const LOOK_MS = 50
// It never ends and is the same for everybody, so a page that is slow must not make it wait.
const LIVE = 'tail'

/** What one page has asked for and was not answered yet. */
export class Requests {
  readonly #parts: RequestsParts
  readonly #atWork = new Map<number, AbortController>()
  readonly #calls = new Set<Promise<void>>()
  readonly #over = new AbortController()

  constructor(parts: RequestsParts) {
    this.#parts = parts
  }

  /** @returns false if it is no request that can be answered */
  take(request: Request): boolean {
    const { id } = request
    if ('cancel' in request) {
      this.#atWork.get(id)?.abort()
      return true
    }
    if (this.#atWork.has(id)) return false
    const done = this.#begin(request)
    if ('call' in request) this.#calls.add(done)
    void done.finally(() => this.#calls.delete(done))
    return true
  }

  /** Resolves once every call so far has its answer. */
  async answered(): Promise<void> {
    await Promise.all(this.#calls)
  }

  end(): void {
    this.#over.abort()
    for (const control of this.#atWork.values()) control.abort()
  }

  async #begin(request: Call | Listen): Promise<void> {
    const { id } = request
    if (this.#atWork.size >= MAX_AT_WORK) return this.#refuse(request, TOO_MUCH_AT_ONCE)
    const control = new AbortController()
    this.#atWork.set(id, control)
    try {
      if ('call' in request) await this.#call(request, control.signal)
      else await this.#listen(request, control.signal)
    } finally {
      this.#atWork.delete(id)
    }
  }

  async #call(request: Call, left: AbortSignal): Promise<void> {
    const { caller } = this.#parts
    const { id, call, input = {}, dry = false } = request
    await this.#room()
    if (left.aborted) return
    const refused = caller().refuses(call, { isStream: false })
    if (refused !== undefined) return this.#refuse(request, refused)
    const answer = await caller().perform(call, input, { dry, signal: left })
    if (!left.aborted) await this.#send({ id, ...answer })
  }

  async #listen(request: Listen, signal: AbortSignal): Promise<void> {
    const { caller } = this.#parts
    const { id, listen } = request
    const refused = caller().refuses(listen, { isStream: true })
    if (refused !== undefined) return this.#refuse(request, refused)
    try {
      if (listen === LIVE) await this.#live(request, signal)
      else await this.#pump(request, signal)
      await this.#send({ id, ended: true })
    } catch (failure) {
      await this.#send({ id, ended: true, refusal: withoutUndefined(refusalOf(failure)) })
    }
  }

  #live({ id, listen, input = {} }: Listen, signal: AbortSignal): Promise<void> {
    const { answers, shared, caller } = this.#parts
    const open = (over: AbortSignal) => caller().listen(listen, input, { signal: over })
    const reader = {
      take: (batch: Batch) => answers.sendLines(id, batch),
      miss: (lines: number) => answers.miss(lines),
    }
    return shared.read({ key: JSON.stringify([listen, input]), open }, reader, signal)
  }

  async #pump({ id, listen, input = {} }: Listen, signal: AbortSignal): Promise<void> {
    const { answers, caller } = this.#parts
    const batch = new LineBatch(lines => answers.sendLines(id, lines))
    try {
      for await (const line of caller().listen(listen, input, { signal })) {
        batch.add(line)
        while (answers.isBehind && !signal.aborted) await pause(LOOK_MS, signal)
      }
    } finally {
      batch.flush()
    }
  }

  // What is not read yet takes memory, so nothing is added to a lot of it.
  async #room(): Promise<void> {
    const { signal } = this.#over
    while (this.#parts.answers.isFull && !signal.aborted) await pause(LOOK_MS, signal)
  }

  // Of those that wait, each looks again: another one may have taken the room.
  async #send(message: FromServer): Promise<void> {
    const { answers } = this.#parts
    while (answers.isFull && !this.#over.signal.aborted) await this.#room()
    answers.send(message)
  }

  #refuse({ id, ...wish }: Call | Listen, refusal: Refusal): void {
    const { answers } = this.#parts
    if ('call' in wish) answers.send({ id, done: false, refusal })
    else answers.send({ id, ended: true, refusal })
  }
}
