import type { Redactor } from '../events/redact.ts'
import type { Log } from '../plugin/context.ts'
import type { UseStatus } from './loss.ts'

/** Which durable consumers cannot deliver, and why: said when it begins and when it is over. */
export class ConsumerTroubles {
  readonly #reasons = new Map<string, string>()
  readonly #redactor: Redactor

  constructor(redactor: Redactor) {
    this.#redactor = redactor
  }

  /** @param reason undefined: it is over */
  note(log: Log, consumer: string, reason: string | undefined): void {
    const isKnown = this.#reasons.has(consumer)
    if (reason === undefined) {
      this.#reasons.delete(consumer)
      if (isKnown) log.info(`${consumer} takes events again`)
      return
    }
    const said = this.#redactor.text(reason)
    this.#reasons.set(consumer, said)
    if (isKnown) return
    log.warn(
      `${consumer} cannot deliver: ${said}; events wait in the journal and it is tried again`,
    )
  }

  /** Why a consumer waits. */
  of(consumer: string): string | undefined {
    return this.#reasons.get(consumer)
  }

  /** Forgets consumers that are no more. */
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
