import { pause } from 'promethean'
import type { Call, Cancel, FromServer, Listen, Refusal } from '../wire.ts'
import type { KnownCaller } from './callers.ts'
import { LineBatch } from './line-batch.ts'
import { refusalOf, TOO_MUCH_AT_ONCE } from './refusals.ts'

export type Request = Call | Listen | Cancel

/** Where the answers go. */
export interface Answers {
  send(message: FromServer): void
  /** Sends a message that is JSON already. */
  sendText(text: string): void
  /** It reads slower than it is sent to. */
  readonly isBehind: boolean
}

// What one page has at work at the same time: some views, each with a stream and a few questions.
const MAX_AT_WORK = 64
const LOOK_MS = 50

/** What one page has asked for and was not answered yet. */
export class Requests {
  readonly #answers: Answers
  readonly #caller: () => KnownCaller
  readonly #atWork = new Map<number, AbortController>()

  constructor(answers: Answers, caller: () => KnownCaller) {
    this.#answers = answers
    this.#caller = caller
  }

  /** @returns false if it is no request that can be answered */
  take(request: Request): boolean {
    const { id } = request
    if ('cancel' in request) {
      this.#atWork.get(id)?.abort()
      return true
    }
    if (this.#atWork.has(id)) return false
    void this.#begin(request)
    return true
  }

  end(): void {
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
    const { id, call, input = {}, dry = false } = request
    const refused = this.#caller().refuses(call, { isStream: false })
    if (refused !== undefined) return this.#refuse(request, refused)
    const answer = await this.#caller().perform(call, input, { dry, signal: left })
    if (!left.aborted) this.#answers.send({ id, ...answer })
  }

  async #listen(request: Listen, signal: AbortSignal): Promise<void> {
    const { id, listen, input = {} } = request
    const refused = this.#caller().refuses(listen, { isStream: true })
    if (refused !== undefined) return this.#refuse(request, refused)
    const batch = new LineBatch(lines => this.#answers.sendText(linesText(id, lines)))
    try {
      for await (const line of this.#caller().listen(listen, input, { signal })) {
        batch.add(line)
        while (this.#answers.isBehind && !signal.aborted) await pause(LOOK_MS)
      }
      batch.flush()
      this.#answers.send({ id, ended: true })
    } catch (failure) {
      batch.flush()
      this.#answers.send({ id, ended: true, refusal: refusalOf(failure) })
    }
  }

  #refuse(request: Call | Listen, refusal: Refusal): void {
    const { id } = request
    this.#answers.send(
      'call' in request ? { id, done: false, refusal } : { id, ended: true, refusal },
    )
  }
}

function linesText(id: number, lines: readonly string[]): string {
  return `{"id":${id},"lines":[${lines.join(',')}]}`
}
