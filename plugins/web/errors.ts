import { messageOf, NotReady, PrometheanError } from 'promethean'
import { isLocal, type WebOptions } from './options.ts'

// Who has closed the other program looks at the page.
const RETRY_WITHIN = '4s'

/** Why it cannot listen. */
export function listenError(failure: unknown, { host, port }: WebOptions): PrometheanError {
  const what = `cannot listen at ${host}, port ${port}`
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined
  if (code === 'EADDRINUSE') {
    const advice = `close the other program, perhaps another Promethean, or set another port and add the new address to OBS`
    const details = { cause: failure, retryWithin: RETRY_WITHIN } as const
    return new NotReady({ what, why: 'another program uses it', advice }, details)
  }
  const advice = ADVICE[String(code)] ?? 'correct host or port'
  const why = messageOf(failure)
  return new PrometheanError('runtime', { what, why, advice }, { cause: failure })
}

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'set another port, of 1024 or above: this system reserves that one',
  EADDRNOTAVAIL: "set host to one of this computer's own addresses",
}

/** The warning at the start if what is sent can be read on the way; undefined if not. */
export function exposureOf(options: WebOptions): string | undefined {
  if (isLocal(options)) return undefined
  return `the page, its token and what it shows travel in clear text (http) through your network; use it only in a network whose devices you trust`
}
