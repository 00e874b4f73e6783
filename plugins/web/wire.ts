/**
 * What page and server say to each other over the WebSocket at `/socket`: JSON texts, one message each. Server and page share
 * this file, so it imports nothing.
 */

/** What a page says. The first message must be a `Greeting`. */
export type FromPage = Greeting | Call | Listen | Cancel

/** Shows the token; nothing else is answered before. */
export interface Greeting {
  readonly token: string
}

/** Performs an operation. Answered by one `Answered` of the same id. */
export interface Call {
  /** Unique in this connection. */
  readonly id: number
  readonly call: string
  readonly input?: unknown
  /** Only report what would be done. */
  readonly dry?: boolean | undefined
}

/** Listens to a stream. Answered by any number of `Lines`, then by one `Ended`. */
export interface Listen {
  readonly id: number
  readonly listen: string
  readonly input?: unknown
}

/** Ends a `Listen`, or a `Call` whose answer is no longer needed. */
export interface Cancel {
  readonly id: number
  readonly cancel: true
}

/** What the server says. */
export type FromServer = Welcome | Beat | Answered | Lines | Ended

/** The token was accepted. */
export interface Welcome {
  readonly welcome: {
    /** Promethean's version. A page of another version reloads itself. */
    readonly version: string
    /** Name of the token, as acts are explained with. */
    readonly name: string
    /** Names of the operations that this token may use. */
    readonly may: readonly string[]
    /** Unique to this run of the instance. */
    readonly run: string
    /** The server's clock, in ms since 1970. */
    readonly now: number
  }
}

/** Once a second: the instance is there. A page that heard nothing for 3 s shows that it is gone. */
export interface Beat {
  /** The server's clock, in ms since 1970. */
  readonly beat: number
}

/** The answer to a `Call`. */
export type Answered =
  | { readonly id: number; readonly done: true; readonly value: unknown }
  | { readonly id: number; readonly done: false; readonly refusal: Refusal }

/** Lines of a stream, oldest first; of live events at most 20 messages a second. */
export interface Lines {
  readonly id: number
  readonly lines: readonly unknown[]
}

/** A stream has ended: at its end, or because it was refused or broke off. */
export interface Ended {
  readonly id: number
  readonly ended: true
  readonly refusal?: Refusal
}

/** Why something was refused; the same as `--json` prints. */
export interface Refusal {
  readonly code: string
  /** What could not be done. */
  readonly what: string
  readonly why?: string
  /** What to do. */
  readonly advice?: string
  readonly problems?: readonly { readonly path: string; readonly message: string }[]
}

/** Why the server closed a connection, as close codes. */
export const CLOSED = {
  /** The plugin restarts or the instance stops: come back. */
  goingAway: 1001,
  /**
   * The config has another address for the page: the reason is that address, without the token. Nothing answers at this one
   * any more, unless the config changes back.
   */
  moved: 4301,
  /** Whose token it is cannot be told just now: come back. */
  failed: 1011,
  /** The first message was no `Greeting`, or a later one was not understood. */
  badMessage: 4400,
  /** The token is not known, or no longer: come back in 10 s at the earliest, if another instance may answer then. */
  unknownToken: 4401,
  /** The page was too slow and missed lines, as many as the reason says: come back and catch up. */
  tooSlow: 4408,
} as const
