import type { Event } from '../events/event.ts'
import type { Role, User } from '../events/types/people.ts'
import type { EventType, Platform } from '../events/vocabulary.ts'
import type { Json } from './json.ts'
import { definePort } from './port.ts'
import type { Schema } from './schema.ts'

/** Where a text is to be said: where an event came from, or a channel by name. */
export type ChatTarget =
  | { readonly to: Event }
  | {
      readonly platform: Platform
      readonly channel: string
      /** One broadcast of several the channel has at once; left out: that of the cause, else all. */
      readonly streamId?: string
    }

export interface SayOptions {
  /** The event it answers, where the target is a channel by name; of `{ to }` it is that event. */
  readonly cause?: Event
  /** Answer the line of `to` as a reply where the platform can. */
  readonly reply?: boolean
  /** Higher goes first; default 0. */
  readonly priority?: number
  /** No use saying it later than this; a duration like `'30s'`, the default. */
  readonly expires?: string
  /** A language model wrote it: with a link in it, it is held back. */
  readonly isGenerated?: boolean
}

/** What became of a text. */
export interface Receipt {
  readonly status: 'sent' | 'dropped'
  /**
   * Why it was dropped, or the rest of it where its first parts were sent: `blank`, `own_line`, `bot`, `relay`, `secret`,
   * `link`, `too_long`, `no_channel`, `no_sender`, `muted`, `queue_full`, `expired`, `stopped`, or what the platform said.
   */
  readonly reason?: string
  /** The platform's id of the new line, where it gives one; of the first where a long text became several. */
  readonly messageId?: string
  /** False where the platform never answers. */
  readonly confirmed: boolean
}

/** The outbox: says texts on any platform, safely. Provided by core. */
export interface ChatOutput {
  /** Never rejects: what went wrong is in the receipt. */
  say(text: string, target: ChatTarget, options?: SayOptions): Promise<Receipt>
}
export const ChatOutput = definePort<ChatOutput>('ChatOutput')

/** The account a sender speaks as. */
export interface Account {
  readonly id?: string
  readonly name: string
  /** What it is in the channel asked about: how much it may say hangs on that. Absent where not known. */
  readonly roles?: readonly Role[]
}

/** Where a sender is told to send: resolved from a `ChatTarget`. */
export interface SendTarget {
  readonly platform: Platform
  readonly channel: string
  /** The line to answer, where a reply is wanted. */
  readonly replyTo?: string
  /** The broadcast to speak in, where the channel may have several at once (YouTube); left out: all. */
  readonly streamId?: string
}

/**
 * Why a line was not taken, as a value: what is done about it hangs on the code alone. `rate_limited` is tried again later,
 * a `duplicate` in other words that read the same; any other is final.
 */
export type Refusal =
  | {
      readonly code: 'rate_limited'
      /** How long the platform wants to be left alone, in ms; left out: a second, longer each time. */
      readonly retryAfterMs?: number
    }
  | {
      readonly code:
        | 'duplicate'
        | 'forbidden'
        | 'too_long'
        | 'no_channel'
        | 'connection_lost'
        | 'refused'
    }

/** What a sender says became of a line. */
export interface SendReceipt extends Receipt {
  /** Of a dropped one. Without it the drop is final; without a `reason` it is told by its code. */
  readonly refusal?: Refusal
}

/** What plugins that can speak provide. Texts come here already safe. */
export interface ChatSender {
  readonly platforms: readonly Platform[]
  /** Who it speaks as on this platform, and in this channel where one is named; undefined while it cannot speak there. */
  account(platform: Platform, channel?: string): Account | undefined
  /** One line into a channel. Rejects where it could not be handed over: what it threw is told as the reason. */
  send(text: string, target: SendTarget, signal: AbortSignal): Promise<SendReceipt>
}
export const ChatSender = definePort<ChatSender>('ChatSender', {
  outside: true,
  effects: ['send'],
  captured: { send: Object.freeze({ status: 'sent', confirmed: false }) },
  heldBack: { send: reason => ({ status: 'dropped', reason, confirmed: true }) },
})

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

/** Words of others in a prompt: fenced there and labelled as untrusted. */
export interface UntrustedText {
  /** What they are, in the author's words: `the last lines of chat`. */
  readonly label: string
  readonly lines: readonly string[]
}

/** What a language model is asked. */
export interface GenerateRequest {
  readonly system?: string
  readonly prompt: string
  readonly untrusted?: readonly UntrustedText[]
  /** The answer is to be JSON of this shape; what fits is `value`. */
  readonly schema?: Schema
  /** Code points of the answer; a longer one is cut at a word. */
  readonly maxLength?: number
  /** 0 to 2; the provider's default where left out. */
  readonly temperature?: number
  /** A duration, retries included; default `'30s'`. */
  readonly deadline?: string
  readonly signal?: AbortSignal
  readonly cause?: Event
  /** Who asks, the use id: core fills it in, over whatever stands there. */
  readonly by?: string
}

/** What a language model answered. Untrusted like anything from outside. */
export interface Generated {
  readonly text: string
  /** Where a schema was given: what it made of the answer. */
  readonly value?: unknown
  readonly model: string
  /** Prompt and answer together, where told. */
  readonly tokens?: number
}

/** Asks a language model. Rejects with a sentence: away, too slow, over budget, an answer that does not fit. */
export interface LanguageModel {
  generate(request: GenerateRequest): Promise<Generated>
}
export const LanguageModel = definePort<LanguageModel>('LanguageModel', {
  outside: true,
  signed: ['generate'],
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

/** A signed-in account's access token, fresh whenever asked. */
export interface TokenSource {
  readonly platform: Platform
  /** @throws PrometheanError where the account must be signed in again */
  token(options?: { readonly signal?: AbortSignal }): Promise<{
    readonly accessToken: string
    readonly clientId: string
    readonly login: string
    readonly userId: string
    readonly scopes: readonly string[]
  }>
}
export const TokenSource = definePort<TokenSource>('TokenSource', { outside: true })

/** Twitch's methods. `GET` reads and is no effect, all others are. */
export type TwitchMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

type QueryValue = string | number | boolean

/** What a call of Twitch's API says. */
export interface TwitchRequest {
  /** Encoded where it is sent. A list repeats its name; undefined leaves it out. */
  readonly query?: Readonly<Record<string, QueryValue | readonly QueryValue[] | undefined>>
  /** Sent as JSON; `GET` and `DELETE` take none. */
  readonly body?: unknown
}

/** What Twitch answered. */
export interface TwitchAnswer {
  /** 200 to 299. 204, without a body, too where the call was held back or only written down: see `heldBack`. */
  readonly status: number
  /** Parsed JSON, as Twitch sent it; undefined where there was none. */
  readonly body: unknown
}

/** Twitch's API, Helix, as the streamer's own account: https://dev.twitch.tv/docs/api/reference */
export interface TwitchApi {
  /**
   * One call, done within 65 s. Rejects with a sentence, Twitch's own words in it; its code is `refused` where asking again is
   * of no use.
   * @param path below Helix: `'clips'`, `'channel_points/custom_rewards'`
   * @param options what it answers and a signal, or the signal alone
   */
  request(
    method: TwitchMethod,
    path: string,
    request?: TwitchRequest,
    options?: EffectOptions | AbortSignal,
  ): Promise<TwitchAnswer>
}
export const TwitchApi = definePort<TwitchApi>('TwitchApi', {
  outside: true,
  effects: ['request'],
  reads: { request: method => method === 'GET' },
  captured: { request: Object.freeze({ status: 204, body: undefined }) },
})

/** Who the streamer is, as the config says it. Provided by core. */
export interface Streamer {
  /** IANA name. */
  readonly timezone: string
  /** The streamer's accounts, the bots', and those connected; of one platform where it is named. */
  accounts(platform?: Platform): readonly (Account & { readonly platform?: Platform })[]
  /** Whether a user is one of `bots`, or an account this runtime speaks as. */
  isBot(user: Partial<User>, platform?: Platform): boolean
  /** Whether a user is one of `relays`: an account that copies what others say elsewhere. */
  isRelay(user: Partial<User>): boolean
}
export const Streamer = definePort<Streamer>('Streamer')

/** Which kept events are wanted. Times are compared with `received`. */
export interface EventQuery<T extends EventType = EventType> {
  readonly types?: readonly T[]
  /** However it is written: `#Ann` is `ann`. */
  readonly channel?: string
  readonly platform?: Platform
  readonly session?: string
  readonly since?: Date
  readonly until?: Date
  /** Newest first; default oldest first. */
  readonly newest?: boolean
  /** At most this many; default 1,000 for `query`, all for `stream`. */
  readonly limit?: number
}

/** Lines of chat that were found by their words, newest first. */
export interface FoundLines extends ReadonlyArray<Event<'chat.message'>> {
  /** There while a journal is still being indexed: older lines may be missing, from this time on none is. */
  readonly completeSince?: Date
}

/** The events kept so far, without dropped ones and test events. Provided by core. */
export interface EventHistory {
  query<T extends EventType>(query: EventQuery<T>): Promise<readonly Event<T>[]>
  /** Chat lines that hold all of these words, newest first; at most 1,000 unless `limit` says otherwise. Never waits for the index. */
  search(words: string, query?: Omit<EventQuery, 'types' | 'newest'>): Promise<FoundLines>
  /** One by one, in bounded memory. */
  stream<T extends EventType>(query: EventQuery<T>): AsyncIterable<Event<T>>
}
export const EventHistory = definePort<EventHistory>('EventHistory')

/** Whether the streamer is live. Provided by core. */
export interface StreamState {
  /** Without a channel: anywhere. */
  isLive(channel?: string): boolean
  /** The session's id while one is open, the ten minutes after its last stream included. */
  session(): string | undefined
}
export const StreamState = definePort<StreamState>('StreamState')

/** Something that is done only with the streamer's word. */
export interface ApprovalRequest {
  /** What it is, in a word: `title`. */
  readonly what: string
  readonly text: string
  readonly cause?: Event
  /** How long it may wait, a duration; default `'2m'`. */
  readonly within?: string
  readonly signal?: AbortSignal
}

/** `expired`: nobody decided in time, or it was not wanted any more. */
export type Decision = 'approved' | 'dropped' | 'expired'

/** Lets the streamer decide before something is done. Provided by core. */
export interface Approval {
  /** Waits for `promethean approve`, or for `decide`. Rejects where too much waits already. */
  ask(request: ApprovalRequest): Promise<Decision>
  /** The streamer's word told in another way, in chat say, on what this plugin asked first; false where nothing of it waits. */
  decide(decision: 'approved' | 'dropped'): boolean
}
export const Approval = definePort<Approval>('Approval')
