import type { Event } from '../../events/event.ts'
import type { EventType } from '../../events/vocabulary.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal, JournalRow } from '../../journal/port.ts'
import { inChannel } from '../../text/channel.ts'
import { outcomeOf } from './outcome.ts'
import { TrainingExamples } from './training.ts'

/** How rows of the journal become lines. */
export interface ExportFormat {
  /** The only types it reads; absent: the requested ones. */
  readonly types?: readonly EventType[]
  /** It also gets this many rows before the first requested one. */
  readonly earlier?: number
  /** The line for a row; undefined: none. */
  line(row: JournalRow): object | undefined
  /** What the journal adds to the line of a row. */
  more?(row: JournalRow, journal: Journal): Promise<object>
}

export interface FormatSettings {
  /** Dropped ones too. */
  readonly all: boolean
  readonly channel: string | undefined
  /** Lines of chat before each answer. */
  readonly lines: number
}

/** In the order of the help. */
export const FORMAT_NAMES = ['ndjson', 'cloudevents', 'training'] as const

type FormatName = (typeof FORMAT_NAMES)[number]

type MakeFormat = (settings: FormatSettings) => ExportFormat

// Enough for complete chat before the first answer if a few channels chat at once.
const EARLIER = 1_000

const ndjson: MakeFormat = ({ all, channel }) => {
  const isWanted = inChannel(channel)
  return {
    line: row => {
      if (!isWanted(row.event)) return undefined
      return all ? { ...row.event, verdict: row.verdict } : deliveredEvent(row)
    },
  }
}

const cloudevents: MakeFormat = ({ channel }) => {
  const isWanted = inChannel(channel)
  return {
    line: row => (isWanted(row.event) ? cloudEvent(deliveredEvent(row)) : undefined),
  }
}

const training: MakeFormat = ({ channel, lines }) => {
  const examples = new TrainingExamples({ lines, channel })
  return {
    types: ['chat.message', 'llm.answered'],
    earlier: EARLIER,
    line: row => examples.take(deliveredEvent(row)),
    more: async (row, journal) => {
      const outcome = await outcomeOf(row, journal)
      return outcome === undefined ? {} : { outcome }
    },
  }
}

/** The formats by name. */
export const EXPORT_FORMATS: Readonly<Record<FormatName, MakeFormat>> = {
  ndjson,
  cloudevents,
  training,
}

/** CloudEvents 1.0, JSON format: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
function cloudEvent({ id, source, type, time, data, channel }: Event): Record<string, unknown> {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    time,
    // The specification wants no empty subject.
    ...(channel && { subject: channel }),
    datacontenttype: 'application/json',
    data,
  }
}
