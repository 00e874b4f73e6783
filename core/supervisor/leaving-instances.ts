import type { CheckedConfig } from '../config/check/check.ts'
import type { Instance } from '../instance/instance.ts'
import { drainAll } from './prepare.ts'

// A slower answer would be outdated, and an edit must finish while its author watches.
export const DRAIN_MS = 10_000

/**
 * Instances that were replaced or taken out: sources that serve until their successor is connected, the rest finishing what
 * it began.
 */
export class LeavingInstances {
  readonly #onHandedOver: (id: string) => void
  /** Old instances of changed sources that serve until the new ones are connected. */
  readonly #retiring = new Map<string, Instance>()
  /** Finishing what they began. */
  readonly #finishing = new Map<Instance, Promise<unknown>>()

  constructor(onHandedOver: (id: string) => void) {
    this.#onHandedOver = onHandedOver
  }

  /** The old source that still serves in the place of this use. */
  retiring(id: string): Instance | undefined {
    return this.#retiring.get(id)
  }

  /** Those that serve still. */
  get serving(): readonly Instance[] {
    return [...this.#retiring.values()]
  }

  /** Those that only finish what they began. */
  get finishing(): readonly Instance[] {
    return [...this.#finishing.keys()]
  }

  /** Resolves when no earlier instance of these plugins is left. */
  async whenGone(uses: readonly { readonly id: string }[]): Promise<void> {
    const ids = new Set(uses.map(({ id }) => id))
    await Promise.all(
      [...this.#finishing].flatMap(([{ use }, left]) => (ids.has(use.id) ? [left] : [])),
    )
  }

  /** Resolves when all have finished. */
  async whenAllGone(): Promise<void> {
    await Promise.all(this.#finishing.values())
  }

  /**
   * From now on these receive no events.
   * @param config the config they belong to
   * @param next the set that follows
   */
  leave(
    config: CheckedConfig,
    going: ReadonlyMap<string, Instance>,
    next: ReadonlyMap<string, Instance>,
  ): void {
    const ended = new Map<string, Instance>()
    for (const [id, instance] of going) {
      void instance.run?.stopConsumers(DRAIN_MS)
      const successor = next.get(id)
      successor?.inherit(instance)
      const serves = instance.isConnected && successor?.mayConnect === true
      instance.retire()
      if (successor?.mayConnect !== true || serves) this.#drop(id)
      if (serves) this.#retiring.set(id, instance)
      else ended.set(id, instance)
    }
    const all = drainAll(config, ended, (_id, instance) => this.#drain(instance))
    for (const instance of ended.values()) {
      if (!this.#finishing.has(instance)) this.#finishing.set(instance, all)
    }
  }

  /** The successor is connected; the old instance is released. */
  handOver(id: string, successor: Instance): void {
    if (!this.#retiring.has(id)) return
    this.#drop(id)
    successor.endHandOver()
    this.#onHandedOver(id)
  }

  #drop(id: string): void {
    const old = this.#retiring.get(id)
    this.#retiring.delete(id)
    if (old !== undefined) void this.#drain(old)
  }

  #drain(instance: Instance): Promise<unknown> {
    const drained = instance.drain(DRAIN_MS).finally(() => this.#finishing.delete(instance))
    this.#finishing.set(instance, drained)
    return drained
  }
}
