import { NotReady } from 'promethean'

interface Lock {
  readonly free: Promise<void>
  /** Its holder has ended without learning the result. */
  lingers: boolean
  release(): void
}

// For a start or stop without a known result: as long as OBS may take to report it.
const LINGER_MS = 30_000

// Outside of a run, because OBS is: after a reload another run must not start what an earlier one is starting.
const LOCKS = new Map<string, Lock>()

/** A start or stop was sent, and the connection did not live to hear the end of it. */
export class OutcomeUnknown extends NotReady {}

/**
 * One start or stop of an OBS at a time: a second start while one is under way crashes it
 * (https://github.com/obsproject/obs-studio/issues/13283).
 */
export async function whileLocked<T>(obs: string, work: () => Promise<T>): Promise<T> {
  for (let held = LOCKS.get(obs); held !== undefined; held = LOCKS.get(obs)) await held.free
  const held = hold(obs)
  try {
    return await work()
  } catch (failure) {
    held.lingers = failure instanceof OutcomeUnknown
    throw failure
  } finally {
    if (held.lingers) setTimeout(() => held.release(), LINGER_MS).unref()
    else held.release()
  }
}

/** The start or stop has ended, or OBS has; noticed by a different connection than the one that began it. */
export function releaseLingering(obs: string): void {
  const held = LOCKS.get(obs)
  if (held?.lingers) held.release()
}

function hold(obs: string): Lock {
  let free: () => void = () => undefined
  const held: Lock = {
    lingers: false,
    free: new Promise(resolve => {
      free = resolve
    }),
    release: () => {
      if (LOCKS.get(obs) === held) LOCKS.delete(obs)
      free()
    },
  }
  LOCKS.set(obs, held)
  return held
}
