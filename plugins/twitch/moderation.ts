import {
  channelName,
  type Moderation,
  PrometheanError,
  type Provided,
  parseDuration,
} from 'promethean'
import { deleteLine, shoutOut, timeOut, unban, userId } from './api/channel.ts'
import { type Helix, HelixRefusal } from './api/helix.ts'
import type { SignedInAccount } from './auth/account.ts'
import { effectError } from './errors.ts'

// https://dev.twitch.tv/docs/api/reference/#ban-user: two weeks, and so many characters.
const MAX_TIMEOUT_S = 1_209_600
const MAX_REASON = 500

/** Moderates the streamer's channel as the streamer. */
export function moderation(helix: Helix, streamer: SignedInAccount, life: AbortSignal) {
  const acting = async (
    doing: string,
    signal: AbortSignal | undefined,
    work: (channelId: string, signal: AbortSignal) => Promise<unknown>,
  ) => {
    const ending = signal ? AbortSignal.any([life, signal]) : life
    try {
      await work((await streamer.token(ending)).userId, ending)
    } catch (failure) {
      throw effectError(doing, failure)
    }
  }
  const idOf = async (login: string, signal: AbortSignal) => {
    const id = await userId(helix, login, signal)
    if (id === undefined) throw nobody(login)
    return id
  }
  const port: Provided<typeof Moderation> = {
    async delete(line, { signal } = {}) {
      if (line.platform !== 'twitch' || line.channel !== streamer.login) throw elsewhere()
      const { messageId } = line.data
      // https://dev.twitch.tv/docs/api/reference/#delete-chat-messages: without an id all lines would go.
      if (messageId === '') throw unnamed()
      await acting('delete the message', signal, (channelId, ending) =>
        deleteLine(helix, messageId, channelId, ending),
      )
    },
    async timeout(user, length, { signal, reason } = {}) {
      const seconds = Math.ceil(parseDuration(length) / 1_000)
      if (seconds > MAX_TIMEOUT_S) throw tooLong()
      if (reason !== undefined && reason.length > MAX_REASON) throw tooWordy()
      const login = user.name && channelName('twitch', user.name)
      await acting('time out the viewer', signal, async (channelId, ending) => {
        const id = user.id ?? (await idOf(login ?? '', ending))
        await timeOut(helix, { userId: id, seconds, channelId, reason }, ending)
      })
    },
    async untimeout(user, { signal } = {}) {
      const login = user.name && channelName('twitch', user.name)
      await acting('end the timeout', signal, async (channelId, ending) => {
        const id = user.id ?? (await idOf(login ?? '', ending))
        await unban(helix, id, channelId, ending).catch(failure => {
          throw isNotBanned(failure) ? notTimedOut() : failure
        })
      })
    },
    async shoutout(channel, { signal } = {}) {
      const login = channelName('twitch', channel)
      await acting('give the shoutout', signal, async (channelId, ending) =>
        shoutOut(helix, await idOf(login, ending), channelId, ending),
      )
    },
  }
  return port
}

// https://dev.twitch.tv/docs/api/reference/#unban-user
function isNotBanned(failure: unknown): boolean {
  return (
    failure instanceof HelixRefusal && failure.status === 400 && /not banned/i.test(failure.message)
  )
}

function notTimedOut(): PrometheanError {
  return new PrometheanError('refused', {
    what: 'cannot end the timeout',
    why: 'this viewer is neither timed out nor banned',
    advice: 'nothing needs to be done',
  })
}

function nobody(login: string): PrometheanError {
  return new PrometheanError('refused', {
    what: `cannot find ${login || 'a user without a name'} on Twitch`,
    why: 'there is no such account',
    advice: 'check the name',
  })
}

function elsewhere(): PrometheanError {
  return new PrometheanError('refused', {
    what: 'cannot delete the message',
    why: "it was not written in the streamer's channel on Twitch",
    advice: 'only messages there can be deleted',
  })
}

function unnamed(): PrometheanError {
  return new PrometheanError('refused', {
    what: 'cannot delete the message',
    why: 'its source did not provide its id',
    advice: 'remove it in chat',
  })
}

function tooLong(): PrometheanError {
  return new PrometheanError('refused', {
    what: 'cannot time out the viewer',
    why: 'Twitch allows at most two weeks',
    advice: 'use a shorter time',
  })
}

function tooWordy(): PrometheanError {
  return new PrometheanError('refused', {
    what: 'cannot time out the viewer',
    why: `Twitch allows at most ${MAX_REASON} characters as a reason`,
    advice: 'use a shorter reason',
  })
}
