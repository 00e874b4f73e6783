import type { Event, EventType, Platform, State } from 'promethean'

/** A chat message as a reply function gets it. */
export interface ChatLine {
  /** The author's display name. */
  readonly name: string
  readonly text: string
}

/** The tools a reply function gets, in addition to the event. */
export interface ReplyTools {
  /** For a command, the words after it; for a pattern, its groups. */
  readonly args: readonly string[]
  /** The text after the command, as one string. */
  readonly rest: string
  /** The user's display name; empty if the event has no user. */
  readonly user: string
  /** Sends another message to where the answer goes. */
  say(text: string): Promise<unknown>
  /** The last messages of this chat, oldest first; at most 40. */
  history(count?: number): readonly ChatLine[]
  /** Values that survive reloads and restarts, shared by all rules. */
  readonly state: State
  /** Cancels the call when it aborts. */
  readonly signal: AbortSignal
}

/** Returns the answer; undefined means no answer. */
export type ReplyFunction<T extends EventType> = (
  event: Event<T>,
  tools: ReplyTools,
) => string | undefined | void | Promise<string | undefined | void>

/** Asks a language model. Text from viewers is added, marked as untrusted. */
export interface Prompt {
  readonly prompt: string
  /**
   * What the model is told of: the last messages (`chat`, the default); what was written since the asker's last message
   * (`missed`); or the stream that runs, or the last one (`stream`). Recaps are told where there are any.
   */
  readonly about?: 'chat' | 'missed' | 'stream' | undefined
}

/** An eta template, a function, or a prompt for a language model. */
export type Reply<T extends EventType> = string | ReplyFunction<T> | Prompt

/** The settings of a rule, apart from its trigger. */
interface Conditions {
  /** The Streamer.bot action to run, by name or id. */
  readonly run?: string | undefined
  /** Pause between two answers, as a duration. */
  readonly cooldown?: string | undefined
  /** Pause between two answers to the same user, as a duration. */
  readonly userCooldown?: string | undefined
  /** The user needs one of these roles; the broadcaster has every role. */
  readonly roles?: readonly RoleName[] | undefined
  readonly platforms?: readonly Platform[] | undefined
  /** Probability, from 0 (never) to 1 (always). */
  readonly chance?: number | undefined
  readonly onlyLive?: boolean | undefined
  /** What the model may look up in this chat before it answers; at most three look-ups an answer. For a prompt. */
  readonly tools?: readonly ('search' | 'user_history' | 'session_summary')[] | undefined
  /**
   * Also react to other channels: to messages from other channels of a shared chat or, for an event type, to any channel
   * that is read.
   */
  readonly shared?: boolean | undefined
}

interface CommandRule extends Conditions {
  /** `'!word'`: a command, in any case. */
  readonly on: `!${string}`
  readonly aliases?: readonly `!${string}`[] | undefined
  readonly reply?: Reply<'chat.message'> | undefined
}

interface TextRule extends Conditions {
  /** `'@'`: a mention of one of your accounts. A RegExp: a message that matches. */
  readonly on: '@' | RegExp
  readonly reply?: Reply<'chat.message'> | undefined
}

type EventRule = {
  [T in EventType]: Conditions & {
    /** Any event of this type. */
    readonly on: T
    readonly reply?: Reply<T> | undefined
  }
}[EventType]

/** A rule: a trigger and what to do. */
export type Rule = CommandRule | TextRule | EventRule

/** A text that is repeated. */
export interface Timer {
  /** A duration. */
  readonly every: string
  /** An eta template over `it.channel` and `it.platform`. */
  readonly say: string
  /** Chat messages required in between; default 1. */
  readonly lines?: number | undefined
}

/** The roles a rule may require: those that sources report. */
export const ROLES = ['broadcaster', 'moderator', 'vip', 'subscriber', 'member'] as const
type RoleName = (typeof ROLES)[number]
