import type { Event } from '../events/event.ts'

/** Something a plugin wants to do outside: send a text, set a title, show a scene. */
export interface Effect {
  /** The use that wants it. */
  readonly plugin: string
  /** The use that would do it. */
  readonly via: string
  readonly port: string
  readonly method: string
  /** What the method is called with, without its options. */
  readonly values: readonly unknown[]
  /** The event it answers, if known. */
  readonly cause: Event | undefined
  /** What its caller gets if it is only recorded. */
  readonly otherwise: unknown
  /** The same if it is held back, if different; by the code of the reason. */
  readonly refusal?: ((reason: string) => unknown) | undefined
}

/** Intercepts effects in a dry run or a replay. */
export interface EffectGate {
  /**
   * Called for every effect that is not held back otherwise, just before it would be done.
   * @returns undefined to do it; otherwise it is not done, and its caller gets `value`
   */
  capture(effect: Effect): { readonly value: unknown } | undefined
}
