import type { Event } from '../events/event.ts'

/** Something a plugin wants done in the world outside: a text said, a title set, a scene shown. */
export interface Effect {
  /** The use that wants it. */
  readonly plugin: string
  /** The use that would do it. */
  readonly via: string
  readonly port: string
  readonly method: string
  /** What the method is called with, without its options. */
  readonly values: readonly unknown[]
  /** The event it answers, where that was told. */
  readonly cause: Event | undefined
  /** What its caller gets where it is only written down. */
  readonly otherwise: unknown
  /** The same where it is held back, if another; by the reason's code. */
  readonly refusal?: ((reason: string) => unknown) | undefined
}

/** Stands before the world in a dry run or a replay. */
export interface EffectGate {
  /**
   * Asked of every effect that nothing else holds back, just before it would be done.
   * @returns undefined: it is done. Otherwise it is not, and its caller gets `value`
   */
  capture(effect: Effect): { readonly value: unknown } | undefined
}
