import { NotReady } from 'promethean'

interface Held {
  readonly free: Promise<void>
  /** Whoever held it has ended without hearing what became of it. */
  lingers: boolean
  release(): void
}

// A start or stop whose end nobody has heard: as long as OBS is given to tell it.
const LINGER_MS = 30_000

// Outside of a run, because OBS is: after a reload another run must not start what an earlier one is starting.
const HELD = new Map<string, Held>()

/** A start or stop was sent, and the connection did not live to hear the end of it. */
export class OutcomeUnknown extends NotReady {}

/**
 * One start or stop of an OBS at a time: a second start while one is under way crashes it
 * (https://github.com/obsproject/obs-studio/issues/13283).
 */
export async function alone<T>(obs: string, work: () => Promise<T>): Promise<T> {
  for (let held = HELD.get(obs); held !== undefined; held = HELD.get(obs)) await held.free
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

/** What was under way has ended, or this OBS has: heard by another connection than the one that began it. */
export function overAt(obs: string): void {
  const held = HELD.get(obs)
  if (held?.lingers) held.release()
}

function hold(obs: string): Held {
  let free: () => void = () => undefined
  const held: Held = {
    lingers: false,
    free: new Promise(resolve => {
      free = resolve
    }),
    release: () => {
      if (HELD.get(obs) === held) HELD.delete(obs)
      free()
    },
  }
  HELD.set(obs, held)
  return held
}
