import type { CheckedConfig } from '../../config/check/check.ts'
import { PrometheanError } from '../../errors.ts'
import type { Journal } from '../../journal/port.ts'
import { madeUpSpan, type Span, sessionSpan } from '../../replay/session-span.ts'

const DAY_MS = 86_400_000

/** Which time is to be replayed. */
export interface Wanted {
  readonly since?: Date | undefined
  readonly until?: Date | undefined
  readonly session?: string | undefined
  /** Test events too. */
  readonly tests: boolean
}

/**
 * The time that is wanted; where none is named, the last stream, or else the last 24 hours.
 * @throws PrometheanError if the journal has no such stream
 */
export async function spanOf(
  journal: Journal,
  { since, until, session, tests }: Wanted,
  { uses }: CheckedConfig,
): Promise<Span> {
  const end = until ?? new Date()
  if (since !== undefined) return { from: since, until: end }
  if (session !== undefined) return spanOfSession(journal, session)
  const inventors = uses.filter(({ plugin }) => plugin.invents).map(({ id }) => id)
  const last =
    until === undefined ? await lastStream(journal, tests ? inventors : [], end) : undefined
  return last ?? { from: new Date(end.getTime() - DAY_MS), until: end }
}

/** The last session, or the simulated stream that started after it. */
async function lastStream(
  journal: Journal,
  inventors: readonly string[],
  end: Date,
): Promise<Span | undefined> {
  const madeUp = await madeUpSpan(journal, inventors, end)
  const [row] = await journal.query({ types: ['session.started'], newest: true, limit: 1 })
  const session = row?.event.session
  if (session === undefined) return madeUp
  const real = await spanOfSession(journal, session)
  return madeUp !== undefined && madeUp.from > real.from ? madeUp : real
}

async function spanOfSession(journal: Journal, session: string): Promise<Span> {
  const span = await sessionSpan(journal, session)
  if (span !== undefined) return span
  throw new PrometheanError('runtime', {
    what: `the journal has no stream ${session}`,
    advice: 'write one as promethean sessions prints it',
  })
}
