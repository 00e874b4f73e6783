import type { Observable } from 'rxjs'
import { Audience } from '../bus/audience.ts'
import type { Bus, BusTeller } from '../bus/bus.ts'
import type { Filter } from '../bus/filters.ts'
import type { CheckedUse } from '../config/check.ts'
import { parseDuration } from '../duration.ts'
import { ConfigProblem, PluginFailure } from '../errors.ts'
import type { Event, NewEvent } from '../events/event.ts'
import type { EventType, Platform } from '../events/vocabulary.ts'
import { Consumer, type ConsumerParts } from '../journal/consumer.ts'
import type {
  ConsumeFunction,
  ConsumeSettings,
  Context,
  FilterFunction,
  Link,
  Log,
  State,
} from '../plugin/context.ts'
import type { Port } from '../plugin/port.ts'
import { Scope, within } from '../plugin/scope.ts'
import { SourceLink } from './link.ts'
import { OutputGate } from './output.ts'

/** A start may take so long (design, promise 2). */
export const START_MS = 10_000
// The batch a consumer has at hand when its plugin is restarted for trouble of its own.
const BATCH_DRAIN_MS = 5_000

/** What one run needs of the runtime. */
export interface RunParts {
  readonly bus: Bus
  readonly consumers: ConsumerParts
  /** `context.ports`. */
  ports(run: Run): Record<string, unknown>
  state(): Promise<State>
  readonly log: Log
  /** The nearest known type, where this one is unknown. */
  unknownType(type: string): { readonly nearest: string | undefined } | undefined
  note(event: Event, text: string): void
  onConnected(run: Run): void
  onTrouble(run: Run, trouble: Trouble): void
  /** A cleanup failed: said, nothing else. */
  onCleanupFailure(failure: Error): void
}

/** Why a run ended by itself. */
export type Trouble =
  | { readonly kind: 'stale'; readonly quietMs: number }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: unknown }

/** One execution of a plugin's `setup` and all it holds. */
export class Run {
  readonly use: CheckedUse
  readonly filters: Filter[] = []
  readonly provided = new Map<string, unknown>()
  readonly consumers: Consumer[] = []
  readonly audience: Audience
  readonly teller: BusTeller & { inHandOver: boolean; name: string }
  readonly whenLive: Promise<void>
  readonly #parts: RunParts
  readonly #scope: Scope
  readonly #gate: OutputGate
  #link: SourceLink | undefined
  #listens = false
  #isOver = false
  #goLive: () => void = () => undefined

  constructor(use: CheckedUse, parts: RunParts, audience = new Audience(use.id)) {
    this.use = use
    this.#parts = parts
    this.audience = audience
    this.#scope = new Scope(parts.onCleanupFailure)
    this.whenLive = new Promise(resolve => {
      this.#goLive = resolve
    })
    const accountOf = (platform: Platform) => this.#link?.accountOf(platform)
    this.teller = { use: use.id, name: use.id, inHandOver: false, accountOf }
    this.#gate = new OutputGate({
      publish: told => this.#publish(told),
      onFailure: failure => this.#trouble({ kind: 'failed', failure }),
      onLoop: () => this.#trouble({ kind: 'failed', failure: loopFailure(use.id) }),
      listens: () => this.#listens,
      sourced: () => parts.bus.sourced,
    })
  }

  get isLive(): boolean {
    return this.audience.isLive
  }

  get link(): SourceLink | undefined {
    return this.#link
  }

  /** Whether it serves as a source: linked ones only when the far end has accepted them. */
  get isServing(): boolean {
    return this.#link === undefined || this.#link.isConnected
  }

  /**
   * Runs `setup` and what it returned; nothing of it is heard or said outside yet.
   * @throws what `setup` threw, ConfigProblem where it names unknown events, PluginFailure where it takes over 10 s
   */
  async prepare(): Promise<void> {
    const late = `${this.use.id} did not start within ${START_MS / 1_000} s; its setup must not wait for the far end: use link() and return a stream`
    try {
      const state = await this.#parts.state()
      const output = await within(START_MS, this.use.plugin.setup(this.#context(state)), late)
      this.#checkProvided()
      this.#gate.run(output)
    } catch (failure) {
      await this.close()
      throw failure instanceof Error && failure.message === late
        ? new PluginFailure(late, { plugin: this.use.id })
        : failure
    }
  }

  /** From the next event on it hears and is heard. @returns how many of its events had waited */
  goLive(afterConsumers: Promise<unknown> = Promise.resolve()): number {
    this.#parts.bus.admit(this.audience)
    this.#goLive()
    void afterConsumers.then(() => {
      if (!this.#isOver) for (const consumer of this.consumers) consumer.start()
    })
    return this.#gate.open()
  }

  /** Hears nothing any more; what it publishes still counts. */
  stopListening(): void {
    this.#parts.bus.end(this.audience)
  }

  /** Its consumers finish their batch. */
  async stopConsumers(drainMs: number): Promise<void> {
    await Promise.all(this.consumers.map(consumer => consumer.stop(drainMs)))
  }

  /** Gets nothing new and finishes what it began, then gives everything back. */
  async drain(drainMs: number): Promise<void> {
    this.#parts.bus.end(this.audience)
    const consumers = this.stopConsumers(drainMs)
    if (this.#listens) await Promise.race([this.#gate.finished, delay(drainMs)])
    await consumers
    await this.close()
  }

  /** Gives everything back now. */
  async close(): Promise<void> {
    this.#isOver = true
    this.#link?.close()
    this.#parts.bus.end(this.audience)
    this.#gate.close()
    const stopped = this.stopConsumers(BATCH_DRAIN_MS)
    await this.#scope.close()
    await stopped
  }

  /** Ends this run as if its own code had failed: something it started threw outside any call of ours. */
  fail(failure: unknown): void {
    this.#trouble({ kind: 'failed', failure })
  }

  #trouble(trouble: Trouble): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#parts.onTrouble(this, trouble)
  }

  #publish(told: NewEvent): void {
    this.#refuseUnknown([told.type])
    if (!this.#listens) this.#parts.bus.sourced += 1
    this.#parts.bus.tell(told, this.teller)
  }

  #context(state: State): Context {
    const { bus, log } = this.#parts
    const { id, options } = this.use
    return {
      id,
      options,
      ports: this.#parts.ports(this),
      state,
      signal: this.#scope.signal,
      log,
      defer: cleanup => this.#scope.defer(cleanup),
      note: (event, text) => this.#parts.note(event, text),
      provide: (port, implementation) => this.#provide(port, implementation),
      link: settings => this.#makeLink(settings?.quiet),
      filter: (types, judge) => this.#addFilter(types, judge),
      on: (...wanted: readonly unknown[]) => this.#on(bus, wanted),
      consume: (settings, take) => this.#addConsumer(settings, take),
    }
  }

  #provide<T>(port: Port<T>, implementation: T): void {
    if (!this.use.provides.some(({ name }) => name === port.name)) {
      throw new PluginFailure(
        `${this.use.id} cannot provide ${port.name}: its definition does not list it; add it to provides`,
        { plugin: this.use.id },
      )
    }
    this.provided.set(port.name, implementation)
  }

  #checkProvided(): void {
    const missing = this.use.provides
      .filter(({ name }) => !this.provided.has(name))
      .map(({ name }) => name)
    if (missing.length === 0) return
    throw new PluginFailure(
      `${this.use.id} lists ${missing.join(', ')} in provides but did not provide it; call provide() in setup`,
      { plugin: this.use.id },
    )
  }

  #makeLink(quiet: string | undefined): Link {
    this.#link ??= new SourceLink(quiet, {
      onConnected: () => this.#parts.onConnected(this),
      onStale: quietMs => this.#trouble({ kind: 'stale', quietMs }),
      onLost: reason => this.#trouble({ kind: 'lost', reason }),
    })
    return this.#link
  }

  #addFilter<T extends EventType>(types: T | readonly T[], judge: FilterFunction<T>): void {
    const list = typeof types === 'string' ? [types] : types
    this.#refuseUnknown(list)
    // Asked for events of its own types only, which the set beside it ensures.
    this.filters.push({
      use: this.use.id,
      types: new Set(list),
      judge: judge as FilterFunction<EventType>,
    })
  }

  #on(bus: Bus, wanted: readonly unknown[]): Observable<Event<never>> {
    const last = wanted.at(-1)
    const settings = typeof last === 'object' && last !== null && !Array.isArray(last) ? last : {}
    const types = wanted.flat().filter(type => typeof type === 'string')
    this.#refuseUnknown(types)
    this.#listens = true
    const wantsRecovered = 'recovered' in settings && settings.recovered === true
    // Refused above unless they are event types; the bus delivers only those, so the author's types hold.
    return bus.observe(this.audience, types as EventType[], wantsRecovered) as Observable<
      Event<never>
    >
  }

  #addConsumer<T extends EventType>(settings: ConsumeSettings<T>, take: ConsumeFunction<T>): void {
    if (settings.types !== undefined) this.#refuseUnknown(settings.types)
    const { name, types, batch, from = 'now', tests = false, deadline = '60s' } = settings
    const filled = {
      name: name === undefined ? this.use.id : `${this.use.id}/${name}`,
      types,
      max: batch?.max ?? 500,
      everyMs: batch?.every === undefined ? 0 : parseDuration(batch.every),
      from,
      tests,
      deadlineMs: parseDuration(deadline),
    }
    // Gets events of the types it asked for only, which the reader's query ensures.
    this.consumers.push(
      new Consumer(filled, take as ConsumeFunction<EventType>, this.#parts.consumers),
    )
  }

  #refuseUnknown(types: readonly string[]): void {
    const problems = types.flatMap(type => {
      const unknown = this.#parts.unknownType(type)
      if (unknown === undefined) return []
      const hint = unknown.nearest === undefined ? '' : `; did you mean ${unknown.nearest}?`
      return [
        { plugin: this.use.id, path: '', message: `no plugin emits the event type ${type}${hint}` },
      ]
    })
    if (problems.length > 0) throw new ConfigProblem(problems, { plugin: this.use.id })
  }
}

function loopFailure(id: string): PluginFailure {
  return new PluginFailure(
    `${id} was stopped: it publishes thousands of events a second that no source asked for, so it feeds itself; look at what it listens to`,
    { plugin: id },
  )
}

function delay(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms).unref()
  })
}
