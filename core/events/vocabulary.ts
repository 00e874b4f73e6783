/** The platforms sources speak of. Any other name is allowed for a platform of one's own. */
export type Platform =
  | 'twitch'
  | 'youtube'
  | 'kick'
  | 'trovo'
  | 'tiktok'
  | 'facebook'
  | 'obs'
  | (string & {})

/** What a viewer is in the channel. */
export type Role = 'broadcaster' | 'moderator' | 'vip' | 'subscriber' | 'member' | (string & {})

/** A chat badge as the platform names it. */
export interface Badge {
  readonly name: string
  readonly version: string
}

/** An emote in a text. Positions are code points from 0, the end is inclusive. */
export interface Emote {
  readonly id: string
  readonly name: string
  readonly start: number
  readonly end: number
}

/** Somebody on a platform. */
export interface User {
  /** The platform's id; the login where a platform told none. */
  readonly id: string
  /** Login in lower case; the display name where the platform has no logins (YouTube). */
  readonly name: string
  readonly displayName: string
  /** `#rrggbb`. */
  readonly color?: string
  readonly badges?: readonly Badge[]
  /** Empty where the user is a plain viewer or the source cannot tell. */
  readonly roles: readonly Role[]
}

/** The line a chat message answers. */
export interface Reply {
  readonly messageId: string
  readonly text?: string
  readonly user?: { readonly id?: string; readonly name?: string; readonly displayName?: string }
}

/** One line of chat. */
export interface ChatMessage {
  /** The platform's id of the line. */
  readonly messageId: string
  /** Without the ACTION wrapper of `/me`. */
  readonly text: string
  readonly user: User
  readonly emotes?: readonly Emote[]
  readonly bits?: number
  readonly reply?: Reply
  /** The user's first line ever in this channel. */
  readonly isFirst?: boolean
  /** `/me`. */
  readonly isAction?: boolean
  /** Typed into a notice (an announcement, a watch streak, a renewal), which is told beside it. */
  readonly isNotice?: boolean
  /** Written by an account this runtime sends with. Filled in by the runtime. */
  readonly isSelf?: boolean
  /** The room a shared-chat line was written in, where that is not this channel. */
  readonly sharedFrom?: { readonly id: string; readonly name?: string }
  /** The broadcast it was written in, where a channel may have several at once: an answer goes there. */
  readonly streamId?: string
}

/** Sub tiers: Twitch's `1000`, `2000`, `3000`, `prime`; YouTube's level name. */
export type Tier = string

/** The state of a stream as told by a platform. */
export interface StreamInfo {
  readonly streamId?: string
  readonly title?: string
  readonly category?: string
  readonly startedAt?: Date
}

/**
 * Every event type and the shape of its data. Plugins add their own by declaration merging:
 * `declare module 'promethean' { interface Events { 'quiz.answered': { right: boolean } } }`.
 */
export interface Events {
  /** A line of chat, on any platform. Key: the platform's message id. */
  'chat.message': ChatMessage
  /** One line was removed. Key: the removed line's id. */
  'chat.deleted': {
    readonly messageId: string
    readonly user?: Partial<User>
    readonly text?: string
    readonly streamId?: string
  }
  /** All lines of a user, or of the channel where `user` is absent, were removed. */
  'chat.cleared': { readonly user?: Partial<User>; readonly streamId?: string }
  /** A moderator acted on a user. */
  'chat.moderated': {
    readonly action: 'timeout' | 'ban' | 'unban' | 'untimeout'
    readonly user: Partial<User>
    /** Length of a timeout in seconds. */
    readonly seconds?: number
    readonly reason?: string
    readonly moderator?: Partial<User>
    readonly streamId?: string
  }
  /** Key: user id and the follow's time to the second. */
  'channel.followed': { readonly user: User }
  /** A subscription or membership, new, renewed or received as a gift. Key: the notice's id. */
  'channel.subscribed': {
    readonly user: User
    readonly tier?: Tier
    /** Months in all, this one included. */
    readonly months?: number
    /** Months in a row, where the user shows them. */
    readonly streak?: number
    readonly isResub?: boolean
    readonly text?: string
    /** Present where somebody else paid. */
    readonly gift?: {
      readonly from?: Partial<User>
      readonly isAnonymous?: boolean
      readonly giftId?: string
    }
    /** The broadcast it came in, where a channel may have several at once. */
    readonly streamId?: string
  }
  /** Subscriptions were given away, once per gift however many receive it. Key: the community gift's id, else the notice's. */
  'channel.gifted': {
    /** Absent where anonymous. */
    readonly user?: User
    readonly count: number
    readonly tier?: Tier
    /** All gifts of this user in this channel so far, where told. */
    readonly total?: number
    readonly isAnonymous?: boolean
    /** The broadcast it came in, where a channel may have several at once. */
    readonly streamId?: string
  }
  /** Bits were cheered. Key: the message's id. */
  'channel.cheered': {
    readonly user?: User
    readonly bits: number
    readonly text?: string
    readonly isAnonymous?: boolean
  }
  /** Money: Super Chats, stickers, donations. */
  'channel.tipped': {
    readonly user: User
    /** In whole units of the currency: 5 is five dollars. */
    readonly amount: number
    /** ISO 4217. */
    readonly currency: string
    readonly text?: string
    /** The broadcast it came in, where a channel may have several at once. */
    readonly streamId?: string
  }
  /** Somebody raided this channel. */
  'channel.raided': { readonly from: Partial<User>; readonly viewers: number }
  /** Channel points. Key: the redemption's id. */
  'channel.redeemed': {
    readonly redemptionId?: string
    readonly user: User
    readonly reward: { readonly id: string; readonly title: string; readonly cost?: number }
    /** What the viewer wrote. */
    readonly text?: string
    readonly status?: string
  }
  /** Title, category or language of the channel changed. */
  'channel.updated': {
    readonly title?: string
    readonly category?: string
    readonly language?: string
    readonly streamId?: string
  }
  'channel.hyped': {
    readonly phase: 'started' | 'progressed' | 'ended'
    readonly level?: number
    readonly total?: number
    readonly goal?: number
  }
  'channel.polled': {
    readonly phase: 'started' | 'progressed' | 'ended'
    readonly pollId?: string
    readonly title: string
    readonly choices: readonly { readonly title: string; readonly votes?: number }[]
    readonly status?: string
  }
  'channel.predicted': {
    readonly phase: 'started' | 'progressed' | 'locked' | 'ended'
    readonly predictionId?: string
    readonly title: string
    readonly outcomes: readonly {
      readonly id?: string
      readonly title: string
      readonly points?: number
      readonly users?: number
    }[]
    readonly winner?: string
    readonly status?: string
  }
  'channel.ad.started': { readonly seconds: number; readonly isAutomatic?: boolean }
  /** A platform says the channel is live. Key: the stream's id. */
  'stream.online': StreamInfo
  'stream.offline': { readonly streamId?: string }
  'obs.stream.started': Record<string, never>
  'obs.stream.stopped': Record<string, never>
  'obs.scene.changed': { readonly scene: string; readonly previous?: string }
  'obs.recording.started': Record<string, never>
  'obs.recording.stopped': { readonly file?: string }
  'session.started': { readonly session: string }
  'session.ended': { readonly session: string }
  /** Somebody asks for a new title. */
  'title.wanted': { readonly reason?: string }
  'title.generated': {
    readonly title: string
    readonly model?: string
    readonly isFallback?: boolean
  }
  'title.changed': {
    readonly title: string
    readonly target: string
    readonly isConfirmed: boolean
  }
  /** The outbox handed a text to a platform. */
  'chat.sent': {
    readonly text: string
    readonly via: string
    readonly messageId?: string
    readonly confirmed: boolean
    readonly plugin?: string
    /** The account it was said as. */
    readonly account?: string
  }
  /** The outbox did not send a text. */
  'chat.dropped': { readonly text: string; readonly reason: string; readonly plugin?: string }
  'chat.mood': {
    /** Lines a minute. */
    readonly rate: number
    readonly chatters: number
    readonly mentions: number
    readonly emotes: number
    /** -1 to 1. */
    readonly sentiment: number
    /** Share of the text the score understood, 0 to 1. */
    readonly understood: number
  }
  'mood.set': { readonly mood: string }
  'llm.answered': {
    readonly system?: string
    readonly prompt: string
    readonly answer: string
    readonly model: string
    /** Prompt and answer together, where told. */
    readonly tokens?: number
    readonly latencyMs: number
    /** Who asked: the use id. */
    readonly plugin?: string
  }
  'source.connected': { readonly source: string }
  'source.stale': { readonly source: string; readonly quietMs: number }
  'source.disconnected': { readonly source: string; readonly reason: string }
  'plugin.failed': { readonly plugin: string; readonly reason: string }
  'config.reloaded': {
    readonly kept: readonly string[]
    readonly restarted: readonly string[]
    readonly added: readonly string[]
    readonly removed: readonly string[]
  }
  /** Anything a source tells that has no name here yet; nothing is thrown away. */
  'platform.event': {
    /** `<source>:<its own name>`, e.g. `streamerbot:Twitch.HypeTrainStart`. */
    readonly name: string
    /** Who did it, or whom it is about; absent where anonymous. */
    readonly user?: User
    /** What was written with it. */
    readonly text?: string
    /** Spent on it. */
    readonly bits?: number
    /** The broadcast it came in, where a channel may have several at once. */
    readonly streamId?: string
    /** The source's own fields, by their own names. */
    readonly data?: Readonly<Record<string, unknown>>
    /** What does not fit, where it has a name. */
    readonly problem?: string
    readonly [key: string]: unknown
  }
}

/** The name of an event type. */
export type EventType = keyof Events & string
