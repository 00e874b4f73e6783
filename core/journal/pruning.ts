import { pause } from '../backoff.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../plugin/context.ts'
import type { Journal, Retention } from './port.ts'

const EVERY_MS = 60_000
// After each piece so many times as long as it took: appends find the journal at it now and then, not always.
const REST = 4
// Design, promise 1: what a filter dropped stays for 7 days.
const RETAIN_DROPPED_MS = 7 * 86_400_000

/** What is kept for how long, asked at each turn: the config may have changed. */
export type Wanted = Pick<Retention, 'retainMs' | 'maxBytes' | 'consumers'>

/** Lets old rows go once a minute, in small pieces. @returns ends it */
export function startPruning(
  journal: Journal,
  wanted: () => Promise<Wanted | undefined>,
  log: Log,
): () => void {
  const ending = new AbortController()
  let isBusy = false
  const turn = async () => {
    // A turn of very many pieces takes longer than a minute.
    if (isBusy) return
    isBusy = true
    try {
      const now = await wanted()
      if (now !== undefined) await prune(journal, now, { log, signal: ending.signal })
    } catch (failure) {
      log.warn(failure instanceof Error ? failure : messageOf(failure))
    }
    isBusy = false
  }
  const timer = setInterval(() => void turn(), EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    ending.abort()
  }
}

interface Turn {
  readonly log: Log
  readonly signal: AbortSignal
}

async function prune(journal: Journal, wanted: Wanted, { log, signal }: Turn): Promise<void> {
  for (let more = true; more && !signal.aborted; ) {
    const began = performance.now()
    const pruned = await journal.prune({
      ...wanted,
      retainDroppedMs: RETAIN_DROPPED_MS,
      now: new Date(),
    })
    more = pruned.more
    const rest = more ? (performance.now() - began) * REST : 0
    for (const [consumer, count] of Object.entries(pruned.expired)) {
      log.error(
        `${count} events went before ${consumer} had them: the journal is full; raise journal.maxSize or mend ${consumer}`,
      )
    }
    if (rest > 0) await pause(rest, signal)
  }
}
