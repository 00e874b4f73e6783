import { z } from 'zod'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal } from '../../journal/port.ts'
import { type IdleTime, idleTimes } from '../../journal/runs/idle-times.ts'
import { count, moment, name, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { hasRoom, NO_ROOM, since, time } from '../time.ts'
import { KINDS, MARKED, type Mark, marksForViewers, marksOf } from './marks.ts'
import { type StepSpan, spanOf } from './span.ts'
import { isIdle, stopsOf } from './stops.ts'
import { viewersUpTo } from './viewers.ts'

// A source that is lost each few seconds, for hours.
const MAX_MARKED = 2_000

const input = z
  .strictObject({
    session: name.describe('only this stream: 2026-11-23T19:04Z; default the newest').optional(),
    since: since.describe('from this time: 2h, 2026-11-23 or 2026-11-23T19:00').optional(),
    until: time.describe('before this time').optional(),
    step: z
      .int()
      .min(1)
      .max(31_536_000)
      .meta({ placeholder: 'seconds' })
      .describe('length of a step in seconds; default 60, longer for a long time')
      .optional(),
    tests: z.boolean().describe('include test events').default(false),
  })
  .refine(hasRoom, NO_ROOM)

const point = z.object({
  at: moment.describe('when the step begins'),
  lines: z
    .record(z.string(), count)
    .describe("chat messages by platform, without the runtime's own"),
  chatters: count.describe('how many wrote'),
  viewers: count
    .describe('how many watched, where a platform told it: the last number of each')
    .exactOptional(),
  mood: z.number().describe('mean sentiment, -1 to 1, if chatMood told it').exactOptional(),
})

const mark = z.object({
  at: moment,
  kind: z
    .enum(KINDS)
    .describe(
      'outage: a source or a plugin was down; lost: the stream was away for a while; stopped: Promethean did not run',
    ),
  what: text,
  until: moment.describe('when it was over').exactOptional(),
})

const output = z.object({
  session: text.describe('the stream, if it is about one').exactOptional(),
  begin: moment,
  end: moment.describe('of the stream, or now'),
  step: z.number().describe('in seconds; steps begin at its whole multiples since 1970'),
  points: z.array(point).describe('one for each step in which Promethean ran, the oldest first'),
  marks: z.array(mark),
})

/** How lively a stream was, as JSON. */
export type ActivityFound = z.output<typeof output>

export const activity = operation({
  description:
    'show how lively the chat was, minute by minute: lines, chatters, viewers, mood; and outages and reloads',
  input,
  output,
  forViewers: output.extend({ marks: z.array(mark).transform(marksForViewers) }),
  kind: 'read',
  needs: 'journal',
  run: async (wanted, { journal }) => {
    const { tests } = wanted
    const span = await spanOf(journal, wanted)
    const { session, begin, end, stepMs } = span
    const idle = await idleTimes(journal, Date.now())
    return {
      ...(session !== undefined && { session }),
      ...{ begin, end, step: stepMs / 1_000 },
      points: await pointsIn(journal, span, tests, idle),
      marks: [...(await marksIn(journal, span, tests)), ...stopsOf(idle, span)].sort(
        (one, other) => one.at.getTime() - other.at.getTime(),
      ),
    }
  },
})

async function pointsIn(
  journal: Journal,
  span: StepSpan,
  tests: boolean,
  idle: readonly IdleTime[],
) {
  const { session, begin, end, stepMs } = span
  const { steps, viewers } = await journal.activity({
    ...(session !== undefined && { session }),
    ...{ since: begin, until: end, stepMs, tests },
  })
  const known = new Map(steps.map(one => [one.step, one]))
  const watching = viewersUpTo(viewers)
  const first = Math.floor(begin.getTime() / stepMs)
  const last = Math.max(first, Math.ceil(end.getTime() / stepMs) - 1)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap(number => {
    const step = known.get(number)
    const watched = watching((number + 1) * stepMs)
    if (step === undefined && isIdle(idle, number * stepMs, (number + 1) * stepMs)) return []
    const { lines, chatters = 0, sentiment } = step ?? {}
    return {
      at: new Date(number * stepMs),
      ...{ lines: Object.fromEntries(lines ?? []), chatters },
      ...(watched !== undefined && { viewers: watched }),
      ...(sentiment !== undefined && { mood: Number(sentiment.toFixed(3)) }),
    }
  })
}

async function marksIn(
  journal: Journal,
  { begin, end }: StepSpan,
  tests: boolean,
): Promise<readonly Mark[]> {
  const query = { types: MARKED, since: begin, until: new Date(end.getTime() + 1), tests }
  const rows = await journal.query({ ...query, newest: true, limit: MAX_MARKED })
  return marksOf(rows.map(deliveredEvent).reverse())
}
