import { hash } from 'node:crypto'

/** What passages have in common: where they were said. */
export interface Scope {
  readonly place: 'chat' | 'memory' | 'events'
  /** Several lines together; else a single event. */
  readonly isMoment: boolean
  readonly platform?: string | undefined
  readonly channel?: string | undefined
  readonly session?: string | undefined
  readonly test?: true | undefined
}

/** Something that was said, as the store is told. */
export type Said =
  | {
      readonly kind: 'line'
      readonly id: string
      /** Its moment's. */
      readonly scope: string
      /** Its own, if it is long enough to be a passage by itself. */
      readonly alone?: string
      readonly at: number
      readonly text: string
    }
  | {
      readonly kind: 'text'
      readonly id: string
      readonly scope: string
      readonly at: number
      readonly text: string
    }
  | { readonly kind: 'ended'; readonly id: string; readonly session: string }

/** A scope as it is stored; equal scopes are equal texts. */
export function scopeText(scope: Scope): string {
  const { place, isMoment, platform, channel, session, test } = scope
  return JSON.stringify({ place, isMoment, platform, channel, session, test })
}

/** What `scopeText` made. */
export function scopeOf(text: string): Scope {
  return JSON.parse(text)
}

/** The ids of a passage's events, as they are stored. */
export function parseIds(stored: unknown): readonly string[] {
  return JSON.parse(String(stored))
}

/** By which an event's passages are found; two events may share one, so the passages' ids decide. */
export function keyOf(id: string): number {
  return hash('sha1', id, 'buffer').readUIntBE(0, 6)
}
