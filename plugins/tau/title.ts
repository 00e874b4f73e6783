import { PrometheanError, type Provided, type TitleTarget } from 'promethean'
import { callError } from './errors.ts'

const SCOPE = 'channel:manage:broadcast'

interface TitleSettings {
  readonly rest: {
    title(channelId: string, signal?: AbortSignal): Promise<string | undefined>
    setTitle(channelId: string, title: string, signal?: AbortSignal): Promise<void>
  }
  readonly url: string
  /** Twitch's id of the own channel. */
  channelId(signal?: AbortSignal): Promise<string>
}

/** Sets the title of the own channel through TAU's pass-through to Twitch, and reads it back. */
export function titleTarget({ rest, url, channelId }: TitleSettings): Provided<typeof TitleTarget> {
  return {
    platforms: () => ['twitch'],
    async setTitle(title, { signal } = {}) {
      if (title.trim() === '') throw empty()
      try {
        const id = await channelId(signal)
        await rest.setTitle(id, title, signal)
        return { isConfirmed: await isSet(rest, { id, title, signal }) }
      } catch (failure) {
        throw callError(failure, {
          doing: 'set the title',
          url,
          scope: SCOPE,
          subject: 'the title',
        })
      }
    },
    async getTitle({ signal } = {}) {
      try {
        return await rest.title(await channelId(signal), signal)
      } catch {
        return undefined
      }
    },
  }
}

// It is set: that it cannot be read back is no reason to call it failed.
async function isSet(
  rest: TitleSettings['rest'],
  { id, title, signal }: { id: string; title: string; signal: AbortSignal | undefined },
): Promise<boolean> {
  try {
    return (await rest.title(id, signal))?.trim() === title.trim()
  } catch {
    return false
  }
}

function empty(): PrometheanError {
  return new PrometheanError('refused', {
    what: 'cannot set the title through TAU',
    why: 'it is empty, and Twitch does not accept that',
    advice: 'write one',
  })
}
