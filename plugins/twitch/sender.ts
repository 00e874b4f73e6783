import {
  type ChatSender,
  channelName,
  longestMessage,
  messageOf,
  NotReady,
  type Provided,
  type Refusal,
  type Role,
  type SendReceipt,
} from 'promethean'
import { refusalOf } from '../formats/drop-reason.ts'
import { type OutgoingMessage, sendLine, userId } from './api/channel.ts'
import { type Helix, HelixRefusal } from './api/helix.ts'
import { Unreachable } from './api/http.ts'
import type { SignedInAccount } from './auth/account.ts'
import { IdRefusal } from './auth/id-server.ts'
import { effectError } from './errors.ts'

/** The sending account, once Twitch has confirmed its sign-in. */
export interface Speaker {
  readonly id: string
  readonly name: string
  /** In the streamer's channel; absent if not known. */
  readonly roles?: readonly Role[]
}

interface SenderSettings {
  /** Of the sending account. */
  readonly helix: Helix
  readonly streamer: SignedInAccount
  readonly channel: string
  speaker(): Speaker | undefined
}

const MAX_CODE_POINTS = longestMessage('twitch')
const MAX_CHANNELS = 100

/** Sends through Helix: Twitch answers with the message's id, or why it dropped it. */
export function chatSender(settings: SenderSettings): Provided<typeof ChatSender> {
  const channelId = channelIds(settings)
  return {
    platforms: ['twitch'],
    account(platform, channel) {
      const speaker = settings.speaker()
      if (platform !== 'twitch' || speaker === undefined) return undefined
      // Roles are known of the streamer's channel alone.
      const { id, name, roles } = speaker
      return channel === settings.channel && roles !== undefined
        ? { id, name, roles }
        : { id, name }
    },
    async send(text, target, signal) {
      signal.throwIfAborted()
      const speaker = settings.speaker()
      if (speaker === undefined) throw notYet()
      if ([...text].length > MAX_CODE_POINTS) return dropped({ code: 'too_long' })
      try {
        const line = {
          text,
          channelId: await channelId(target.channel, signal),
          senderId: speaker.id,
          replyTo: target.replyTo,
        }
        return await handOver(settings.helix, line, signal)
      } catch (failure) {
        const told = effectError(`speak in ${target.channel}`, failure)
        // 403: banned, or not allowed to write there.
        if (failure instanceof HelixRefusal && failure.status === 403)
          return dropped({ code: 'forbidden' })
        if (isTooFast(failure)) return dropped({ code: 'rate_limited' }, messageOf(told))
        throw told
      }
    },
  }
}

async function handOver(
  helix: Helix,
  line: OutgoingMessage,
  signal: AbortSignal,
): Promise<SendReceipt> {
  try {
    return receiptOf(await sendLine(helix, line, signal))
  } catch (failure) {
    // If it were reported as dropped, it might be sent again and appear twice.
    if (failure instanceof Unreachable && failure.mayBeDone) return UNCONFIRMED
    throw failure
  }
}

const UNCONFIRMED: SendReceipt = Object.freeze({ status: 'sent', confirmed: false })

function receiptOf(sent: Awaited<ReturnType<typeof sendLine>>): SendReceipt {
  // A line held for review has an id and is not sent; a refused one has neither.
  if (!sent.isSent) return dropped(refusalOf(sent.reason ?? ''), sent.reason)
  return { status: 'sent', confirmed: true, ...(sent.id && { messageId: sent.id }) }
}

function dropped(refusal: Refusal, reason?: string): SendReceipt {
  return { status: 'dropped', refusal, ...(reason !== undefined && { reason }), confirmed: true }
}

// Of Helix, or of the server that renews the sign-in on the way.
function isTooFast(failure: unknown): boolean {
  const asked = failure instanceof NotReady ? failure.cause : failure
  return (asked instanceof HelixRefusal || asked instanceof IdRefusal) && asked.status === 429
}

function notYet(): NotReady {
  return new NotReady({
    what: 'cannot speak on Twitch',
    why: 'the account that sends chat is not signed in',
    advice: 'see promethean doctor',
  })
}

/** Channel ids; each is requested once. */
function channelIds({ helix, streamer, channel }: SenderSettings) {
  const known = new Map<string, string>()
  return async (written: string, signal: AbortSignal): Promise<string> => {
    const login = channelName('twitch', written)
    if (login === channel) return (await streamer.token(signal)).userId
    const id = known.get(login) ?? (await userId(helix, login, signal))
    if (id === undefined) throw new HelixRefusal(404, 'there is no such channel')
    if (known.size >= MAX_CHANNELS) known.clear()
    known.set(login, id)
    return id
  }
}
