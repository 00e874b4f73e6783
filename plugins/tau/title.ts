import { messageOf, PrometheanError, type TitleTarget } from 'promethean'
import { RestFailure } from './client/rest.ts'

interface Settings {
  readonly rest: {
    title(channelId: string, signal?: AbortSignal): Promise<string | undefined>
    setTitle(channelId: string, title: string, signal?: AbortSignal): Promise<void>
  }
  readonly url: string
  /** Twitch's id of the own channel. */
  channelId(): Promise<string>
}

/** Sets the title of the own channel through TAU's pass-through to Twitch, and reads it back. */
export function titleTarget({ rest, url, channelId }: Settings): TitleTarget {
  return {
    async setTitle(title, { signal } = {}) {
      if (title.trim() === '') throw failed('it is empty, which Twitch does not take; write one')
      try {
        const id = await channelId()
        await rest.setTitle(id, title, signal)
        return { isConfirmed: await isSet(rest, { id, title, signal }) }
      } catch (failure) {
        throw signal?.aborted ? signal.reason : failed(reasonOf(failure, url), failure)
      }
    },
    async getTitle({ signal } = {}) {
      try {
        return await rest.title(await channelId(), signal)
      } catch {
        return undefined
      }
    },
  }
}

// It is set: that it cannot be read back is no reason to call it failed.
async function isSet(
  rest: Settings['rest'],
  { id, title, signal }: { id: string; title: string; signal: AbortSignal | undefined },
): Promise<boolean> {
  try {
    return (await rest.title(id, signal))?.trim() === title.trim()
  } catch {
    return false
  }
}

function failed(why: string, cause?: unknown): PrometheanError {
  return new PrometheanError('runtime', `cannot set the title through TAU: ${why}`, { cause })
}

function reasonOf(failure: unknown, url: string): string {
  const where = `TAU at ${new URL(url).origin}`
  if (!(failure instanceof RestFailure)) return messageOf(failure)
  const { status, twitch, message } = failure
  if (status === 401 && twitch !== undefined) {
    return `Twitch refuses it (${twitch}); tick channel:manage:broadcast in TAU's dashboard and sign in to Twitch there again`
  }
  if (status === 401) {
    return `${where} refuses the token; copy the token from TAU's dashboard and set token to it`
  }
  if (twitch !== undefined) return `Twitch refuses it (${twitch}); correct the title`
  if (status === undefined)
    return `${where} cannot be reached: ${message}; start TAU or correct url`
  return `${where}: ${message}; Twitch may be away, else look into TAU's log`
}
