import { brief } from '../../events/brief.ts'
import { declarationOf } from '../../events/core-events.ts'

/** The fields of an event that are shown; it may be an event or its JSON. */
export interface ShownEvent {
  readonly id: string
  readonly type: string
  readonly received: Date
  readonly source: string
  readonly platform?: string
  readonly channel?: string
  readonly test?: true
  readonly recovered?: true
  readonly data: unknown
}

/** An event in a few words, for the terminal; empty if its type says everything. */
export function describeEvent({
  type,
  data,
  channel,
  test,
}: Pick<ShownEvent, 'type' | 'data' | 'channel' | 'test'>): string {
  const declared = declarationOf(type)
  if (declared === undefined) return brief(data)
  return declared.line === undefined ? (channel ?? '') : declared.line(data, test === true)
}
