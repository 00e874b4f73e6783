import type { Outcome } from './outcome.ts'

/** What a port of plugins may have: methods that return a promise, because a call waits while the provider is away. */
export type AsyncMethods<T> = {
  readonly [K in keyof T]-?: T[K] extends Method
    ? unknown
    : 'all members of a port must be methods that return a Promise, none of them optional'
}

type Method = (...values: never[]) => Promise<unknown>

/** The names of a port's effects: the methods that return an `Outcome`. */
export type EffectsOf<T> = {
  [K in keyof T]: T[K] extends (...values: never[]) => Promise<infer R>
    ? IsOutcome<R> extends true
      ? K
      : never
    : never
}[keyof T] &
  string

/** A port's methods as a provider implements them: core decides whether an effect is done, so it returns the bare value. */
export type Provision<T> = unknown extends T
  ? unknown
  : {
      readonly [K in keyof T]: T[K] extends (...values: infer V) => Promise<infer R>
        ? IsOutcome<R> extends true
          ? (...values: V) => Promise<ValueOf<R>>
          : T[K]
        : T[K]
    }

// `any` and `never` extend everything.
type IsOutcome<R> = 0 extends 1 & R
  ? false
  : [R] extends [never]
    ? false
    : [R] extends [Outcome<unknown>]
      ? true
      : false

type ValueOf<R> = R extends { readonly done: true; readonly value: infer V } ? V : never

/** The arguments of a method. */
export type ValuesOf<M> = M extends (...values: infer V) => unknown ? V : never

/** What the promise of a method resolves with. */
export type AnswerOf<M> = M extends (...values: never[]) => Promise<infer R> ? R : never

/** A setting that lists exactly these names. If there are none, it may be left out. */
export type Named<Setting extends string, Names extends PropertyKey, Otherwise extends string> = [
  Names,
] extends [never]
  ? { readonly [S in Setting]?: Readonly<Record<string, Otherwise>> }
  : { readonly [S in Setting]: Readonly<Record<Names, true>> }
