/**
 * A capability that one plugin provides and others use: an interface and a token with the same name.
 * @example export const Moderation = definePort<Moderation>('Moderation')
 */
export interface Port<T> {
  readonly name: string
  /** Its providers talk to outside services, so a replay leaves them out. */
  readonly outside: boolean
  /** Methods that change something outside: held back while muted, in a dry run and in a replay. */
  readonly effects: readonly string[]
  /** For such methods: which calls only read and so are not effects. */
  readonly reads: Readonly<Record<string, (...values: readonly unknown[]) => boolean>>
  /** What such a method returns if the call is only recorded. */
  readonly captured: Readonly<Record<string, unknown>>
  /** What such a method returns if it is held back, if different. */
  readonly heldBack: Readonly<Record<string, (reason: string) => unknown>>
  /** Methods that get the caller: core sets `by` in their last argument to the caller's plugin id. */
  readonly signed: readonly string[]
  /** Carries only the type; absent at run time. */
  readonly shape?: T
}

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

/** Defines a port. Two tokens with the same name are the same port. */
export function definePort<T>(name: string, settings: PortSettings<T> = {}): Port<T> {
  const { outside = false, effects = [], captured = {}, heldBack = {}, signed = [] } = settings
  // They get what the method is called with, which its provider is typed to take.
  const reads = (settings.reads ?? {}) as Port<T>['reads']
  return Object.freeze({ name, outside, effects, reads, captured, heldBack, signed })
}

/** Whether this call changes something outside. */
export function isEffect(
  { effects, reads }: Pick<Port<unknown>, 'effects' | 'reads'>,
  method: string,
  values: readonly unknown[],
): boolean {
  if (!effects.includes(method)) return false
  return !(Object.hasOwn(reads, method) && reads[method]?.(...values))
}

/** Optional settings of `definePort`. */
export interface PortSettings<T> {
  /** Its providers talk to outside services: a replay does not run them; a stand-in returns what `captured` says. */
  readonly outside?: boolean
  /** Methods that change something outside; each takes `EffectOptions` as its last argument. */
  readonly effects?: readonly (keyof T & string)[]
  /** For a method that both reads and changes: which calls only read. Those are made even while muted. */
  readonly reads?: { readonly [M in keyof T & string]?: (...values: ValuesOf<T[M]>) => boolean }
  /**
   * What methods return in a dry run, in a replay and for simulated events; also what any other method returns in a replay
   * that leaves the provider out. Default: undefined.
   */
  readonly captured?: Readonly<Partial<Record<keyof T & string, unknown>>>
  /** What they return if they are held back (`muted`, `absent`), if different from `captured`. */
  readonly heldBack?: Readonly<Partial<Record<keyof T & string, (reason: string) => unknown>>>
  /**
   * Methods that get the caller: if their last argument is an object, its `by` is the caller's plugin id. Its `cause`, if it
   * has none, is the event that the caller answers.
   */
  readonly signed?: readonly (keyof T & string)[]
}

type ValuesOf<M> = M extends (...values: infer V) => unknown ? V : never

/** A need that may be missing. */
export function optional<T>(port: Port<T>): OptionalPort<T> {
  return { port, mode: 'optional' }
}

/** All providers of a port, as a live map by plugin id. */
export function many<T>(port: Port<T>): ManyPort<T> {
  return { port, mode: 'many' }
}

/** The port and the mode of a need. */
export function readNeed(need: Need): { port: Port<unknown>; mode: 'one' | 'optional' | 'many' } {
  return 'mode' in need ? need : { port: need, mode: 'one' }
}
