import type { Event } from '../../events/event.ts'
import type { User } from '../../events/types/people.ts'
import type { Platform } from '../../events/vocabulary.ts'
import type { Json } from '../json.ts'
import type { Outcome } from '../outcome.ts'
import { definePort } from '../port.ts'

/**
 * The last argument of every effect outside chat. An effect that is held back, for example by a mute,
 * resolves with an `Outcome` that says so. It rejects if the service was asked and did not do it.
 */
export interface EffectOptions {
  /**
   * The event it answers. If that is a simulated event, nothing real is changed. Default: the event that `on` or `inOrder`
   * gave the caller.
   */
  readonly cause?: Event
  readonly signal?: AbortSignal
}

/** Sets the title of a stream. Rejects with an error message if it cannot. */
export interface TitleTarget {
  /** `isConfirmed`: the platform confirmed it, or it was read back. */
  setTitle(
    title: string,
    options?: EffectOptions,
  ): Promise<Outcome<{ readonly isConfirmed: boolean }>>
  /** Undefined if it cannot be read. */
  getTitle(options?: { readonly signal?: AbortSignal }): Promise<string | undefined>
}

/** What a title target says about itself, at any time. */
export interface TitleReach {
  /** The platforms that a title set here reaches now, so that it fits all of them; undefined if unknown. */
  platforms?(): readonly Platform[] | undefined
}
export const TitleTarget = definePort<TitleTarget, TitleReach>('TitleTarget', {
  outside: true,
  effects: { setTitle: true },
  about: { platforms: true },
})

/** Controls the streaming program. Each call resolves when the program confirms it, and rejects with an error message. */
export interface StreamControl {
  /** Resolves when the stream is live, at once if it already is. */
  start(options?: EffectOptions): Promise<Outcome>
  stop(options?: EffectOptions): Promise<Outcome>
  scene(name: string, options?: EffectOptions): Promise<Outcome>
  /** In the program scene. */
  show(source: string, visible: boolean, options?: EffectOptions): Promise<Outcome>
  text(source: string, text: string, options?: EffectOptions): Promise<Outcome>
}
export const StreamControl = definePort<StreamControl>('StreamControl', {
  outside: true,
  effects: { start: true, stop: true, scene: true, show: true, text: true },
})

/** Runs actions of another automation program, by name or id. Rejects if there is no such action. */
export interface Actions {
  run(
    action: string,
    args?: Readonly<Record<string, Json>>,
    options?: EffectOptions,
  ): Promise<Outcome>
}
export const Actions = definePort<Actions>('Actions', { outside: true, effects: { run: true } })

/** What a timeout takes beside. */
export interface TimeoutOptions extends EffectOptions {
  /** Why, as the platform shows it to the user and to moderators. */
  readonly reason?: string
}

/** Moderates the streamer's own channel. Rejects with the platform's message. */
export interface Moderation {
  /** Deletes the message of this event. */
  delete(line: Event<'chat.message'>, options?: EffectOptions): Promise<Outcome>
  /** @param length a duration like `'10m'` */
  timeout(user: Partial<User>, length: string, options?: TimeoutOptions): Promise<Outcome>
  /** Ends a timeout or a ban. */
  untimeout(user: Partial<User>, options?: EffectOptions): Promise<Outcome>
  /** @param channel the login to recommend */
  shoutout(channel: string, options?: EffectOptions): Promise<Outcome>
}
export const Moderation = definePort<Moderation>('Moderation', {
  outside: true,
  effects: { delete: true, timeout: true, untimeout: true, shoutout: true },
})
