import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import type { Event } from '../../events/event.ts'
import type { Journal, KeptSession } from '../../journal/port.ts'
import { completeUntil, count, moment, name, names, text } from '../fields.ts'
import { isBehind } from '../history/behind.ts'
import { sessionFound, unknownSession } from '../history/sessions.ts'
import { operation } from '../operation.ts'

// One comes for each stream; those of a year are looked through.
const LOOKED_THROUGH = 1_000

const statements = z.array(
  z.object({ text, events: names.describe('ids of messages that show it') }),
)

const output = z.object({
  stream: sessionFound.describe('its figures, counted from the journal'),
  summary: z
    .object({
      happened: statements.describe('in the order of the stream'),
      jokes: statements,
      questions: statements.describe('asked and not answered'),
      model: text,
      calls: count.describe('requests to the model'),
      tokens: count,
      lines: count.describe("messages of the stream's chat"),
      read: count.describe('how many of them the model was given'),
      at: moment.describe('when it was written'),
    })
    .describe('in the words of a model; absent if there is none')
    .exactOptional(),
  completeUntil,
})

/** A stream summed up, as JSON. */
export type RecapFound = z.output<typeof output>

export const recap = operation({
  description: 'sum up a stream: what happened, running jokes, open questions, and the figures',
  input: z.strictObject({
    session: name
      .describe('the stream: 2026-11-23T19:04Z; by default the last that ended')
      .optional(),
  }),
  output,
  kind: 'read',
  needs: 'journal',
  run: async ({ session }, { journal }) => {
    const found = await journal.sessions({ limit: 2, ...(session !== undefined && { session }) })
    const stream =
      session === undefined ? (found.find(({ end }) => end !== undefined) ?? found[0]) : found[0]
    if (stream === undefined) {
      const isUncounted = isBehind(found.completeUntil)
      throw session === undefined || isUncounted ? noStream(isUncounted) : unknownSession(session)
    }
    const summarized = await summaryOf(journal, stream)
    return {
      stream,
      ...(summarized && { summary: told(summarized) }),
      ...(found.completeUntil && { completeUntil: found.completeUntil }),
    }
  },
})

async function summaryOf(
  journal: Journal,
  { session, begin }: KeptSession,
): Promise<Event<'session.summarized'> | undefined> {
  const rows = await journal.query({
    types: ['session.summarized'],
    since: begin,
    limit: LOOKED_THROUGH,
  })
  // Asked for by their type.
  const events = rows.map(({ event }) => event as Event<'session.summarized'>)
  return events.findLast(({ data }) => data.session === session)
}

function told({ data, received }: Event<'session.summarized'>) {
  const { session: _session, ...summary } = data
  return { ...summary, at: received }
}

function noStream(isUncounted: boolean): PrometheanError {
  const what = 'there is nothing to sum up'
  if (isUncounted)
    return new PrometheanError('not_found', {
      what,
      why: 'the events of the journal are not counted yet',
      advice: 'promethean run counts them in the background; ask again a little later',
    })
  return new PrometheanError('not_found', {
    what,
    why: 'the journal has no stream; test events, such as those of a simulator, start none',
    advice: 'ask again after a stream',
  })
}
