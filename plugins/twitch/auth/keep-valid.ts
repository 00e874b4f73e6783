import { Backoff, pause } from 'promethean'
import type { SignedInAccount } from './account.ts'
import type { StoredToken } from './token-file.ts'

interface Listeners {
  valid(token: StoredToken): void
  failed(failure: unknown): void
}

// https://dev.twitch.tv/docs/authentication/validate-tokens/: at the start and each hour.
const EACH_MS = 60 * 60_000
const AGAIN_MS = 60_000
// A little less than the five minutes within which a token is renewed, so that it is at its turn.
const BEFORE_MS = 4.5 * 60_000

/** Validates an account's token now, each hour, and just before it lapses, which renews it. Ends with the signal. */
export async function keepValid(
  account: SignedInAccount,
  signal: AbortSignal,
  { valid, failed }: Listeners,
): Promise<void> {
  // A minute of jitter keeps many clients of one server apart.
  const again = new Backoff({ firstMs: AGAIN_MS, longestMs: AGAIN_MS })
  while (!signal.aborted) {
    const waitMs = await account.validated(signal).then(
      token => {
        valid(token)
        return untilNext(token)
      },
      failure => {
        if (!signal.aborted) failed(failure)
        return again.next()
      },
    )
    await pause(waitMs, signal)
  }
}

/** How long a token that was just validated may rest. */
export function untilNext({ expiresAt }: StoredToken): number {
  return Math.max(AGAIN_MS, Math.min(EACH_MS, Date.parse(expiresAt) - Date.now() - BEFORE_MS))
}
