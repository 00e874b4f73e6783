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
}

/** Intercepts effects in a dry run or a replay. */
export interface EffectGate {
  /** Called for every effect that is not held back otherwise, instead of doing it. */
  capture(effect: Effect): void
}
