import { fetchTrouble, saidIn } from 'promethean'
import { z } from 'zod'
import { parseJson } from '../../formats/json.ts'

interface FailureDetails {
  readonly status?: number
  readonly twitch?: string | undefined
  readonly advice?: string | undefined
  readonly late?: string | undefined
  readonly cause?: unknown
}

/** How TAU's REST side failed; `status` is absent if it did not answer at all. */
export class RestFailure extends Error {
  readonly status: number | undefined
  /** Twitch's message, if TAU only passed on its refusal: then a 401 is not about the TAU token. */
  readonly twitch: string | undefined
  /** What to do, if known here. */
  readonly advice: string | undefined
  /** If it did not answer in time, the limit: `in 30 s`. */
  readonly late: string | undefined

  constructor(message: string, details: FailureDetails) {
    super(message, { cause: details.cause })
    this.name = 'RestFailure'
    this.status = details.status
    this.twitch = details.twitch
    this.advice = details.advice
    this.late = details.late
  }
}

const MAX_SAID = 200
const refusal = z.looseObject({ error: z.string(), message: z.string() })

/** TAU refused, with its own message, or with Twitch's if it only passes that on. */
export function refusedBy(
  status: number,
  { path, text }: { path: string; text: string },
): RestFailure {
  const twitch = twitchIn(text) ?? (isHelix(path) && text === '' ? `HTTP ${status}` : undefined)
  return new RestFailure(`it answered HTTP ${status}${detailIn(text)}`, { status, twitch })
}

/** There was no answer. @param withinMs the limit, if it was exceeded */
export function unanswered(failure: unknown, withinMs?: number): RestFailure {
  if (withinMs !== undefined) return tooLate(`in ${withinMs / 1_000} s`, failure)
  const trouble = fetchTrouble(failure)
  if (trouble.isLate) return tooLate('in time', failure)
  return new RestFailure(trouble.reason, { advice: trouble.advice, cause: failure })
}

/** The caller has aborted. */
export function givenUp(signal: AbortSignal | undefined): RestFailure {
  return tooLate('in time', signal?.reason)
}

function tooLate(late: string, cause: unknown): RestFailure {
  return new RestFailure(`it did not answer ${late}`, { late, cause })
}

// What of Twitch is no JSON, TAU passes on as nothing; its own refusals say something.
function isHelix(path: string): boolean {
  return path.startsWith('/api/twitch/helix/')
}

// TAU's own refusals have `detail`; these keys are Twitch's.
function twitchIn(text: string): string | undefined {
  const told = refusal.safeParse(parseJson(text))
  return told.success ? (told.data.message || told.data.error).slice(0, MAX_SAID) : undefined
}

// TAU's own message; its HTML pages contain no more than the status.
function detailIn(text: string): string {
  const body = parseJson(text)
  const said = typeof body === 'object' ? saidIn(body) : ''
  return said && ` (${said})`
}
