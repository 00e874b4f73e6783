import type { CheckedConfig } from '../config/check/check.ts'
import type { Runner } from '../instance/runner.ts'
import { drainAll } from './prepare.ts'

// Design, promise 2: the old finish what they began, 10 s at most.
export const DRAIN_MS = 10_000

/** Instances that were replaced or taken out: sources that serve until their successor is connected, the rest finishing what it began. */
export class Departures {
  readonly #onHandedOver: (id: string) => void
  /** Old instances of changed sources that serve until the new ones are connected. */
  readonly #retiring = new Map<string, Runner>()
  /** Finishing what they began. */
  readonly #leaving = new Map<Runner, Promise<unknown>>()

  constructor(onHandedOver: (id: string) => void) {
    this.#onHandedOver = onHandedOver
  }

  /** The old source that still serves in the place of this use. */
  retiring(id: string): Runner | undefined {
    return this.#retiring.get(id)
  }

  /** Those that serve still. */
  get serving(): readonly Runner[] {
    return [...this.#retiring.values()]
  }

  /** Those that only finish what they began. */
  get leaving(): readonly Runner[] {
    return [...this.#leaving.keys()]
  }

  /** Resolves when nothing of these uses is left of an earlier set. */
  async whenGone(uses: readonly { readonly id: string }[]): Promise<void> {
    const ids = new Set(uses.map(({ id }) => id))
    await Promise.all(
      [...this.#leaving].flatMap(([{ use }, left]) => (ids.has(use.id) ? [left] : [])),
    )
  }

  /** Resolves when all have finished. */
  async whenAllGone(): Promise<void> {
    await Promise.all(this.#leaving.values())
  }

  /**
   * From this point on these hear nothing.
   * @param config the one they belong to
   * @param next the set that comes after
   */
  leave(
    config: CheckedConfig,
    going: ReadonlyMap<string, Runner>,
    next: ReadonlyMap<string, Runner>,
  ): void {
    const ended = new Map<string, Runner>()
    for (const [id, runner] of going) {
      void runner.run?.stopConsumers(DRAIN_MS)
      const successor = next.get(id)
      successor?.inherit(runner)
      const serves = runner.isConnected && successor?.mayConnect === true
      runner.retire()
      if (successor?.mayConnect !== true || serves) this.#drop(id)
      if (serves) this.#retiring.set(id, runner)
      else ended.set(id, runner)
    }
    const all = drainAll(config, ended, (_id, runner) => this.#drain(runner))
    for (const runner of ended.values()) {
      if (!this.#leaving.has(runner)) this.#leaving.set(runner, all)
    }
  }

  /** The successor is connected: the old one is let go. */
  handOver(id: string, successor: Runner): void {
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

  #drain(runner: Runner): Promise<unknown> {
    const drained = runner.drain(DRAIN_MS).finally(() => this.#leaving.delete(runner))
    this.#leaving.set(runner, drained)
    return drained
  }
}
