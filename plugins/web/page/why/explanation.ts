import type { Fields } from '../live/told-event.ts'

/** The answer of the operation `explain` about one event. */
export interface Explanation {
  readonly code: 'explained'
  readonly id: string
  readonly event: Fields
  readonly verdict: JsonVerdict
  readonly copies: readonly {
    readonly source: string
    readonly received: string
    readonly ownId?: string
  }[]
  readonly notes: readonly { readonly plugin: string; readonly text: string; readonly at: string }[]
  readonly effects: readonly Effect[]
  readonly judges?: readonly string[]
  readonly hearers?: readonly string[]
  readonly rules?: readonly Rule[]
  readonly consumers?: readonly Consumer[]
  readonly not_known?: string
  readonly silent: readonly string[]
}

export interface JsonVerdict {
  readonly kept: boolean
  readonly reason?: string
  readonly changed?: { readonly by: string }
}

/** An event that an event led to. */
export interface Effect {
  readonly event: Fields
  readonly verdict: JsonVerdict
  readonly effects: readonly Effect[]
}

export interface Rule {
  readonly plugin: string
  readonly rule: string
  readonly why: string
  readonly outcome: 'match' | 'no match'
}

export interface Consumer {
  readonly consumer: string
  readonly state: 'past' | 'waiting' | 'parked' | 'not_taken'
  readonly why?: string
}

/** The answer to an id. */
export type Explained =
  | Explanation
  | { readonly code: 'held'; readonly id: string; readonly event: Fields }
  | { readonly code: 'alike' | 'recent' }
  | { readonly code: 'unknown'; readonly id: string }
