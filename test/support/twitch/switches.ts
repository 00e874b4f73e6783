/** How this Twitch is out of sorts. All may be changed while it runs. */
export interface Switches {
  /** The tokens accepted, without `oauth:`; left out: any. */
  tokens?: readonly string[]
  /** Numbers, from 1, of the connections whose login is refused. */
  refuse?: readonly number[]
  /** Says nothing after NICK. */
  silentAfterNick?: boolean
  /** Takes every line and answers none. */
  deaf?: boolean
  hangUp?: 'before 001' | 'before 376' | 'in joins'
  /** `'bare'`: PONG without prefix; `'none'`: no PONG; default as asked: bare for a bare PING, else with prefix and text. */
  pong?: 'bare' | 'prefixed' | 'none'
  /** Channels that do not exist: a JOIN is not answered. */
  unknown?: readonly string[]
  suspended?: readonly string[]
  /** Logins with moderator rights, by channel. */
  moderators?: Readonly<Record<string, readonly string[]>>
  /** Lines in 30 s before `msg_ratelimit`; default 20, 100 with moderator rights. */
  messageLimit?: number
  /** Whether the same text within 30 s is `msg_duplicate`; default true. */
  duplicates?: boolean
  /** What else than blanks at the end does not make a text another one. */
  unseen?: RegExp
  /** Joins in 10 s before the connection is cut; default 20. */
  joinLimit?: number
}
