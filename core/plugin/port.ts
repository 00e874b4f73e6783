import type { AnswerOf, AsyncMethods, EffectsOf, Named, Provision, ValuesOf } from './port-shape.ts'

/**
 * A capability that one plugin provides and others use: an interface, as its users see it, and a token with the same name.
 * @example export const Moderation = definePort<Moderation>('Moderation')
 */
export interface Port<T, About = unknown> {
  readonly name: string
  /** Provided by core itself: always there, so it may have properties and synchronous methods. */
  readonly own: boolean
  /** Its providers talk to outside services, so a replay leaves them out; of core's own: only the running instance has it. */
  readonly outside: boolean
  /** Methods that change something outside: held back while muted, in a dry run and in a replay. */
  readonly effects: readonly string[]
  /** For such methods: which calls only read and so are not effects. */
  readonly reads: Readonly<Record<string, (...values: readonly unknown[]) => boolean>>
  /** What any other method returns in a replay that leaves the provider out. */
  readonly captured: Readonly<Record<string, unknown>>
  /** Methods that get the caller: core sets `by` in their last argument to the caller's plugin id. */
  readonly signed: readonly string[]
  /** What a provider says about itself: members of the implementation, not of the port. */
  readonly about: readonly string[]
  /** Carry only the types; absent at run time. */
  readonly shape?: T
  readonly aboutShape?: About
}

/** What `provide` takes: the methods of a port, effects with their bare value, and what the provider says about itself. */
export type Provided<P extends Port<unknown>> =
  P extends Port<infer T, infer About>
    ? // An intersection with `object` would accept any misspelt member.
      [keyof About] extends [never]
      ? Provision<T>
      : Provision<T> & About
    : never

/** A need that may be missing; the plugin then gets `undefined`. */
export interface OptionalPort<T> {
  readonly port: Port<T>
  readonly mode: 'optional'
}

/** All providers of a port, by plugin id, in the order of the config. */
export interface ManyPort<T> {
  readonly port: Port<T>
  readonly mode: 'many'
}

/** One entry of a plugin's `needs`. */
export type Need<T = unknown> = Port<T> | OptionalPort<T> | ManyPort<T>

/** A plugin's `needs`: ports by local name. */
export type Needs = Readonly<Record<string, Need>>

/** The type of a need: the port, the port or undefined, or a map of all providers. */
export type Needed<N extends Need> =
  N extends OptionalPort<infer T>
    ? T | undefined
    : N extends ManyPort<infer T>
      ? ReadonlyMap<string, T>
      : N extends Port<infer T>
        ? T
        : never

/** The type of `context.ports` for a plugin's `needs`. */
export type PortsOf<N extends Needs> = { readonly [K in keyof N]: Needed<N[K]> }

/**
 * Defines a port that plugins provide. All its members are methods that return a promise; those that return an `Outcome` are
 * effects, and `effects` must list them all. Two tokens with the same name are the same port.
 */
export function definePort<T extends AsyncMethods<T>, About extends object = object>(
  name: string,
  ...[settings]: object extends PortSettings<T, About>
    ? [settings?: PortSettings<T, About>]
    : [settings: PortSettings<T, About>]
): Port<T, About> {
  // Checked above by its own types; read here like the settings of any port.
  return portOf(name, { ...(settings as PortSettings<object, object> | undefined), own: false })
}

/**
 * Defines a port that core provides itself.
 * @param settings.outside it leads to the running instance: a replay has none, and leaves out who needs it
 */
export function ownPort<T>(
  name: string,
  settings: { readonly outside?: boolean } = {},
): Port<T, object> {
  return portOf(name, { ...settings, own: true })
}

function portOf<T, About>(
  name: string,
  settings: PortSettings<object, object> & Pick<Port<T>, 'own'>,
): Port<T, About> {
  const { own, outside = false, captured = {}, signed = [] } = settings
  // They get what the method is called with, which its provider is typed to take.
  const reads = (settings.reads ?? {}) as Port<T>['reads']
  const effects = namesIn(settings.effects)
  const about = namesIn(settings.about)
  return Object.freeze({ name, own, outside, effects, reads, captured, signed, about })
}

// Plain JavaScript may give a list: without types there is nothing to check.
function namesIn(named: object = {}): readonly string[] {
  return Array.isArray(named) ? named : Object.keys(named)
}

/** Whether this call changes something outside. */
export function isEffect(
  { effects, reads }: Pick<Port<unknown>, 'effects' | 'reads'>,
  method: string,
  values: readonly unknown[],
): boolean {
  return effects.includes(method) && !(Object.hasOwn(reads, method) && reads[method]?.(...values))
}

/** Settings of `definePort`: `effects` and `about` are required if the types have any. */
export type PortSettings<T, About> = Named<
  'effects',
  EffectsOf<T>,
  'only a method that returns Promise<Outcome<...>> is an effect'
> &
  Named<'about', keyof About, 'the second type argument of definePort has no such member'> & {
    /** Its providers talk to outside services: a replay does not run them; a stand-in returns what `captured` says. */
    readonly outside?: boolean
    /** For an effect that both reads and changes: which calls only read. Those are made even while muted. */
    readonly reads?: { readonly [M in EffectsOf<T>]?: (...values: ValuesOf<T[M]>) => boolean }
    /** What methods other than effects return in a replay that leaves the provider out. Default: undefined. */
    readonly captured?: {
      readonly [M in Exclude<keyof T & string, EffectsOf<T>>]?: AnswerOf<T[M]>
    }
    /**
     * Methods that get the caller: if their last argument is an object, its `by` is the caller's plugin id. Its `cause`, if it
     * has none, is the event that the caller answers.
     */
    readonly signed?: readonly (keyof T & string)[]
  }

/** A need that may be missing. */
export function optional<T>(port: Port<T>): OptionalPort<T> {
  return { port, mode: 'optional' }
}

/** All providers of a port, as a live map by plugin id. */
export function many<T>(port: Port<T>): ManyPort<T> {
  return { port, mode: 'many' }
}

/**
 * Chooses one of several providers.
 * @param providers what a need of `many` gives
 * @param id of the plugin to choose; left out, the first in the config
 * @returns undefined if there is no such provider
 */
export function chooseProvider<T>(
  providers: ReadonlyMap<string, T>,
  id?: string,
): { readonly id: string; readonly port: T } | undefined {
  for (const [each, port] of providers)
    if (id === undefined || each === id) return { id: each, port }
  return undefined
}

/** The port and the mode of a need. */
export function readNeed(need: Need): { port: Port<unknown>; mode: 'one' | 'optional' | 'many' } {
  return 'mode' in need ? need : { port: need, mode: 'one' }
}
