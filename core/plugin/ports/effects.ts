import type { Event } from '../../events/event.ts'
import type { User } from '../../events/types/people.ts'
import type { Platform } from '../../events/vocabulary.ts'
import type { Json } from '../json.ts'
import { definePort } from '../port.ts'

/**
 * What every effect outside the chat may be told beside its own values, as its last argument. An effect that is held
 * back, because of a mute say, resolves: see `heldBack`. It rejects where the far end was asked and did not do it.
 */
export interface EffectOptions {
  /** The event it answers: a made-up one has no effect on the real world. */
  readonly cause?: Event
  readonly signal?: AbortSignal
}

/** Sets the title of a stream. Rejects with a sentence where it cannot. */
export interface TitleTarget {
  /** `isConfirmed`: the platform said so, or it was read back. */
  setTitle(title: string, options?: EffectOptions): Promise<{ readonly isConfirmed: boolean }>
  /** Which platforms a title set here reaches just now, so that it fits all of them; undefined where that is not known. */
  platforms?(): readonly Platform[] | undefined
  /** Undefined where it cannot be read. */
  getTitle(options?: { readonly signal?: AbortSignal }): Promise<string | undefined>
}
export const TitleTarget = definePort<TitleTarget>('TitleTarget', {
  outside: true,
  effects: ['setTitle'],
  captured: { setTitle: Object.freeze({ isConfirmed: false }) },
})

/** Drives the streaming program. Each resolves when the program says it is so, and rejects with a sentence. */
export interface StreamControl {
  /** Resolves when live; already live is success. */
  start(options?: EffectOptions): Promise<void>
  stop(options?: EffectOptions): Promise<void>
  scene(name: string, options?: EffectOptions): Promise<void>
  /** In the scene on program. */
  show(source: string, visible: boolean, options?: EffectOptions): Promise<void>
  text(source: string, text: string, options?: EffectOptions): Promise<void>
}
export const StreamControl = definePort<StreamControl>('StreamControl', {
  outside: true,
  effects: ['start', 'stop', 'scene', 'show', 'text'],
})

/** Runs actions of another automation program, by name or id. Rejects where there is none of that name. */
export interface Actions {
  run(action: string, args?: Readonly<Record<string, Json>>, options?: EffectOptions): Promise<void>
}
export const Actions = definePort<Actions>('Actions', { outside: true, effects: ['run'] })

/** Moderates the streamer's own channel. Rejects with what the platform said. */
export interface Moderation {
  /** Removes the line this event told. */
  delete(line: Event<'chat.message'>, options?: EffectOptions): Promise<void>
  /** @param length a duration like `'10m'` */
  timeout(user: Partial<User>, length: string, options?: EffectOptions): Promise<void>
  /** @param channel the login to be shown */
  shoutout(channel: string, options?: EffectOptions): Promise<void>
}
export const Moderation = definePort<Moderation>('Moderation', {
  outside: true,
  effects: ['delete', 'timeout', 'shoutout'],
})
