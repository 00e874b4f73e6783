import type { Refusal } from '../../wire.ts'
import type { Connection } from '../connection.ts'
import type { StatusPoll } from '../status.ts'
import { type Readable, Store } from '../store.ts'

/** What happened when a consumer was last switched. */
export interface Switching {
  readonly isBusy: boolean
  readonly refusal?: Refusal
  /** It is in effect, but a restart would forget it. */
  readonly unsaved?: string
}

/** Pauses and resumes delivery to consumers. */
export class LoggingSwitch {
  readonly #connection: Connection
  readonly #status: StatusPoll
  readonly #switching = new Store<Readonly<Record<string, Switching>>>({})

  constructor(connection: Connection, status: StatusPoll) {
    this.#connection = connection
    this.#status = status
  }

  /** By consumer. */
  get switching(): Readable<Readonly<Record<string, Switching>>> {
    return this.#switching
  }

  async set(consumer: string, what: 'pause' | 'resume'): Promise<void> {
    this.#tell(consumer, { isBusy: true })
    const answer = await this.#connection.call<{ reason?: string }>(what, { consumer })
    await this.#status.refresh()
    if (!answer.done) return this.#tell(consumer, { isBusy: false, refusal: answer.refusal })
    const { reason } = answer.value
    this.#tell(consumer, { isBusy: false, ...(reason !== undefined && { unsaved: reason }) })
  }

  #tell(consumer: string, switching: Switching): void {
    this.#switching.set({ ...this.#switching.value, [consumer]: switching })
  }
}
