import { PrometheanError } from '../../errors.ts'
import type { Journal } from '../../journal/port.ts'
import { unknownSession } from '../history/sessions.ts'
import type { Span } from '../time.ts'

/** The time that is counted, and in steps of which length. */
export interface StepSpan {
  readonly session?: string
  readonly begin: Date
  readonly end: Date
  /** In ms. */
  readonly stepMs: number
}

interface Wanted extends Span {
  readonly session?: string | undefined
  /** In s. */
  readonly step?: number | undefined
}

/** More do not fit on any screen. */
const MAX_STEPS = 1_500
const STEPS_S = [60, 300, 600, 1_800, 3_600, 21_600, 86_400, 604_800]
// Where there was no stream yet.
const BACK_MS = 8 * 3_600_000

/**
 * The span of a request: a stream, a time, or a stream's part in a time; by default the newest stream.
 * @throws PrometheanError if there is no such stream, or it would be too many steps
 */
export async function spanOf(journal: Journal, wanted: Wanted): Promise<StepSpan> {
  const { since, until, step } = wanted
  const stream = await streamOf(journal, wanted)
  const ends = [until, stream?.end].map(end => end?.getTime() ?? Number.POSITIVE_INFINITY)
  // Of what is yet to come nothing is known.
  const last = new Date(Math.min(Date.now(), ...ends))
  const first = since ?? stream?.begin ?? new Date(last.getTime() - BACK_MS)
  const begin = stream && stream.begin > first ? stream.begin : first
  const end = last > begin ? last : begin
  const stepMs = stepOf(end.getTime() - begin.getTime(), step)
  return { ...(stream && { session: stream.session }), begin, end, stepMs }
}

interface Stream {
  readonly session: string
  readonly begin: Date
  readonly end?: Date
}

async function streamOf(
  journal: Journal,
  { session, since, until }: Wanted,
): Promise<Stream | undefined> {
  if (session === undefined && (since ?? until) !== undefined) return undefined
  const which = session === undefined ? {} : { session }
  const [known] = await journal.sessions({ ...which, limit: 1 })
  if (known !== undefined || session === undefined) return known
  // One that has just begun is not counted yet.
  const [first] = await journal.query({ session, limit: 1 })
  if (first !== undefined) return { session, begin: first.event.received }
  throw unknownSession(session)
}

function stepOf(ms: number, wanted: number | undefined): number {
  const fits = (step: number) => ms / (step * 1_000) <= MAX_STEPS
  const step = wanted ?? STEPS_S.find(fits) ?? Math.ceil(ms / 1_000 / MAX_STEPS)
  if (fits(step)) return step * 1_000
  const said = {
    what: `cannot count in steps of ${step} s`,
    why: `that would be more than ${MAX_STEPS} steps`,
    advice: 'choose a larger step or a shorter time',
  }
  throw new PrometheanError('refused', said, { fault: 'invalid' })
}
