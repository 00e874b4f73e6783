/**
 * A capability plugins offer each other: an interface and a token of one name.
 * @example export const Moderation = definePort<Moderation>('Moderation')
 */
export interface Port<T> {
  readonly name: string
  /** Who offers it speaks with the world outside: left out of a replay. */
  readonly outside: boolean
  /** Methods that change the world outside: held back while muted, in a dry run and in a replay. */
  readonly effects: readonly string[]
  /** Of such a method the calls that only read, and so are no effects. */
  readonly reads: Readonly<Record<string, (...values: readonly unknown[]) => boolean>>
  /** What such a method gives where it is only written down. */
  readonly captured: Readonly<Record<string, unknown>>
  /** What such a method gives where it is held back, if something else. */
  readonly heldBack: Readonly<Record<string, (reason: string) => unknown>>
  /** Methods that learn who calls: core writes the caller's use id into their last argument, as `by`. */
  readonly signed: readonly string[]
  /** Carries the type only; never there at run time. */
  readonly shape?: T
}

/** A port that may be missing: the plugin gets `undefined` then. */
export interface OptionalPort<T> {
  readonly port: Port<T>
  readonly mode: 'optional'
}

/** All providers of a port, by use id in the order of the config. */
export interface ManyPort<T> {
  readonly port: Port<T>
  readonly mode: 'many'
}

/** One entry of a plugin's `needs`. */
export type Need<T = unknown> = Port<T> | OptionalPort<T> | ManyPort<T>

/** A plugin's `needs`: ports by the local name the plugin reads them under. */
export type Needs = Readonly<Record<string, Need>>

/** What a need gives: the port, perhaps nothing, or a map of all. */
export type Needed<N extends Need> =
  N extends OptionalPort<infer T>
    ? T | undefined
    : N extends ManyPort<infer T>
      ? ReadonlyMap<string, T>
      : N extends Port<infer T>
        ? T
        : never

/** What `context.ports` is for a plugin's `needs`. */
export type PortsOf<N extends Needs> = { readonly [K in keyof N]: Needed<N[K]> }

/** Names a new port. Two tokens of one name are the same port. */
export function definePort<T>(name: string, settings: PortSettings<T> = {}): Port<T> {
  const { outside = false, effects = [], captured = {}, heldBack = {}, signed = [] } = settings
  // They get what the method is called with, which its provider is typed to take.
  const reads = (settings.reads ?? {}) as Port<T>['reads']
  return Object.freeze({ name, outside, effects, reads, captured, heldBack, signed })
}

/** Whether this call changes the world outside. */
export function isEffect(
  { effects, reads }: Pick<Port<unknown>, 'effects' | 'reads'>,
  method: string,
  values: readonly unknown[],
): boolean {
  if (!effects.includes(method)) return false
  return !(Object.hasOwn(reads, method) && reads[method]?.(...values))
}

/** What `definePort` may be told besides the name. */
export interface PortSettings<T> {
  /** Who offers it speaks with the world outside: such a plugin is not run in a replay, where a stand-in gives what `captured` says. */
  readonly outside?: boolean
  /** Methods that change the world outside; each takes `EffectOptions` as its last argument. */
  readonly effects?: readonly (keyof T & string)[]
  /** Where one method does both: which of its calls only read. They are done even while muted. */
  readonly reads?: { readonly [M in keyof T & string]?: (...values: ValuesOf<T[M]>) => boolean }
  /** What they give in a dry run, a replay and for made-up events, and what any other method gives in a replay that leaves its provider out; left out: nothing. */
  readonly captured?: Readonly<Partial<Record<keyof T & string, unknown>>>
  /** What they give where they are held back, as `muted` or `absent`, if that is something else than `captured`. */
  readonly heldBack?: Readonly<Partial<Record<keyof T & string, (reason: string) => unknown>>>
  /** Methods that learn who calls: where their last argument is an object, its `by` is the caller's use id. */
  readonly signed?: readonly (keyof T & string)[]
}

type ValuesOf<M> = M extends (...values: infer V) => unknown ? V : never

/** A need that may stay unmet. */
export function optional<T>(port: Port<T>): OptionalPort<T> {
  return { port, mode: 'optional' }
}

/** Every provider of a port, as a live map by use id. */
export function many<T>(port: Port<T>): ManyPort<T> {
  return { port, mode: 'many' }
}

/** The port and the mode of a need. */
export function readNeed(need: Need): { port: Port<unknown>; mode: 'one' | 'optional' | 'many' } {
  return 'mode' in need ? need : { port: need, mode: 'one' }
}
