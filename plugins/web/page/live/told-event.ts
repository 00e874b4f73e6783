/** A part of an event, as JSON: each field is looked at before it is used. */
export type Fields = Readonly<Record<string, unknown>>

/** What the filters decided. */
export type Verdict =
  | { readonly kept: true; readonly changedBy?: string }
  | {
      readonly kept: false
      /** `<plugin id>/<code>`. */
      readonly reason: string
    }

/** An event as the page keeps it. */
export interface ToldEvent {
  readonly id: string
  readonly type: string
  /** In ms since 1970, by the platform's clock if it told. */
  readonly time: number
  /** In ms since 1970, by the server's clock. */
  readonly received: number
  readonly source: string
  readonly platform?: string
  readonly channel?: string
  /** The id of the event it answers. */
  readonly cause?: string
  readonly isTest: boolean
  readonly isRecovered: boolean
  readonly data: Fields
  readonly verdict: Verdict
}

/** An event of `tail` or `events`, without its payload. @returns undefined if it is none */
export function toldEvent(line: unknown): ToldEvent | undefined {
  const told = fieldsOf(line)
  const id = textOf(told.id)
  const type = textOf(told.type)
  if (id === undefined || type === undefined) return undefined
  const received = timeOf(told.received) ?? 0
  const platform = textOf(told.platform)
  const channel = textOf(told.channel)
  const cause = textOf(told.cause)
  const verdict = fieldsOf(told.verdict)
  const changed = fieldsOf(verdict.changed)
  return {
    ...{ id, type, received, time: timeOf(told.time) ?? received },
    source: textOf(told.source) ?? '',
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && { channel }),
    ...(cause !== undefined && { cause }),
    ...{ isTest: told.test === true, isRecovered: told.recovered === true },
    // `tail` tells what a filter made of it beside what it was.
    data: fieldsOf(changed.data ?? told.data),
    verdict: verdictOf(verdict, textOf(changed.by)),
  }
}

function verdictOf({ kept, reason }: Fields, changedBy: string | undefined): Verdict {
  if (kept === false) return { kept, reason: textOf(reason) ?? '' }
  return { kept: true, ...(changedBy !== undefined && { changedBy }) }
}

/** The plugin and the code of a verdict's reason. */
export function droppedBy(reason: string): { readonly who: string; readonly code: string } {
  const slash = reason.indexOf('/')
  if (slash < 0) return { who: '', code: reason.replaceAll('_', ' ') }
  return { who: reason.slice(0, slash), code: reason.slice(slash + 1).replaceAll('_', ' ') }
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : []
}

/** ISO 8601 as ms since 1970. */
export function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
