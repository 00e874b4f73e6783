import type { Event, EventType, Platform, State } from 'promethean'

/** One line of chat as a reply gets it. */
export interface ChatLine {
  /** Who wrote it, as shown. */
  readonly name: string
  readonly text: string
}

/** What a reply written as a function gets beside the event. */
export interface ReplyTools {
  /** Of a command the words behind it, of a pattern its groups. */
  readonly args: readonly string[]
  /** The same as one text: what stands behind the command. */
  readonly rest: string
  /** Who did it, as shown; empty where nobody is told. */
  readonly user: string
  /** Says something more, where the answer goes. */
  say(text: string): Promise<unknown>
  /** The last lines of this chat, oldest first; at most 40. */
  history(count?: number): readonly ChatLine[]
  /** Values that survive reloads and restarts, shared by all rules. */
  readonly state: State
  /** Cancels the call when it aborts. */
  readonly signal: AbortSignal
}

/** Chooses the words; undefined: says nothing. */
export type ReplyFunction<T extends EventType> = (
  event: Event<T>,
  tools: ReplyTools,
) => string | undefined | void | Promise<string | undefined | void>

/** Asks a language model; what viewers wrote comes along, fenced. */
export interface Prompt {
  readonly prompt: string
}

/** An eta template, a function, or a question to a language model. */
export type Reply<T extends EventType> = string | ReplyFunction<T> | Prompt

/** What a rule may say besides what it listens to. */
interface Conditions {
  /** The action of Streamer.bot that is run, by name or id. */
  readonly run?: string | undefined
  /** Rest between two answers, a duration. */
  readonly cooldown?: string | undefined
  /** Rest between two answers to one user, a duration. */
  readonly userCooldown?: string | undefined
  /** One of these is needed; the broadcaster has every role. */
  readonly roles?: readonly RoleName[] | undefined
  readonly platforms?: readonly Platform[] | undefined
  /** From 0, never, to 1, always. */
  readonly chance?: number | undefined
  readonly onlyLive?: boolean | undefined
  /** Other rooms too: lines of those in a shared chat; for an event type, other channels that are read. */
  readonly shared?: boolean | undefined
}

interface CommandRule extends Conditions {
  /** `'!word'`: a command, in any case. */
  readonly on: `!${string}`
  readonly aliases?: readonly `!${string}`[] | undefined
  readonly reply?: Reply<'chat.message'> | undefined
}

interface TextRule extends Conditions {
  /** `'@'`: a mention of an own account. A RegExp: a line it is found in. */
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

/** What is listened to and what is done. */
export type Rule = CommandRule | TextRule | EventRule

/** Something said again and again. */
export interface Timer {
  /** A duration. */
  readonly every: string
  /** An eta template over `it.channel` and `it.platform`. */
  readonly say: string
  /** Lines of chat there must be in between; default 1. */
  readonly lines?: number | undefined
}

/** The roles a rule may ask for: those that sources tell. */
export const ROLES = ['broadcaster', 'moderator', 'vip', 'subscriber', 'member'] as const
type RoleName = (typeof ROLES)[number]
