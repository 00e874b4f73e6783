import fc from 'fast-check'
import type { Event } from '../../../core/events/event.ts'
import type { JournalEntry } from '../../../core/journal/port.ts'
import { anyCharacter } from '../../support/any-character.ts'

const dates = fc.date({ noInvalidDate: true })
const leaf = fc.oneof(
  fc.string({ unit: anyCharacter }),
  fc.boolean(),
  fc.constant(null),
  // JSON has no -0.
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0),
)
const shape = fc.letrec(tie => ({
  json: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('json')), keyed(tie('json'))),
  data: fc.oneof(
    { depthSize: 'small' },
    leaf,
    dates,
    // A text that only looks like a date must stay a text.
    dates.map(date => date.toISOString()),
    fc.array(tie('data'), { maxLength: 3 }),
    keyed(tie('data')),
  ),
}))
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })

const entries: fc.Arbitrary<JournalEntry> = fc
  .record(
    {
      id: fc.string({ unit: 'grapheme', minLength: 1 }),
      type: fc.constantFrom('chat.message', 'stream.online', 'platform.event'),
      time: dates,
      received: dates,
      source: fc.string({ unit: 'grapheme' }),
      platform: fc.string({ unit: 'grapheme' }),
      channel: fc.string({ unit: 'grapheme' }),
      session: fc.string(),
      cause: fc.string(),
      test: fc.constant(true),
      recovered: fc.constant(true),
      data: keyed(shape.data),
      raw: shape.json,
    },
    {
      noNullPrototype: true,
      requiredKeys: ['id', 'type', 'time', 'received', 'source', 'data'],
    },
  )
  .chain(event =>
    fc.record({
      // Stranger than any vocabulary allows, on purpose.
      event: fc.constant(event as unknown as Event),
      verdict: fc.oneof(
        fc.constant({ kept: true as const }),
        fc.record({ kept: fc.constant(false as const), reason: fc.string() }),
        optional(shape.data).map(changed => ({
          kept: true as const,
          changed: { by: 'filter', data: changed ?? null },
        })),
      ),
    }),
  )

/** Runs a property over batches of events of every shape an event can have. */
export function eventsOfAnyShape(
  holds: (entries: readonly JournalEntry[]) => Promise<void>,
): Promise<void> {
  return fc.assert(fc.asyncProperty(fc.array(entries, { maxLength: 8 }), holds), { numRuns: 100 })
}

function keyed(values: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  return fc.dictionary(fc.string(), values, { maxKeys: 3, noNullPrototype: true })
}
