import { Audience } from '../bus/audience.ts'
import type { Bus } from '../bus/bus.ts'
import type { CheckedConfig, CheckedUse } from '../config/check.ts'
import { type Plan, plan } from '../config/plan.ts'
import { ConfigProblem, messageOf, type Problem } from '../errors.ts'
import { event } from '../events/event.ts'
import type { PortLookup } from './port-registry.ts'
import type { Run } from './run.ts'
import { Runner, type RunnerParts, type UseStatus } from './runner.ts'

// Design, promise 2: the old finish what they began, 10 s at most; a stop has 5 s in all (issue: SIGINT drains within 5 s).
const DRAIN_MS = 10_000
const STOP_MS = 3_000

/** What the supervisor needs of the runtime. */
export interface SupervisorParts {
  readonly bus: Bus
  /** The parts of one use's runs that are its own: log, state, ports, notes. */
  runnerParts(
    use: CheckedUse,
    config: CheckedConfig,
    lookup: (run: Run) => PortLookup,
  ): Omit<RunnerParts, 'onChanged' | 'onConnected' | 'onLost'>
  /** Providers or filters changed: waiting port calls look again. */
  onChanged(): void
  /** A changed source's new connection serves. */
  onHandedOver(id: string): void
  onFailed(id: string, reason: string): void
}

/** A reload that happened. */
export interface Reloaded extends Plan {
  /** Events that waited for the switch. */
  readonly held: number
  readonly ms: number
}

/** Carries plans out: prepare beside the old, switch between two events, drain the old. */
export class Supervisor {
  readonly #parts: SupervisorParts
  #config: CheckedConfig | undefined
  #runners: ReadonlyMap<string, Runner> = new Map()
  /** Set up, not switched to yet. */
  #incoming: ReadonlyMap<string, Runner> = new Map()
  /** Old instances of changed sources that serve until the new ones are connected. */
  readonly #retiring = new Map<string, Runner>()
  readonly #draining = new Set<Promise<void>>()
  #isStopping = false

  constructor(parts: SupervisorParts) {
    this.#parts = parts
  }

  get config(): CheckedConfig | undefined {
    return this.#config
  }

  statuses(): readonly UseStatus[] {
    return [...this.#runners.values()].map(runner => runner.status)
  }

  /** All runs at present, for whom what was thrown where is to be found out. */
  runners(): readonly Runner[] {
    return [...this.#runners.values(), ...this.#retiring.values()]
  }

  /** The runs that serve now, by use id in the order of the config. */
  runs(): ReadonlyMap<string, Run> {
    return this.#servingRuns(new Map())
  }

  /**
   * Starts the first set. A plugin that fails is shown as failed and the rest runs.
   * @throws ConfigProblem where plugins name events nobody emits
   */
  async start(config: CheckedConfig): Promise<void> {
    const fresh = this.#make(config, config.uses)
    const failures = await this.#prepare(config, fresh)
    const problems = [...failures.values()].flatMap(failure =>
      failure instanceof ConfigProblem ? failure.problems : [],
    )
    if (problems.length > 0) {
      await closeAll(fresh.values())
      throw new ConfigProblem(problems)
    }
    for (const [id, failure] of failures) {
      fresh.get(id)?.markFailed(failure)
      this.#parts.onFailed(id, messageOf(failure))
    }
    this.#switch(config, fresh, new Map())
  }

  /**
   * Goes over to another config, or does not.
   * @throws ConfigProblem where something of the new set cannot start: then the old set runs on, untouched
   */
  async reload(config: CheckedConfig): Promise<Reloaded> {
    const start = performance.now()
    const todo = plan(this.#config, config)
    const changed = new Set([...todo.restarted.map(({ id }) => id), ...todo.added])
    const uses = config.uses.filter(use => changed.has(use.id))
    const [exclusive, beside] = partition(
      uses,
      use => use.plugin.exclusive === true && this.#runners.has(use.id),
    )

    const fresh = this.#make(config, beside)
    await this.#refuseFailures(await this.#prepare(config, fresh), fresh)
    const swapped = await this.#swapExclusive(config, exclusive, fresh)
    const held = this.#switch(config, new Map([...fresh, ...swapped]), this.#runners)
    return { ...todo, held, ms: Math.round(performance.now() - start) }
  }

  /**
   * Gives everything back: sources first, so that nothing new comes in while the others finish.
   * @param onQuiet runs once no source tells any more
   */
  async stop(onQuiet: () => Promise<void>): Promise<void> {
    this.#isStopping = true
    const order = [...(this.#config?.startOrder ?? [])].reverse()
    await closeAll(this.#retiring.values())
    const runners = order.flatMap(id => this.#runners.get(id) ?? [])
    const [sources, others] = partition(runners, runner => runner.isLinked)
    await Promise.all(sources.map(runner => runner.drain(STOP_MS)))
    await onQuiet()
    await Promise.all(others.map(runner => runner.drain(STOP_MS)))
    await Promise.all(this.#draining)
  }

  #make(config: CheckedConfig, uses: readonly CheckedUse[]): Map<string, Runner> {
    return new Map(uses.map(use => [use.id, this.#runner(config, use)]))
  }

  #runner(config: CheckedConfig, use: CheckedUse): Runner {
    const { bus } = this.#parts
    return new Runner(use, {
      ...this.#parts.runnerParts(use, config, run => port => this.#providers(port, run)),
      onChanged: () => this.#refresh(),
      onConnected: runner => {
        bus.announce(event('source.connected', { source: use.id }))
        this.#finishHandOver(use.id, runner)
        this.#refresh()
      },
      onLost: (runner, state, reason, quietMs) => {
        if (state === 'stale') bus.announce(event('source.stale', { source: use.id, quietMs }))
        else if (runner.isConnected)
          bus.announce(event('source.disconnected', { source: use.id, reason }))
        if (state === 'failed') this.#parts.onFailed(use.id, reason)
      },
    })
  }

  // Providers before their users, otherwise side by side.
  async #prepare(
    config: CheckedConfig,
    fresh: ReadonlyMap<string, Runner>,
    audiences = new Map<string, Audience>(),
  ): Promise<Map<string, unknown>> {
    this.#incoming = fresh
    const failures = new Map<string, unknown>()
    const started = new Map<string, Promise<void>>()
    const order = config.startOrder.filter(id => fresh.has(id))
    for (const id of order) {
      const before = providersOf(config, id).map(provider => started.get(provider))
      const own = Promise.all(before)
        .then(() => fresh.get(id)?.prepare(audiences.get(id)))
        .catch((failure: unknown) => {
          failures.set(id, failure)
        })
      started.set(id, own)
    }
    await Promise.all(started.values())
    return failures
  }

  async #refuseFailures(
    failures: ReadonlyMap<string, unknown>,
    fresh: ReadonlyMap<string, Runner>,
  ): Promise<void> {
    if (failures.size === 0) return
    this.#incoming = new Map()
    await closeAll(fresh.values())
    throw new ConfigProblem([...failures].flatMap(([id, failure]) => problemsOf(id, failure)))
  }

  // Stopped first, because two must never run at once; its events are kept for it meanwhile.
  async #swapExclusive(
    config: CheckedConfig,
    uses: readonly CheckedUse[],
    fresh: ReadonlyMap<string, Runner>,
  ): Promise<Map<string, Runner>> {
    if (uses.length === 0) return new Map()
    const audiences = new Map(uses.map(use => [use.id, new Audience(use.id)]))
    for (const audience of audiences.values()) this.#parts.bus.holdFor(audience)
    await Promise.all(uses.map(use => this.#runners.get(use.id)?.drain(DRAIN_MS)))
    const swapped = this.#make(config, uses)
    const failures = await this.#prepare(config, swapped, audiences)
    if (failures.size === 0) return swapped
    await this.#takeBack(uses)
    for (const audience of audiences.values()) this.#parts.bus.end(audience)
    await this.#refuseFailures(failures, new Map([...fresh, ...swapped]))
    throw new Error('unreachable: refused above')
  }

  // The new instance of an exclusive plugin failed: the old one runs again with its old options.
  async #takeBack(uses: readonly CheckedUse[]): Promise<void> {
    const config = this.#config
    if (config === undefined) return
    const ids = new Set(uses.map(({ id }) => id))
    const again = this.#make(
      config,
      config.uses.filter(use => ids.has(use.id)),
    )
    const failures = await this.#prepare(config, again)
    for (const [id, failure] of failures) again.get(id)?.markFailed(failure)
    this.#switch(config, new Map([...this.#runners, ...again]), new Map())
  }

  /** One point between two events: filters, inputs and ports move together. */
  #switch(
    config: CheckedConfig,
    fresh: ReadonlyMap<string, Runner>,
    old: ReadonlyMap<string, Runner>,
  ): number {
    const before = this.#runners
    const next = new Map<string, Runner>()
    for (const { id } of config.uses) {
      const runner = fresh.get(id) ?? before.get(id)
      if (runner !== undefined) next.set(id, runner)
    }
    const leaving = [...old].filter(([id, runner]) => next.get(id) !== runner)
    this.#config = config
    this.#runners = next
    this.#incoming = new Map()
    const drained = new Map(
      leaving.map(([id, runner]) => [id, this.#letGo(id, runner, next.get(id))]),
    )
    this.#refresh()
    let held = 0
    for (const [id, runner] of fresh) {
      if (before.get(id) !== runner) held += runner.goLive(drained.get(id))
    }
    return held
  }

  // Resolves when the old one's consumers have stopped: one reader at a time.
  #letGo(id: string, runner: Runner, successor: Runner | undefined): Promise<unknown> {
    const consumersStopped = runner.run?.stopConsumers(DRAIN_MS) ?? Promise.resolve()
    if (runner.isConnected && successor?.isLinked && !successor.isConnected) {
      this.#retiring.set(id, runner)
      runner.stopListening()
      runner.handOver(true)
      successor.handOver(true, `${id}#new`)
      return consumersStopped
    }
    if (successor?.isConnected) this.#parts.onHandedOver(id)
    void this.#drain(runner)
    return consumersStopped
  }

  #drain(runner: Runner): Promise<void> {
    const drained = runner.drain(DRAIN_MS).finally(() => this.#draining.delete(drained))
    this.#draining.add(drained)
    return drained
  }

  #finishHandOver(id: string, runner: Runner): void {
    const old = this.#retiring.get(id)
    if (old === undefined || this.#runners.get(id) !== runner) return
    this.#retiring.delete(id)
    runner.handOver(false)
    void this.#drain(old)
    this.#parts.onHandedOver(id)
  }

  #refresh(): void {
    if (this.#isStopping) return
    this.#parts.bus.useFilters([...this.#runners.values()].flatMap(runner => runner.filters))
    this.#parts.onChanged()
  }

  // A run still being prepared sees the set it will belong to.
  #providers(port: string, run: Run): ReadonlyMap<string, unknown> {
    const runs = this.#servingRuns(run.isLive ? new Map() : this.#incoming)
    const found = new Map<string, unknown>()
    for (const [id, { provided }] of runs) {
      if (provided.has(port)) found.set(id, provided.get(port))
    }
    return found
  }

  #servingRuns(incoming: ReadonlyMap<string, Runner>): ReadonlyMap<string, Run> {
    const runs = new Map<string, Run>()
    for (const [id, runner] of new Map([...this.#runners, ...incoming])) {
      const run = this.#retiring.get(id)?.run ?? runner.run
      if (run !== undefined) runs.set(id, run)
    }
    return runs
  }
}

function providersOf(config: CheckedConfig, id: string): readonly string[] {
  const use = config.uses.find(candidate => candidate.id === id)
  const wanted = new Set(
    Object.values(use?.needs ?? {}).map(need => ('mode' in need ? need.port : need).name),
  )
  return config.uses
    .filter(({ provides }) => provides.some(({ name }) => wanted.has(name)))
    .map(provider => provider.id)
}

function problemsOf(id: string, failure: unknown): readonly Problem[] {
  if (failure instanceof ConfigProblem) return failure.problems
  return [{ plugin: id, path: '', message: messageOf(failure) }]
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))]
}

async function closeAll(runners: Iterable<Runner>): Promise<void> {
  await Promise.all([...runners].map(runner => runner.close()))
}
