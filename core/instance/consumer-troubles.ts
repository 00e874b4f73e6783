import type { Pauses } from '../journal/consumers/pauses.ts'
import type { Log } from '../plugin/context.ts'
import type { Redactor } from '../secrets/redact.ts'
import type { UseStatus } from './status.ts'

const PAUSED = 'paused; its events are held past journal.retain, up to journal.maxSize'

/** Which durable consumers cannot deliver, and why (logged when it starts and ends), and what each has lost. */
export class ConsumerTroubles {
  readonly #reasons = new Map<string, string>()
  readonly #expired = new Map<string, number>()
  readonly #redactor: Redactor
  readonly #pauses: Pauses

  constructor(redactor: Redactor, pauses: Pauses) {
    this.#redactor = redactor
    this.#pauses = pauses
  }

  /** @param reason undefined: it is over */
  note(log: Log, consumer: string, reason: string | undefined): void {
    const isKnown = this.#reasons.has(consumer)
    if (reason === undefined) {
      this.#reasons.delete(consumer)
      if (isKnown) log.info(`${consumer} accepts events again`)
      return
    }
    const said = this.#redactor.text(reason)
    this.#reasons.set(consumer, said)
    if (isKnown) return
    log.warn(`${consumer} cannot deliver: ${said}; retrying, events wait in the journal`)
  }

  /** This many events were deleted before the consumer received them. */
  expire(log: Log, consumer: string, count: number): void {
    if (count === 0) return
    this.#expired.set(consumer, this.expiredOf(consumer) + count)
    const events = count === 1 ? '1 event was' : `${count} events were`
    const isPaused = this.#pauses.sinceOf(consumer) !== undefined
    const remedy = isPaused ? `promethean resume ${consumer}` : `fix ${consumer}`
    log.error(
      `${events} deleted before ${consumer} received them: the journal is full; raise journal.maxSize or ${remedy}`,
    )
  }

  /** How many of its events went since the start. */
  expiredOf(consumer: string): number {
    return this.#expired.get(consumer) ?? 0
  }

  /** Why a consumer waits. */
  of(consumer: string): string | undefined {
    return this.#pauses.sinceOf(consumer) === undefined ? this.#reasons.get(consumer) : PAUSED
  }

  /** Forgets the problem of a consumer that is not used at the moment. */
  forget(consumer: string): void {
    this.#reasons.delete(consumer)
  }

  /** Forgets consumers that no longer exist. */
  keep(consumers: ReadonlySet<string>): void {
    for (const name of this.#reasons.keys()) if (!consumers.has(name)) this.#reasons.delete(name)
  }

  /** A plugin that runs, but whose consumer cannot deliver, is retrying. */
  shownIn(status: UseStatus): UseStatus {
    if (status.state !== 'ready' && status.state !== 'connected') return status
    const [, reason] = [...this.#reasons].find(([name]) => name.split('/')[0] === status.id) ?? []
    return reason === undefined ? status : { ...status, state: 'retrying', reason }
  }
}
