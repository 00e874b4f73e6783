import { PrometheanError } from '../../errors.ts'
import type { Log } from '../../plugin/context.ts'
import type { Notice } from './worker-store.ts'

// Shorter work is not worth a line.
const LONG_MS = 5_000
const EVERY_MS = 30_000

/** Says in a log what a journal does behind the appends: how far it is if that takes long, and why it cannot. */
export function backgroundLog(log: Pick<Log, 'info' | 'error'>): (notice: Notice) => void {
  let most = 0
  let sayAt = 0
  let hasSaid = false

  const caughtUp = () => {
    if (hasSaid) log.info('counted the events of the journal; sessions and viewer show all of them')
    most = 0
    hasSaid = false
  }
  const behind = (left: number) => {
    const now = performance.now()
    if (most === 0) sayAt = now + LONG_MS
    most = Math.max(most, left)
    if (now < sayAt) return
    sayAt = now + EVERY_MS
    hasSaid = true
    const percent = Math.floor((1 - left / most) * 100)
    log.info(
      `counting the events of the journal, ${percent} %; sessions and viewer do not show the newest yet`,
    )
  }
  return notice => {
    if ('trouble' in notice) log.error(new PrometheanError('runtime', notice.trouble))
    else if (notice.left === 0) caughtUp()
    else if (notice.left !== undefined) behind(notice.left)
  }
}
