import { Backoff, type Provided, pause, type TitleTarget } from 'promethean'
import { changeTitle, titleOf } from './api/channel.ts'
import type { Helix } from './api/helix.ts'
import type { SignedInAccount } from './auth/account.ts'
import { effectError } from './errors.ts'

// Reads may come from a copy that lags behind a moment.
const READ_TRIES = 3
const AGAIN = new Backoff({ firstMs: 400, longestMs: 400 })

/** The title of the streamer's channel. */
export function titleTarget(helix: Helix, streamer: SignedInAccount, life: AbortSignal) {
  const within = (signal?: AbortSignal) => (signal ? AbortSignal.any([life, signal]) : life)
  const target: Provided<typeof TitleTarget> = {
    platforms: () => ['twitch'],
    async setTitle(title, { signal } = {}) {
      const ending = within(signal)
      try {
        const { userId } = await streamer.token(ending)
        await changeTitle(helix, title, userId, ending)
        return { isConfirmed: await isRead(title, () => titleOf(helix, userId, ending), ending) }
      } catch (failure) {
        throw effectError('set the title', failure)
      }
    },
    async getTitle({ signal } = {}) {
      const ending = within(signal)
      try {
        return await titleOf(helix, (await streamer.token(ending)).userId, ending)
      } catch (failure) {
        throw effectError('read the title', failure)
      }
    },
  }
  return target
}

async function isRead(
  title: string,
  read: () => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    const now = await read().catch(() => undefined)
    if (now === title.trim()) return true
    if (tries >= READ_TRIES || signal.aborted) return false
    // If reading it back is aborted, the title is set anyway.
    await pause(AGAIN.next(), signal)
  }
}
