import type { CoreEvents } from './core-events.ts'

/** Known platforms. Any other name is allowed for a platform of your own. */
export type Platform =
  | 'twitch'
  | 'youtube'
  | 'kick'
  | 'trovo'
  | 'tiktok'
  | 'facebook'
  | 'obs'
  | (string & {})

/**
 * Every event type and the shape of its data. Plugins add their own by declaration merging:
 * `declare module 'promethean' { interface Events { 'quiz.answered': { right: boolean } } }`.
 */
export interface Events extends CoreEvents {}

/** The name of an event type. */
export type EventType = keyof Events & string
