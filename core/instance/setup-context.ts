import { Observable } from 'rxjs'
import type { Audience } from '../bus/audience.ts'
import type { Handlers } from '../bus/handlers.ts'
import type { CheckedUse } from '../config/check/uses.ts'
import { isDuration, parseDuration } from '../duration.ts'
import { ConfigProblem, PluginFailure, type Problem } from '../errors.ts'
import type { Event } from '../events/event.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { Filter } from '../filters/filters.ts'
import { Consumer } from '../journal/consumers/consumer.ts'
import type {
  ConsumeFunction,
  ConsumeSettings,
  Context,
  FilterFunction,
  Link,
  Look,
  State,
} from '../plugin/context.ts'
import type { Port } from '../plugin/port.ts'
import type { Scope } from '../plugin/scope.ts'
import { servedBy } from '../ports/served.ts'
import { type LinkEvents, SourceLink } from './link.ts'
import type { UseServices } from './services.ts'

const BATCH = 500
const DEADLINE = '60s'

/** Explains how a plugin's rules relate to events of some types. */
export interface Explainer {
  readonly types: ReadonlySet<string>
  look(event: Event): readonly Look[]
}

/** What belongs to one run. */
export interface RunOwn {
  readonly audience: Audience
  readonly handlers: Handlers
  readonly scope: Scope
  readonly ports: Context['ports']
  readonly state: State
  /** Runs work on behalf of this run, whichever plugin published the event or called. */
  begin<T>(work: () => T): T
}

/** What a plugin asks for in its `setup`, and the context through which it asks. */
export class SetupContext {
  readonly filters: Filter[] = []
  readonly provided = new Map<string, unknown>()
  readonly consumers: Consumer[] = []
  /** The event types it listens to, judges or consumes. */
  readonly asked = new Set<string>()
  /** Those it listens to live; `*` for all. */
  readonly heard = new Set<string>()
  /** Also recovered events of these types. */
  readonly heardLate = new Set<string>()
  readonly explainers: Explainer[] = []
  readonly #use: CheckedUse
  readonly #services: UseServices
  readonly #linkEvents: LinkEvents
  #link: SourceLink | undefined

  constructor(use: CheckedUse, services: UseServices, linkEvents: LinkEvents) {
    this.#use = use
    this.#services = services
    this.#linkEvents = linkEvents
  }

  get link(): SourceLink | undefined {
    return this.#link
  }

  /** Whether it listens to the bus. */
  get listens(): boolean {
    return this.heard.size > 0
  }

  /** The context `setup` gets. */
  context(own: RunOwn): Context {
    const { scope, ports, state, begin } = own
    const { id, options } = this.#use
    const { log, folder, secrets } = this.#services
    return {
      id,
      folder,
      options,
      ports,
      state,
      log,
      secrets,
      signal: scope.signal,
      defer: cleanup => scope.defer(cleanup),
      note: (event, text, settings) => this.#services.note(event, text, settings),
      explain: (types, look) => this.#addExplainer(types, look),
      linger: (work, what) => this.#services.linger(work, what),
      provide: (port, implementation) => this.#provide(port, servedBy(begin, implementation)),
      troubled: reason => this.#linkEvents.onTroubled(reason),
      link: settings => this.#makeLink(settings?.quiet),
      filter: (types, judge) => this.#addFilter(types, judge),
      on: (...wanted: readonly unknown[]) => this.#on(wanted, own),
      consume: (settings, take) => this.#addConsumer(settings, take),
    }
  }

  /** @throws PluginFailure if a port it lists in `provides` was not provided */
  checkProvided(): void {
    const missing = this.#use.provides
      .filter(({ name }) => !this.provided.has(name))
      .map(({ name }) => name)
    if (missing.length > 0)
      throw this.#failure(
        `lists ${missing.join(', ')} in provides but did not provide it; call provide() in setup`,
      )
  }

  /** @throws ConfigProblem if one of these types is never emitted */
  refuseUnknown(types: readonly string[]): void {
    const plugin = this.#use.id
    const problems: Problem[] = []
    for (const type of types) {
      const unknown = this.#services.unknownType(type)
      if (unknown !== undefined) problems.push(unknownType(plugin, type, unknown.nearest))
    }
    if (problems.length > 0) throw new ConfigProblem(problems, { plugin })
  }

  #ask(types: readonly string[]): void {
    this.refuseUnknown(types)
    for (const type of types) this.asked.add(type)
  }

  #provide(port: Port<unknown>, implementation: unknown): void {
    if (!this.#use.provides.some(({ name }) => name === port.name)) {
      throw this.#failure(
        `cannot provide ${port.name}: its definition does not list it; add it to provides`,
      )
    }
    this.provided.set(port.name, implementation)
  }

  #makeLink(quiet: string | undefined): Link {
    this.#link ??= new SourceLink(
      this.#durationMs(quiet ?? '2m', 'watch its link: quiet'),
      this.#linkEvents,
    )
    return this.#link
  }

  #addFilter<T extends EventType>(types: T | readonly T[], judge: FilterFunction<T>): void {
    const list = typeof types === 'string' ? [types] : types
    this.#ask(list)
    this.filters.push({
      use: this.#use.id,
      types: new Set(list),
      // Called only for events of its own types, which the set next to it ensures.
      judge: judge as FilterFunction<EventType>,
    })
  }

  #addExplainer<T extends EventType>(
    types: T | readonly T[],
    look: (event: Event<T>) => readonly Look[],
  ): void {
    const list = typeof types === 'string' ? [types] : types
    this.#ask(list)
    // Called only for events of its own types, which the set next to it ensures.
    this.explainers.push({ types: new Set<string>(list), look: look as Explainer['look'] })
  }

  #on(wanted: readonly unknown[], own: RunOwn): Observable<Event<never>> {
    // Types after it would be ignored, and the function never called.
    if (wanted.slice(0, -1).some(one => typeof one === 'function'))
      throw this.#failure('gave on() a function that is not last; put it behind types and options')
    const events = this.#listen(wanted, own)
    const handle = wanted.at(-1)
    if (typeof handle !== 'function') return events
    own.handlers.add(events, event => handle(event))
    // The overloads of `on` with a function return nothing, which a single signature cannot express.
    return undefined as never
  }

  #listen(wanted: readonly unknown[], { audience, begin }: RunOwn): Observable<Event<never>> {
    const types = wanted.flat().filter(type => typeof type === 'string')
    this.#ask(types)
    for (const type of types.length === 0 ? ['*'] : types) this.heard.add(type)
    const wantsRecovered = wanted.some(isRecovered)
    if (wantsRecovered) for (const type of types) this.heardLate.add(type)
    const { bus } = this.#services
    // Refused above unless they are event types; the bus delivers only those, so the author's types hold.
    const told = bus.observe(audience, types as EventType[], wantsRecovered)
    return inOwnRun(told, begin) as Observable<Event<never>>
  }

  #addConsumer<T extends EventType>(settings: ConsumeSettings<T>, take: ConsumeFunction<T>): void {
    if (settings.types !== undefined) this.#ask(settings.types)
    const { name, types, batch = {}, from = 'now', tests = false, deadline = DEADLINE } = settings
    const { max = BATCH, every } = batch
    const cursor = name === undefined ? this.#use.id : `${this.#use.id}/${name}`
    if (!Number.isInteger(max) || max < 1)
      throw this.#failure('cannot consume: batch.max must be a whole number of 1 or more')
    if (this.consumers.some(other => other.settings.name === cursor))
      throw this.#failure(`consumes twice as ${cursor}: a cursor has one reader; name one of them`)
    const filled = {
      name: cursor,
      types,
      max,
      everyMs: every === undefined ? 0 : this.#durationMs(every, 'consume: batch.every'),
      from,
      tests,
      deadlineMs: this.#durationMs(deadline, 'consume: deadline'),
    }
    // Gets only events of the types it listens to, because the reader's query selects them.
    const taking = take as ConsumeFunction<EventType>
    this.consumers.push(new Consumer(filled, taking, this.#services.consumers))
  }

  #durationMs(text: string, what: string): number {
    if (!isDuration(text))
      throw this.#failure(`cannot ${what} must be a duration like '30s' or '2m'`)
    return parseDuration(text)
  }

  #failure(what: string): PluginFailure {
    const { id } = this.#use
    return new PluginFailure(`${id} ${what}`, { plugin: id })
  }
}

// What a listener starts belongs to it, not to the run that published the event.
function inOwnRun<T>(told: Observable<T>, begin: RunOwn['begin']): Observable<T> {
  return new Observable(to =>
    told.subscribe({
      next: value => begin(() => to.next(value)),
      complete: () => to.complete(),
    }),
  )
}

function isRecovered(option: unknown): boolean {
  return typeof option === 'object' && option !== null && Reflect.get(option, 'recovered') === true
}

/** This plugin asks for event types that are never emitted. */
export function unknownType(plugin: string, type: string, nearest: string | undefined): Problem {
  const advice =
    nearest === undefined ? 'promethean schema lists them all' : `did you mean ${nearest}?`
  return { plugin, path: '', message: `no plugin emits the event type ${type}; ${advice}` }
}
