import { timerMs } from '../async.ts'

// A timer stands still while the computer sleeps: so long after it wakes, what is over by the clock may still wait.
const LOOK_MS = 5_000

/**
 * Calls back once a time is over by the clock, or by a timer if the clock was set back. Never at once.
 * @returns ends the wait
 */
export function onceOver(until: Date, onOver: () => void): () => void {
  const latest = performance.now() + until.getTime() - Date.now()
  const leftMs = () => Math.min(until.getTime() - Date.now(), latest - performance.now())
  const look = () => {
    if (leftMs() <= 0) onOver()
    else timer = next()
  }
  const next = () => setTimeout(look, timerMs(Math.min(leftMs(), LOOK_MS)))
  let timer = next()
  return () => clearTimeout(timer)
}
