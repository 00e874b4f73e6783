import type { z } from 'zod'

/** All there is to say of one event type, beside the TypeScript type of its data. */
export interface Declaration<Data = unknown> {
  /** The data as JSON, field by field. */
  readonly schema: z.ZodType<Data> & { readonly shape: Readonly<Record<keyof Data, z.ZodType>> }
  /** What its key is, for the table of `docs/events.md`; left out: it has none. */
  readonly key?: string
  /**
   * What two sources that share no id tell alike of one happening, by field; none at all: there is one at a time.
   * Left out, or undefined: such a happening is nobody's twin.
   */
  twin?(data: Data): Readonly<Record<string, unknown>> | undefined
  /** What the table says of those fields, where their names do not say it all. */
  readonly twinSaid?: string
  /** Data as one would write it for `promethean fire`. */
  readonly example: AsJson<Data>
  /** A few words for the terminal; left out: the type says it all. */
  line?(data: Data, isTest: boolean): string
}

/** A declaration for each of these event types. */
export type Declarations<Events> = { readonly [T in keyof Events]: Declaration<Events[T]> }

type AsJson<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [K in keyof T]: AsJson<T[K]> }
    : T
