import { type Log, pause } from 'promethean'
import type { TauRow } from '../client/frame.ts'
import type { Page } from '../client/rest.ts'
import { ignoringAbort, retryEachMinute } from './retry.ts'

/** How far a long range of TAU's stored events was fetched; survives restarts. */
export type FetchPosition = {
  /** Down to the oldest page first, then up again, publishing. */
  readonly way: 'down' | 'up' | 'done'
  /** The query of the page that is next. */
  readonly page: string
  /** Start and end of the range, in ms; rows outside it are handled elsewhere. */
  readonly since: number
  readonly until: number
}

interface EverythingSettings {
  readonly rest: { page(query?: string): Promise<Page> }
  /** As last saved: a longer stretch may be requested while this one is fetched. */
  position(): FetchPosition
  save(position: FetchPosition): void
  readonly log: Log
  readonly signal: AbortSignal
  tell(row: TauRow): Promise<void>
}

// TAU has one thread for all its pages: at most half of its time is taken.
const MIN_PAUSE_MS = 20
const MAX_PAUSE_MS = 1_000

/**
 * Publishes all rows TAU stored in a range of time, oldest first, once: page by page down to the oldest and up again, so that
 * at most one page is in memory. After a stop or kill, one page is published again and recognised by its ids.
 * @throws RestFailure if the token is refused
 */
export async function fetchEverything(settings: EverythingSettings): Promise<void> {
  const { log, signal, position, save } = settings
  const isDone = () => position().way === 'done'
  if (isDone()) return
  log.info('fetching all events that TAU has stored, oldest first, in the background')
  const cannot = 'cannot fetch all events that TAU has stored'
  while (!signal.aborted && !isDone()) {
    const before = performance.now()
    await ignoringAbort(signal, () =>
      retryEachMinute(
        async () => {
          const from = position()
          const to = await step(from, settings)
          if (!signal.aborted && position() === from) save(to)
        },
        { cannot, log, signal },
      ),
    )
    const took = performance.now() - before
    await pause(Math.min(Math.max(took, MIN_PAUSE_MS), MAX_PAUSE_MS), signal)
  }
  if (!signal.aborted) log.info('all events that TAU had stored are fetched')
}

async function step(
  position: FetchPosition,
  { rest, signal, tell }: Pick<EverythingSettings, 'rest' | 'signal' | 'tell'>,
): Promise<FetchPosition> {
  const { way, page, since, until } = position
  const { rows, next, previous } = await rest.page(page)
  if (way === 'down') {
    const isBottom = rows.some(row => timeOf(row) < since)
    return !isBottom && next !== undefined && next !== page
      ? { ...position, page: next }
      : { ...position, way: 'up' }
  }
  for (const row of rows.toReversed()) {
    // One without a readable time is within it.
    const isOutside = timeOf(row) < since || timeOf(row) > until
    if (!isOutside && !signal.aborted) await tell(row)
  }
  const isPast = rows.length > 0 && rows.every(row => timeOf(row) > until)
  const isEnd = previous === undefined || previous === page || isPast
  return isEnd ? { ...position, way: 'done', page: '' } : { ...position, page: previous }
}

function timeOf({ created }: TauRow): number {
  return created?.getTime() ?? Number.NaN
}
