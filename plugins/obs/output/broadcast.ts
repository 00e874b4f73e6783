import { NotReady, PrometheanError, pause, unlessAborted } from 'promethean'
import { type Connection, codeOf } from '../connection.ts'
import { requestError } from './errors.ts'
import { NotAnswered } from './pending-answers.ts'
import { OutcomeUnknown, whileLocked } from './start-stop-lock.ts'
import type { StreamPhase } from './stream-phase.ts'

// From StartStream to STARTED it is 0.2 s with an ingest at hand; one that does not answer is given up by OBS after some 20 s.
const CHANGE_MS = 30_000
const MOST_TRIES = 20
const LOOK_MS = 50

interface BroadcastParts {
  readonly place: string
  readonly stream: StreamPhase
  /** Resolves once OBS has reported its state. */
  connected(signal?: AbortSignal): Promise<Connection>
}

type Change = 'start' | 'stop'

const CHANGES = {
  start: { request: 'StartStream', goal: 'live', already: 500 },
  stop: { request: 'StopStream', goal: 'off', already: 501 },
} as const

/** Starts and stops the stream: one at a time, and never without checking its state first. */
export class Broadcast {
  readonly #parts: BroadcastParts
  readonly #underWay = new Map<Change, Promise<void>>()

  constructor(parts: BroadcastParts) {
    this.#parts = parts
  }

  /** Resolves when the stream is so. Callers at the same time share one change. */
  change(change: Change, signal: AbortSignal | undefined): Promise<void> {
    const shared = this.#underWay.get(change) ?? this.#begin(change)
    // This caller alone may leave early.
    return unlessAborted(shared, signal)
  }

  #begin(change: Change): Promise<void> {
    const { place } = this.#parts
    const done = whileLocked(place, () => this.#change(change)).finally(() =>
      this.#underWay.delete(change),
    )
    this.#underWay.set(change, done)
    return done
  }

  async #change(change: Change): Promise<void> {
    const connection = await this.#parts.connected().catch(this.#throwAs(change))
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const isLast = tries === MOST_TRIES
      const found = await this.#look(change, connection, isLast)
      if (found === 'done') return
      if (found === 'open' && (await this.#send(change, connection))) return
      await pause(LOOK_MS)
    }
  }

  // For some milliseconds after an end OBS's answers are behind its events, and StartStream is refused.
  async #look(
    change: Change,
    connection: Connection,
    isLast: boolean,
  ): Promise<'done' | 'unsure' | 'open'> {
    const { stream } = this.#parts
    let isLive: boolean
    do {
      await stream.settled({ ms: CHANGE_MS }).catch(this.#throwAs(change))
      const answer = await connection.ask('GetStreamStatus').catch(this.#throwAs(change))
      isLive = answer.outputActive === true
      // Repeated if somebody has pressed the button meanwhile.
    } while (!stream.isSettled)
    if (!isLast && isLive !== (stream.phase === 'live')) return 'unsure'
    return isLive === (CHANGES[change].goal === 'live') ? 'done' : 'open'
  }

  /** @returns false if OBS refused it because it is already in that state */
  async #send(change: Change, connection: Connection): Promise<boolean> {
    const { request, goal, already } = CHANGES[change]
    const leaving = new AbortController()
    const outcome = this.#parts.stream.outcome({ ms: CHANGE_MS, signal: leaving.signal })
    const asked = connection.ask(request).then(
      () => outcome,
      (failure: unknown) => {
        // A missing answer proves nothing; the events decide, and the request is never repeated.
        if (failure instanceof NotAnswered) return outcome
        if (codeOf(failure) === already) return undefined
        throw requestError(failure, `cannot ${change} the stream`, this.#parts.place)
      },
    )
    try {
      const reached = await Promise.race([asked, outcome])
      if (reached !== undefined && reached !== goal) throw notReached()
      return reached === goal
    } catch (failure) {
      throw failure instanceof NotAnswered ? this.#unknown(change, failure) : failure
    } finally {
      leaving.abort()
      await Promise.allSettled([outcome])
    }
  }

  #throwAs(change: Change): (failure: unknown) => never {
    return failure => {
      throw requestError(failure, `cannot ${change} the stream`, this.#parts.place)
    }
  }

  #unknown(change: Change, { reason }: NotAnswered): Error {
    const { place } = this.#parts
    const why =
      reason === 'late'
        ? `OBS at ${place} did not confirm within ${CHANGE_MS / 1_000} s`
        : `the connection to OBS at ${place} ended meanwhile`
    const what = `cannot tell whether the stream did ${change}`
    const said = { what, why, advice: 'check OBS before you try again' }
    return reason === 'late' ? new NotReady(said) : new OutcomeUnknown(said)
  }
}

// A stop always ends in a stopped stream.
function notReached(): Error {
  return new PrometheanError('refused', {
    what: 'cannot start the stream',
    why: 'OBS could not reach its streaming service and gave up',
    advice: 'check Settings, Stream in OBS, and that the service is up',
  })
}
