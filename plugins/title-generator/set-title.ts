import {
  Backoff,
  type Event,
  messageOf,
  type NotDone,
  PrometheanError,
  pause,
  type TitleTarget,
  timeLimit,
  unlessAborted,
} from 'promethean'

// A title that comes half a minute late is still one; later the streamer has set one himself.
const WITHIN_MS = 30_000
const ONE_TRY_MS = 10_000
const TRIES = 4

interface SetParts {
  readonly title: string
  /** Looked up at each try, because it may come back meanwhile. */
  target(): { readonly id: string; readonly port: TitleTarget } | undefined
  /** Its plugin id, if the config names one. */
  readonly wanted: string | undefined
  readonly cause: Event
  readonly signal: AbortSignal
  note(text: string): void
}

type SetOutcome = { readonly target: string; readonly isConfirmed: boolean } | SetFailure

interface SetFailure {
  readonly failure: string
  readonly isFinal?: boolean
  /** The runtime has held it back, and has already reported that. */
  readonly heldBack?: NotDone['reason']
}

/** Sets a title, trying again later and later for half a minute. Never rejects. */
export async function setTitle(parts: SetParts): Promise<SetOutcome> {
  const limit = timeLimit({ ms: WITHIN_MS, signals: [parts.signal] })
  const backoff = new Backoff()
  let failed: SetFailure = { failure: '' }
  try {
    for (let tried = 0; tried < TRIES && !limit.signal.aborted; tried++) {
      if (tried > 0) await pause(backoff.next(), limit.signal)
      const outcome = await tryOnce(parts, limit.signal)
      if (!('failure' in outcome)) return outcome
      failed = outcome
      if (failed.heldBack === undefined) parts.note(`the title could not be set: ${failed.failure}`)
      if (outcome.isFinal) break
    }
  } finally {
    limit.end()
  }
  return failed
}

async function tryOnce(
  { title, target, wanted, cause, signal }: SetParts,
  all: AbortSignal,
): Promise<SetOutcome> {
  const chosen = target()
  if (chosen === undefined) return { failure: absent(wanted) }
  const limit = timeLimit({ ms: ONE_TRY_MS, signals: [all] })
  // A target that reacts to the signal and returns its reason does not say what it waited for.
  const sentenceOf = (failure: unknown) =>
    failure === limit.signal.reason ? `${chosen.id} did not answer in time` : messageOf(failure)
  try {
    const setting = chosen.port.setTitle(title, { cause, signal: limit.signal })
    const outcome = await unlessAborted(setting, limit.signal)
    if (outcome.done) return { target: chosen.id, ...outcome.value }
    const { reason, message } = outcome
    if (reason === 'muted') return { failure: message, isFinal: true, heldBack: reason }
    // It may come back within half a minute.
    if (reason === 'absent')
      return { failure: `${chosen.id} is stopped or not connected`, heldBack: reason }
    // Plugins that react to it continue as usual.
    return { target: chosen.id, isConfirmed: false }
  } catch (failure) {
    if (signal.aborted) return { failure: 'it was no longer wanted', isFinal: true }
    const isFinal = failure instanceof PrometheanError && failure.code === 'refused'
    return { failure: sentenceOf(failure), isFinal }
  } finally {
    limit.end()
  }
}

function absent(wanted: string | undefined): string {
  return wanted === undefined
    ? 'no plugin that can set titles is connected'
    : `${wanted} is not connected, or cannot set titles`
}
