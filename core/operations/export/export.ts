import { z } from 'zod'
import { EVENT_TYPES } from '../../events/core-events.ts'
import type { EventType } from '../../events/vocabulary.ts'
import type { Journal, Position } from '../../journal/port.ts'
import { nearest } from '../../text/nearest.ts'
import { InvalidInput } from '../checked-input.ts'
import { text } from '../fields.ts'
import { neverKept } from '../history/kept-types.ts'
import { type Asked, type Given, streamOperation } from '../operation.ts'
import { hasRoom, NO_ROOM, received } from '../time.ts'
import { EXPORT_FORMATS, type ExportFormat, FORMAT_NAMES } from './formats.ts'

const PAGE = 500
const TRAINING_LINES = 20
const MAX_TRAINING_LINES = 999

const input = z
  .strictObject({
    types: z
      .array(text)
      // On a command line one writes them like this.
      .transform(types => types.flatMap(one => one.split(',').map(type => type.trim())))
      .describe('only these event types, separated by commas')
      .default([]),
    ...received,
    channel: text.describe('only this channel').optional(),
    all: z.boolean().describe('include dropped events, each with its verdict').default(false),
    tests: z
      .boolean()
      .describe('include test events, each marked')
      .meta({ without: 'leave test events out' })
      .default(true),
    format: z.enum(FORMAT_NAMES).describe('ndjson, cloudevents or training').default('ndjson'),
    chat: z
      .int()
      .min(0)
      .max(MAX_TRAINING_LINES)
      .describe(`with training: number of chat lines before each answer; default ${TRAINING_LINES}`)
      .meta({ placeholder: 'lines' })
      .optional(),
  })
  .refine(hasRoom, NO_ROOM)
  .refine(({ format, types, all }) => format !== 'training' || (types.length === 0 && !all), {
    path: ['format'],
    message: 'training selects its own events: leave out {types} and {all}',
  })
  .refine(({ format, chat }) => format === 'training' || chat === undefined, {
    path: ['chat'],
    message: 'needs {format} training: leave it out, or add that format',
  })

type Wanted = z.output<typeof input>

export const exportEvents = streamOperation({
  description: 'print kept events, one per line, with or without a running instance',
  input,
  output: z.record(z.string(), z.unknown()).describe('an event in the format asked for'),
  kind: 'read',
  needs: 'journal',
  run: exported,
})

/** Oldest first, in bounded memory. */
async function* exported(
  wanted: Wanted,
  { journal, signal, onProgress }: Given['journal'] & Asked,
): AsyncGenerator<object> {
  const { since, until, all, tests } = wanted
  const format = formatOf(wanted)
  const types = format.types ?? (await knownTypes(journal, wanted.types))
  const first = since === undefined ? 0 : await journal.positionAt(since)
  const last = until === undefined ? await journal.end() : await journal.positionAt(until)
  if (since !== undefined) await showEarlier(journal, format, { since, tests })
  for (let after: Position = first; after < last; ) {
    // A part must not look like the whole.
    signal.throwIfAborted()
    const rows = await journal.read({
      ...{ after, to: last, limit: PAGE },
      ...(types.length > 0 && { types }),
      ...(!all && { kept: true }),
    })
    for (const row of rows) {
      const line = tests || !row.event.test ? format.line(row) : undefined
      if (line !== undefined) yield { ...line, ...(await format.more?.(row, journal)) }
    }
    after = rows.length < PAGE ? last : (rows.at(-1)?.position ?? last)
    onProgress?.('exporting', (after - first) / Math.max(last - first, 1))
  }
}

function formatOf({ format, all, channel, chat = TRAINING_LINES }: Wanted): ExportFormat {
  return EXPORT_FORMATS[format]({ all, channel, lines: chat })
}

// Plugins have types of their own, which the journal knows once there was one.
async function knownTypes(
  journal: Journal,
  wanted: readonly string[],
): Promise<readonly EventType[]> {
  // Of a plugin of whatever config wrote this journal: no type of this program's own.
  const types = wanted as readonly EventType[]
  const unknown = await neverKept(journal, types)
  if (unknown === undefined) return types
  const meant = nearest(unknown, EVENT_TYPES)
  const advice =
    meant === undefined ? 'write types like chat.message,channel.raided' : `did you mean ${meant}?`
  const message = `cannot be ${unknown}: no event of this type was ever kept; ${advice}`
  throw new InvalidInput([{ path: 'types', message }])
}

// The chat before the first answer belongs to it.
async function showEarlier(
  journal: Journal,
  { earlier: limit, types, line }: ExportFormat,
  { since, tests }: { readonly since: Date; readonly tests: boolean },
): Promise<void> {
  if (limit === undefined || types === undefined) return
  const rows = await journal.query({ types, until: since, newest: true, limit, tests })
  for (const row of rows.toReversed()) line(row)
}
