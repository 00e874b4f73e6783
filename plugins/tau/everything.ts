import type { Log } from 'promethean'
import type { TauRow } from './client/frame.ts'
import type { Page } from './client/rest.ts'
import { insist } from './insist.ts'
import { pause } from './pause.ts'

/** How far everything TAU stored before the first start was fetched, kept over restarts. */
export type Journey = {
  /** To the oldest page first, and from there up, telling. */
  readonly way: 'down' | 'up' | 'done'
  /** The query of the page that is next. */
  readonly page: string
  /** Rows stored later are none of its business; ms. */
  readonly until: number
}

interface Settings {
  readonly rest: { page(query?: string): Promise<Page> }
  /** Undefined before the first step. */
  readonly journey: Journey | undefined
  save(journey: Journey): void
  /** Where it ends, ms: everything later is told by others. */
  readonly until: number
  readonly log: Log
  readonly signal: AbortSignal
  tell(row: TauRow): Promise<void>
}

// TAU has one thread for all its pages: at most half of its time is taken.
const MIN_PAUSE_MS = 20
const MAX_PAUSE_MS = 1_000

/**
 * Tells all rows TAU stored up to a time, oldest first, once: page by page down to the oldest and up again, so that no
 * more than a page is held. A stop or kill costs one page, which is told again and known by its ids.
 * @throws RestFailure where the token is refused
 */
export async function fetchEverything(settings: Settings): Promise<void> {
  const { log, signal, until, save } = settings
  let journey: Journey = settings.journey ?? { way: 'down', page: '', until }
  const isDone = () => journey.way === 'done'
  if (isDone()) return
  log.info('fetching what TAU stored before the first start, oldest first, beside everything else')
  const cannot = 'cannot fetch what TAU stored before the first start'
  while (!signal.aborted && !isDone()) {
    const before = performance.now()
    await insist(
      async () => {
        journey = await step(journey, settings)
        if (!signal.aborted) save(journey)
      },
      { cannot, log, signal },
    )
    const took = performance.now() - before
    await pause(Math.min(Math.max(took, MIN_PAUSE_MS), MAX_PAUSE_MS), signal)
  }
  if (!signal.aborted) log.info('all that TAU stored before the first start is told')
}

async function step(journey: Journey, { rest, signal, tell }: Settings): Promise<Journey> {
  const { way, page, until } = journey
  const { rows, next, previous } = await rest.page(page)
  if (way === 'down') {
    // An empty page with a next one would never end.
    return rows.length > 0 && next !== undefined && next !== page
      ? { ...journey, page: next }
      : { ...journey, way: 'up' }
  }
  const wanted = rows.filter(({ created }) => created !== undefined && created.getTime() <= until)
  for (const row of wanted.reverse()) {
    if (!signal.aborted) await tell(row)
  }
  const isEnd =
    previous === undefined || previous === page || (rows.length > 0 && wanted.length === 0)
  return isEnd ? { ...journey, way: 'done', page: '' } : { ...journey, page: previous }
}
