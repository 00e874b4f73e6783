import { pause } from '../async.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import { PrometheanError } from '../errors.ts'
import type { ConsumerTroubles } from '../instance/consumer-troubles.ts'
import type { Consumer } from '../journal/consumers/consumer.ts'
import type { Pauses } from '../journal/consumers/pauses.ts'
import type { Expired, Journal, Position } from '../journal/port.ts'
import type { RetentionLimits } from '../journal/pruning.ts'
import type { Log } from '../plugin/context.ts'
import type { RunningSet } from '../supervisor/running-set.ts'

/** How a durable consumer is doing. */
export interface ConsumerStatus {
  readonly delivered: number
  /** Kept events it has not received; -1 if the journal cannot count them at the moment. */
  readonly lag: number
  readonly parked: number
  /** Events that went past `maxSize` in this life before it got them. */
  readonly expired: number
  /** When it was paused; absent if it is not. */
  readonly paused?: Date
  /** Why it waits, while its target is unavailable or it is paused. */
  readonly reason?: string
}

export interface ConsumersParts {
  readonly journal: Journal
  readonly running: RunningSet
  readonly troubles: ConsumerTroubles
  readonly pauses: Pauses
}

/** The durable consumers of the uses that run, as one. */
export class Consumers {
  readonly #journal: Journal
  readonly #running: RunningSet
  readonly #troubles: ConsumerTroubles
  readonly #pauses: Pauses

  constructor({ journal, running, troubles, pauses }: ConsumersParts) {
    this.#journal = journal
    this.#running = running
    this.#troubles = troubles
    this.#pauses = pauses
  }

  /** The status of each consumer, even if its plugin is not running. */
  async status(): Promise<Record<string, ConsumerStatus>> {
    // A journal that does not answer must not take the rest of the status with it.
    const parked = await this.#journal.parked().catch(() => [])
    const entries = this.#running.consumers().map(async consumer => {
      const { name } = consumer.settings
      const reason = this.#troubles.of(name)
      const paused = this.#pauses.sinceOf(name)
      const status: ConsumerStatus = {
        delivered: consumer.delivered,
        lag: await consumer.lag().catch(() => -1),
        parked: parked.filter(one => one.consumer === name).length,
        expired: this.#troubles.expiredOf(name),
        ...(paused !== undefined && { paused }),
        ...(reason !== undefined && { reason }),
      }
      return [name, status] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  }

  /**
   * Those of this config, by cursor. One of a plugin that is not ready just now is known by the journal: its events wait for
   * it.
   */
  async names(config: CheckedConfig): Promise<readonly string[]> {
    const ready = new Set(this.#running.current().map(({ use }) => use.id))
    const absent = new Set(config.uses.map(({ id }) => id).filter(id => !ready.has(id)))
    const cursors = absent.size === 0 ? [] : await this.#journal.cursors()
    return [
      ...this.#consumers().map(({ settings }) => settings.name),
      ...cursors.map(({ name }) => name).filter(name => absent.has(name.split('/')[0] ?? '')),
    ]
  }

  /** What pruning has to leave for them. */
  async wanted(): Promise<RetentionLimits | undefined> {
    const { config } = this.#running
    if (config === undefined) return undefined
    const { retainMs, maxBytes } = config.journal
    return { retainMs, maxBytes, consumers: await this.names(config) }
  }

  /** These rows were deleted: a running consumer knows whether it still gets them from memory; for the others they are lost. */
  expire(expired: readonly Expired[], log: Log): void {
    const running = new Map(this.#consumers().map(one => [one.settings.name, one]))
    for (const name of new Set(expired.map(({ consumer }) => consumer))) {
      const rows = expired.filter(({ consumer }) => consumer === name)
      const consumer = running.get(name)
      if (consumer !== undefined) consumer.expire(rows)
      else this.#troubles.expire(log, name, rows.filter(({ test }) => !test).length)
    }
  }

  /** A paused consumer has finished its current batch; its earlier trouble no longer counts, unless it was resumed meanwhile. */
  async atRest(name: string): Promise<void> {
    const since = this.#pauses.sinceOf(name)
    const paused = this.#consumers().filter(({ settings }) => settings.name === name)
    await Promise.all(paused.map(consumer => consumer.atRest()))
    if (since !== undefined && this.#pauses.sinceOf(name) === since) this.#troubles.forget(name)
  }

  /** Resolves after the batches that are being delivered. */
  async settled(): Promise<void> {
    await Promise.all(this.#consumers().map(consumer => consumer.settled()))
  }

  /**
   * Waits until they have received everything, for at most this long; those that are waiting get the rest at the next start.
   */
  async catchUp(ms: number): Promise<void> {
    const end = performance.now() + ms
    while (performance.now() < end) {
      const able = this.#consumers().filter(
        ({ settings }) => this.#troubles.of(settings.name) === undefined,
      )
      const lags = await Promise.all(able.map(consumer => consumer.lag().catch(() => 0)))
      if (lags.every(lag => lag === 0)) return
      await pause(20)
    }
  }

  /** Sets a cursor back; its reader continues from there. */
  async rewind(
    name: string,
    position: Position,
    settings: { readonly refilter?: boolean },
  ): Promise<void> {
    await this.#journal.rewind(name, position, settings)
    for (const consumer of this.#consumers()) {
      if (consumer.settings.name === name) consumer.reopen()
    }
  }

  /**
   * Retries parked events, except those of paused consumers.
   * @returns how many events were accepted this time
   * @throws PrometheanError if the one named is paused
   */
  async retryParked(name?: string): Promise<number> {
    if (name !== undefined && this.#pauses.sinceOf(name) !== undefined) throw isPaused(name)
    const wanted = this.#consumers().filter(
      ({ settings }) =>
        (name === undefined || settings.name === name) &&
        this.#pauses.sinceOf(settings.name) === undefined,
    )
    const taken = await Promise.all(wanted.map(consumer => consumer.retryParked()))
    return taken.reduce((sum, count) => sum + count, 0)
  }

  #consumers(): readonly Consumer[] {
    return this.#running.current().flatMap(run => run.consumers)
  }
}

function isPaused(consumer: string): PrometheanError {
  return new PrometheanError('runtime', {
    what: `nothing is tried again for ${consumer}`,
    why: 'it is paused',
    advice: `promethean resume ${consumer} first`,
  })
}
