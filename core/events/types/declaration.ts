import type { z } from 'zod'

/** Everything about one event type, apart from the TypeScript type of its data. */
export interface Declaration<Data = unknown> {
  /** The data as JSON, field by field. */
  readonly schema: z.ZodType<Data> & { readonly shape: Readonly<Record<keyof Data, z.ZodType>> }
  /** Its key, for the table in `docs/events.md`. Leave it out if there is none. */
  readonly key?: string
  /**
   * The fields that show that two sources without a shared id reported the same event. An empty object means that there is only
   * one at a time; if it is left out or returns undefined, the event has no twins.
   */
  twin?(data: Data): Readonly<Record<string, unknown>> | undefined
  /** The text of the table in `docs/events.md`, if the names of the fields are not enough. */
  readonly twinSaid?: string
  /** Example data, as written for `promethean fire`. */
  readonly example: AsJson<Data>
  /** A few words for the terminal. Leave it out if the type says everything. */
  line?(data: Data, isTest: boolean): string
}

/** A declaration for each of these event types. */
export type Declarations<Events> = { readonly [T in keyof Events]: Declaration<Events[T]> }

type AsJson<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [K in keyof T]: AsJson<T[K]> }
    : T
