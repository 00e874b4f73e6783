import { pause } from '../backoff.ts'
import { Audience } from '../bus/audience.ts'
import type { Bus } from '../bus/bus.ts'
import { type CheckedConfig, type CheckedUse, knownTypes, nearestType } from '../config/check.ts'
import { type Plan, plan } from '../config/plan.ts'
import { ConfigProblem, messageOf, type Problem, PrometheanError } from '../errors.ts'
import { event } from '../events/event.ts'
import type { Consumer } from '../journal/consumer.ts'
import { Departures, DRAIN_MS } from './departures.ts'
import type { Loss, UseStatus } from './loss.ts'
import type { PortLookup } from './port-registry.ts'
import { drainAll, prepareAll } from './prepare.ts'
import type { Run } from './run.ts'
import { Runner, type RunnerParts } from './runner.ts'
import { unknownType } from './wiring.ts'

// A stop has 5 s in all.
const STOP_SOURCES_MS = 1_000
const STOP_OTHERS_MS = 2_000

type Runners = ReadonlyMap<string, Runner>

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
  /** @param isFinal whether it is not tried again */
  onFailed(id: string, reason: string, isFinal: boolean): void
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
  #runners: Runners = new Map()
  /** Set up, not switched to yet. */
  #incoming: Runners = new Map()
  readonly #departures: Departures
  #isStopping = false

  constructor(parts: SupervisorParts) {
    this.#parts = parts
    this.#departures = new Departures(id => parts.onHandedOver(id))
  }

  get config(): CheckedConfig | undefined {
    return this.#config
  }

  statuses(): readonly UseStatus[] {
    return [...this.#runners.values()].map(runner => runner.status)
  }

  /** The durable consumers of all uses, to be shown. */
  consumers(): readonly Consumer[] {
    return [...this.#runners.values()].flatMap(runner => runner.consumers)
  }

  /** All runners at present, to find out whose fault something is. */
  runners(): readonly Runner[] {
    const { serving, leaving } = this.#departures
    return [...this.#runners.values(), ...serving, ...leaving]
  }

  /** The runs of the present config, without old sources that still serve: theirs are the consumers. */
  current(): readonly Run[] {
    return [...this.#runners.values()].flatMap(runner => runner.run ?? [])
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
    this.#incoming = fresh
    const failures = await prepareAll(config, fresh)
    const problems = [...failures.values()].flatMap(failure =>
      failure instanceof ConfigProblem ? failure.problems : [],
    )
    if (problems.length > 0 || this.#isStopping) {
      await this.#discard(fresh)
      throw problems.length > 0 ? new ConfigProblem(problems) : stopping()
    }
    this.#markFailed(failures, fresh)
    this.#switch(config, fresh)
  }

  /**
   * Goes over to another config, or does not.
   * @throws ConfigProblem where something of the new set cannot start: then the old set runs on, untouched
   */
  async reload(config: CheckedConfig): Promise<Reloaded> {
    const start = performance.now()
    const todo = plan(this.#config, config)
    this.#refuseOrphans(config, todo.kept)
    const changed = new Set([...todo.restarted.map(({ id }) => id), ...todo.added])
    const uses = config.uses.filter(use => changed.has(use.id))
    // An exclusive one that was taken out a moment ago may still be finishing.
    await this.#departures.whenGone(
      new Set(uses.filter(({ plugin }) => plugin.exclusive).map(({ id }) => id)),
    )
    const [exclusive, beside] = partition(uses, use => this.#mustBeAlone(use))
    const fresh = this.#make(config, beside)
    this.#compare(fresh, true)
    this.#incoming = fresh
    await this.#refuse(await prepareAll(config, fresh), fresh)
    const swapped = await this.#swapExclusive(config, exclusive, fresh)
    const held = this.#switch(config, new Map([...fresh, ...swapped]))
    return { ...todo, held, ms: Math.round(performance.now() - start) }
  }

  /**
   * Gives everything back: sources tell nothing more, so that the others can finish; providers end after their users.
   * @param onQuiet runs once no source tells any more
   */
  async stop(onQuiet: () => Promise<void>): Promise<void> {
    this.#isStopping = true
    const config = this.#config
    // Muted, not closed: what is being answered is still said through them.
    for (const runner of this.#runners.values())
      if (runner.isLinked || runner.run === undefined) runner.mute()
    await within(STOP_SOURCES_MS, [
      closeAll(this.#incoming.values()),
      closeAll(this.#departures.serving),
    ])
    await onQuiet()
    const drain = (_id: string, runner: Runner) => runner.drain(STOP_OTHERS_MS)
    await within(STOP_OTHERS_MS, [
      ...(config === undefined ? [] : [drainAll(config, this.#runners, drain)]),
      this.#departures.whenAllGone(),
    ])
  }

  #make(config: CheckedConfig, uses: readonly CheckedUse[]): Map<string, Runner> {
    return new Map(uses.map(use => [use.id, this.#runner(config, use)]))
  }

  #runner(config: CheckedConfig, use: CheckedUse): Runner {
    return new Runner(use, {
      ...this.#parts.runnerParts(use, config, run => port => this.#providers(port, run)),
      onChanged: () => this.#refresh(),
      onConnected: runner => this.#connected(runner),
      onLost: (runner, loss) => this.#lost(runner, loss),
    })
  }

  #connected(runner: Runner): void {
    const source = runner.use.id
    this.#parts.bus.announce(event('source.connected', { source }))
    if (this.#runners.get(source) === runner) this.#departures.handOver(source, runner)
    this.#refresh()
  }

  #lost({ use }: Runner, { kind, reason, quietMs, wasConnected, isFinal }: Loss): void {
    const { bus } = this.#parts
    const source = use.id
    if (kind === 'stale') bus.announce(event('source.stale', { source, quietMs }))
    else if (wasConnected) bus.announce(event('source.disconnected', { source, reason }))
    if (kind === 'failed') this.#parts.onFailed(source, reason, isFinal)
  }

  #markFailed(failures: ReadonlyMap<string, unknown>, fresh: Runners): void {
    for (const [id, failure] of failures) {
      fresh.get(id)?.markFailed(failure)
      this.#parts.onFailed(id, messageOf(failure), true)
    }
  }

  // Without whoever emits it, what is kept would listen for ever, and the next start would refuse this very config.
  #refuseOrphans(config: CheckedConfig, kept: readonly string[]): void {
    const known = knownTypes(config)
    const problems = kept.flatMap(id =>
      [...(this.#runners.get(id)?.asked ?? [])]
        .filter(type => !known.has(type))
        .map(type => unknownType(id, type, nearestType(config, type))),
    )
    if (problems.length > 0) throw new ConfigProblem(problems)
  }

  #mustBeAlone(use: CheckedUse): boolean {
    const old = this.#runners.get(use.id)?.use
    return old !== undefined && (use.plugin.exclusive === true || old.plugin.exclusive === true)
  }

  // The old and the new instance of a source hear the same: what has no key is compared from here on.
  #compare(fresh: Runners, isRunning: boolean): void {
    for (const [id, runner] of fresh) {
      const old = this.#runners.get(id)
      old?.handOver(isRunning)
      this.#departures.retiring(id)?.handOver(isRunning)
      if (old !== undefined) runner.handOver(isRunning)
    }
  }

  async #refuse(failures: ReadonlyMap<string, unknown>, fresh: Runners): Promise<void> {
    if (failures.size === 0 && !this.#isStopping) return
    this.#compare(fresh, false)
    await this.#discard(fresh)
    if (this.#isStopping) throw stopping()
    throw new ConfigProblem([...failures].flatMap(([id, failure]) => problemsOf(id, failure)))
  }

  async #discard(fresh: Runners): Promise<void> {
    this.#incoming = new Map()
    await closeAll(fresh.values())
  }

  // Stopped first, because two must never run at once; its events are kept meanwhile, for the new one and for the old one again.
  async #swapExclusive(
    config: CheckedConfig,
    uses: readonly CheckedUse[],
    fresh: Runners,
  ): Promise<Runners> {
    if (uses.length === 0) return new Map()
    const forNew = this.#hold(uses)
    const forOld = this.#hold(uses)
    await Promise.all(uses.map(use => this.#runners.get(use.id)?.drain(DRAIN_MS)))
    const swapped = this.#make(config, this.#isStopping ? [] : uses)
    this.#incoming = new Map([...fresh, ...swapped])
    const failures = await prepareAll(config, swapped, forNew)
    if (failures.size === 0 && !this.#isStopping) {
      this.#letGo(forOld)
      // One that is not ready yet hears again once it is.
      for (const [id, audience] of forNew) {
        if (swapped.get(id)?.run === undefined) this.#parts.bus.end(audience)
      }
      return swapped
    }
    this.#letGo(forNew)
    await this.#discard(swapped)
    if (!this.#isStopping) await this.#takeBack(uses, forOld)
    this.#letGo(forOld)
    await this.#refuse(failures, fresh)
    throw new Error('unreachable: refused above')
  }

  #hold(uses: readonly CheckedUse[]): ReadonlyMap<string, Audience> {
    const audiences = new Map(uses.map(use => [use.id, new Audience(use.id)]))
    for (const audience of audiences.values()) this.#parts.bus.holdFor(audience)
    return audiences
  }

  #letGo(audiences: ReadonlyMap<string, Audience>): void {
    for (const audience of audiences.values()) {
      if (!audience.isLive) this.#parts.bus.end(audience)
    }
  }

  // The new instance of an exclusive plugin failed: the old one runs again with its old options.
  async #takeBack(
    uses: readonly CheckedUse[],
    audiences: ReadonlyMap<string, Audience>,
  ): Promise<void> {
    const config = this.#config
    if (config === undefined) return
    const ids = new Set(uses.map(({ id }) => id))
    const again = this.#make(
      config,
      config.uses.filter(use => ids.has(use.id)),
    )
    this.#markFailed(await prepareAll(config, again, audiences), again)
    this.#switch(config, new Map([...this.#runners, ...again]))
  }

  /** One point between two events: filters, inputs and ports move together. @returns how many events waited for it */
  #switch(config: CheckedConfig, fresh: Runners): number {
    const before = this.#runners
    const next = new Map(
      config.uses.flatMap(({ id }) => {
        const runner = fresh.get(id) ?? before.get(id)
        return runner === undefined ? [] : [[id, runner] as const]
      }),
    )
    const added = [...next].filter(([id, runner]) => before.get(id) !== runner)
    const leaving = new Map([...before].filter(([id, runner]) => next.get(id) !== runner))
    return this.#parts.bus.atOnce(() => {
      const old = this.#config ?? config
      this.#config = config
      this.#runners = next
      this.#incoming = new Map()
      this.#departures.leave(old, leaving, next)
      this.#refresh()
      for (const [id, runner] of added) {
        runner.admit()
        if (this.#departures.retiring(id) === undefined) runner.endHandOver()
      }
      return added.reduce((waited, [, runner]) => waited + runner.open(), 0)
    })
  }

  #refresh(): void {
    if (this.#isStopping) return
    this.#parts.bus.useFilters([...this.#runners.values()].flatMap(runner => runner.filters))
    this.#parts.onChanged()
  }

  // A run still being prepared sees the set it will belong to, one that is leaving also those that leave with it.
  #providers(port: string, run: Run): ReadonlyMap<string, unknown> {
    const isLeaving = run.audience.hasEnded
    const runs = this.#servingRuns(run.audience.isLive || isLeaving ? new Map() : this.#incoming)
    const found = new Map<string, unknown>()
    const add = (id: string, provider: Run | undefined) => {
      if (id !== run.use.id && provider?.provided.has(port) && !found.has(id))
        found.set(id, provider.provided.get(port))
    }
    for (const [id, provider] of runs) add(id, provider)
    if (isLeaving) for (const runner of this.#departures.leaving) add(runner.use.id, runner.run)
    return found
  }

  #servingRuns(incoming: Runners): ReadonlyMap<string, Run> {
    const runs = new Map<string, Run>()
    // Asked for with every line of chat, and hardly ever is there a set coming in.
    const all = incoming.size === 0 ? this.#runners : new Map([...this.#runners, ...incoming])
    for (const [id, runner] of all) {
      const run = this.#departures.retiring(id)?.run ?? runner.run
      if (run !== undefined) runs.set(id, run)
    }
    return runs
  }
}

function problemsOf(id: string, failure: unknown): readonly Problem[] {
  if (failure instanceof ConfigProblem) return failure.problems
  return [{ plugin: id, path: '', message: messageOf(failure) }]
}

function stopping(): PrometheanError {
  return new PrometheanError(
    'runtime',
    'the config was not taken: the runtime is stopping; start it again to use it',
  )
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter(item => !test(item))]
}

async function closeAll(runners: Iterable<Runner>): Promise<void> {
  await Promise.all([...runners].map(runner => runner.close()))
}

async function within(ms: number, work: readonly Promise<unknown>[]): Promise<void> {
  const done = new AbortController()
  await Promise.race([Promise.allSettled(work), pause(ms, done.signal)])
  done.abort()
}
