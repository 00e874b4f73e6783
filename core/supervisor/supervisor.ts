import { within } from '../async.ts'
import type { Bus } from '../bus/bus.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { CheckedUse } from '../config/check/uses.ts'
import { type Plan, plan } from '../config/plan.ts'
import { ConfigProblem } from '../errors.ts'
import type { Instance } from '../instance/instance.ts'
import { mustBeAlone, swapExclusive } from './exclusive-swap.ts'
import { InstanceMaker, type InstanceMakerParts } from './instance-maker.ts'
import { closeAll, drainAll, type Failures, prepareAll } from './prepare.ts'
import { orphans, problemsOf, stopping } from './refusal.ts'
import type { Instances, RunningSet } from './running-set.ts'
import { switchTo } from './switch.ts'

// A stop has 5 s in all.
const STOP_SOURCES_MS = 1_000
const STOP_OTHERS_MS = 2_000

/** What the supervisor needs of the runtime. */
export type SupervisorParts = Omit<InstanceMakerParts, 'onChanged'>

/** A reload that happened. */
export interface Reloaded extends Plan {
  /** Events that waited for the switch. */
  readonly held: number
  readonly ms: number
}

/** Carries out plans: prepares the new next to the old, switches between two events, drains the old. */
export class Supervisor {
  readonly #parts: SupervisorParts
  readonly #running: RunningSet
  readonly #bus: Bus
  readonly #maker: InstanceMaker
  #isStopping = false

  constructor(parts: SupervisorParts) {
    this.#parts = parts
    this.#running = parts.running
    this.#bus = parts.services.bus
    this.#maker = new InstanceMaker({ ...parts, onChanged: () => this.#refresh() })
  }

  /**
   * Starts the first set. A plugin that fails is shown as failed; the others run.
   * @throws ConfigProblem if plugins name event types that are never emitted
   */
  async start(config: CheckedConfig): Promise<void> {
    const fresh = this.#maker.make(config, config.uses)
    this.#running.comesIn(fresh)
    const failures = await prepareAll(config, fresh)
    const { folder } = this.#parts.services
    const problems = [...failures].flatMap(([id, failure]) =>
      failure instanceof ConfigProblem ? problemsOf(id, failure, folder) : [],
    )
    if (problems.length > 0 || this.#isStopping) {
      await this.#discard(fresh)
      throw problems.length > 0 ? new ConfigProblem(problems) : stopping()
    }
    this.#maker.markFailed(failures, fresh)
    this.#switch(config, fresh)
  }

  /**
   * What a switch to another config would do.
   * @param file the config's name, for the messages
   * @throws ConfigProblem if it would be refused before anything is set up
   */
  plan(config: CheckedConfig, file?: string): Plan {
    const todo = plan(this.#running.config, config, file)
    const orphaned = orphans(config, todo.kept, this.#running.present)
    if (orphaned.length > 0) throw new ConfigProblem(orphaned)
    return todo
  }

  /**
   * Switches to another config, or keeps the old one.
   * @throws ConfigProblem if part of the new set cannot start; the old set keeps running
   */
  async reload(config: CheckedConfig): Promise<Reloaded> {
    const start = performance.now()
    const { present, leaving } = this.#running
    const todo = this.plan(config)
    const changed = new Set([...todo.restarted.map(({ id }) => id), ...todo.added])
    const uses = config.uses.filter(use => changed.has(use.id))
    // An exclusive one that was taken out a moment ago may still be finishing.
    await leaving.whenGone(uses.filter(({ plugin }) => plugin.exclusive))
    const exclusive = uses.filter(use => mustBeAlone(use, present))
    const beside = uses.filter(use => !exclusive.includes(use))
    const fresh = await this.#prepareBeside(config, beside)
    const held = this.#switch(config, await this.#swapIn(config, exclusive, fresh))
    return { ...todo, held, ms: Math.round(performance.now() - start) }
  }

  /**
   * Releases everything: plugins no longer react to events, so that all work can finish; providers end after their users.
   * @param onQuiet called once nothing reacts anymore
   */
  async stop(onQuiet: () => Promise<void>): Promise<void> {
    this.#isStopping = true
    const { config, present, incoming, leaving } = this.#running
    // Not closed yet: answers in progress are still sent through them.
    for (const instance of present.values())
      if (instance.isLinked || instance.run === undefined) instance.leave()
    const serving = leaving.serving.map(instance => instance.close())
    await within(STOP_SOURCES_MS, Promise.allSettled([closeAll(incoming), ...serving]))
    await onQuiet()
    const drain = (_id: string, instance: Instance) => instance.drain(STOP_OTHERS_MS)
    const drained =
      config === undefined ? undefined : drainAll(config, this.#running.present, drain)
    await within(STOP_OTHERS_MS, Promise.allSettled([drained, leaving.whenAllGone()]))
  }

  async #prepareBeside(config: CheckedConfig, uses: readonly CheckedUse[]): Promise<Instances> {
    const fresh = this.#maker.make(config, uses)
    this.#compare(fresh, true)
    this.#running.comesIn(fresh)
    await this.#refuse(await prepareAll(config, fresh), fresh)
    return fresh
  }

  /** @returns all that is new */
  async #swapIn(
    config: CheckedConfig,
    uses: readonly CheckedUse[],
    fresh: Instances,
  ): Promise<Instances> {
    const parts = {
      bus: this.#bus,
      running: this.#running,
      make: (of: CheckedConfig, those: readonly CheckedUse[]) => this.#maker.make(of, those),
      isStopping: () => this.#isStopping,
      takeBack: (again: Instances, failures: Failures) => this.#takeBack(again, failures),
    }
    const swapped = await swapExclusive(parts, { config, uses, fresh })
    const all = new Map([...fresh, ...swapped.instances])
    await this.#refuse(swapped.failures, all)
    return all
  }

  #takeBack(again: Instances, failures: Failures): void {
    const { config } = this.#running
    this.#maker.markFailed(failures, again)
    if (config !== undefined) this.#switch(config, again)
  }

  // The old and the new instance of a source hear the same: what has no key is compared from here on.
  #compare(fresh: Instances, isRunning: boolean): void {
    for (const [id, instance] of fresh) {
      const old = this.#running.present.get(id)
      old?.handOver(isRunning)
      this.#running.leaving.retiring(id)?.handOver(isRunning)
      if (old !== undefined) instance.handOver(isRunning)
    }
  }

  async #refuse(failures: Failures, fresh: Instances): Promise<void> {
    if (failures.size === 0 && !this.#isStopping) return
    this.#compare(fresh, false)
    await this.#discard(fresh)
    if (this.#isStopping) throw stopping()
    const { folder } = this.#parts.services
    throw new ConfigProblem(
      [...failures].flatMap(([id, failure]) => problemsOf(id, failure, folder)),
    )
  }

  async #discard(fresh: Instances): Promise<void> {
    this.#running.comesIn(new Map())
    await closeAll(fresh)
    // At a stop, or if nothing has started, the event is processed after the next start.
    const isRefused = this.#running.config !== undefined && !this.#isStopping
    if (isRefused) this.#bus.dropHeld([...fresh.values()].map(({ holder }) => holder))
  }

  #switch(config: CheckedConfig, fresh: Instances): number {
    return switchTo(
      { bus: this.#bus, running: this.#running, onSwitched: () => this.#refresh() },
      config,
      fresh,
    )
  }

  #refresh(): void {
    if (this.#isStopping) return
    const instances = [...this.#running.present.values()]
    this.#bus.useFilters(instances.flatMap(({ filters }) => filters))
    this.#parts.services.registry.changed()
  }
}
