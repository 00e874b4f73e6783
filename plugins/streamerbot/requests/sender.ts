import {
  type Account,
  type ChatSender,
  channelName,
  type Event,
  type Log,
  NotReady,
  onOneLine,
  type Provided,
  type Refusal,
  type SendReceipt,
  type SendTarget,
  type Sentence,
  sentenceOf,
} from 'promethean'
import type { Fields } from '../../formats/json.ts'
import { PLATFORMS, type SignedIn } from '../accounts.ts'
import type { Session } from '../session.ts'
import { RequestFailure } from './pending-requests.ts'

interface SenderSettings {
  /** The current connection, if it is ready. */
  session(): Session | undefined
  /** Sends as the bot account if one is signed in, else as the broadcaster. */
  readonly bot: boolean
  readonly hasPassword: boolean
  readonly log: Log
}

/** Sends chat through Streamer.bot, in the channels it is signed in to. */
export function chatSender(settings: SenderSettings): Provided<typeof ChatSender> {
  return {
    platforms: PLATFORMS,
    account(platform, channel) {
      const account = accountIn(settings, platform, channel)
      return account && settings.session()?.isAuthenticated
        ? speakerOf(account, settings.bot)
        : undefined
    },
    async send(text, target, signal) {
      signal.throwIfAborted()
      const { session, account } = whoSpeaks(settings, target)
      const message = requestOf(text, target, settings.bot && account.bot !== undefined)
      try {
        await session.ask('SendMessage', message, signal)
        return { status: 'sent', confirmed: true }
      } catch (failure) {
        return receiptOf(failure, target.platform, settings)
      }
    },
  }
}

/** Logs once why this plugin did not send, if it might have and no other plugin did. */
export function tellerOfSilence(settings: SenderSettings): (event: Event<'chat.dropped'>) => void {
  let hasWarned = false
  return ({ data, platform = '', channel }) => {
    if (hasWarned || data.reason !== 'no_sender') return
    if (accountIn(settings, platform, channel) === undefined) return
    if (settings.session()?.isAuthenticated) return
    hasWarned = true
    settings.log.warn(notAllowed(settings))
  }
}

function accountIn(
  settings: SenderSettings,
  platform: string,
  channel?: string,
): SignedIn | undefined {
  const account = settings.session()?.signedIn(platform)
  if (account === undefined || account.isDisconnected) return undefined
  return isOwn(account, channel) ? account : undefined
}

function isOwn({ platform, channel }: SignedIn, wanted = channel): boolean {
  return channelName(platform, wanted.replace(/^#/, '')) === channel
}

function speakerOf({ bot, broadcaster }: SignedIn, asBot: boolean): Account {
  return asBot && bot !== undefined ? bot : { ...broadcaster, roles: ['broadcaster'] }
}

function whoSpeaks(settings: SenderSettings, { platform, channel }: SendTarget) {
  const session = settings.session()
  if (session === undefined) {
    throw new NotReady({
      what: 'cannot speak through Streamer.bot',
      why: 'it is not connected',
      advice: 'it reconnects by itself',
    })
  }
  const account = session.signedIn(platform)
  if (account === undefined) {
    throw new NotReady({
      what: `cannot speak on ${platform}`,
      why: 'Streamer.bot is not signed in there',
      advice: 'sign in under Platforms',
    })
  }
  if (!session.isAuthenticated) throw notAllowed(settings)
  if (!isOwn(account, channel)) {
    throw new NotReady({
      what: `cannot speak in ${channel}`,
      why: `Streamer.bot speaks in ${account.channel} only, where it is signed in`,
      advice: 'name another plugin in outbox',
    })
  }
  return { session, account }
}

// It knows replies on Twitch and Kick only.
function requestOf(
  text: string,
  { platform, replyTo, streamId }: SendTarget,
  bot: boolean,
): Fields {
  const isReply = replyTo !== undefined && (platform === 'twitch' || platform === 'kick')
  return {
    platform,
    message: onOneLine(text),
    bot,
    // Marks the line as Streamer.bot's own, so that its commands do not answer it.
    internal: true,
    ...(isReply && { replyId: replyTo }),
    // Without it, Streamer.bot sends to every broadcast it monitors.
    ...(platform === 'youtube' && streamId !== undefined && { broadcastId: streamId }),
  }
}

function receiptOf(failure: unknown, platform: string, settings: SenderSettings): SendReceipt {
  if (!(failure instanceof RequestFailure)) throw failure
  switch (failure.kind) {
    case 'no_answer':
      return { status: 'sent', confirmed: false }
    case 'closed':
      return dropped({ code: 'connection_lost' })
    case 'busy':
      return dropped({ code: 'rate_limited' }, failure.message)
    case 'refused':
      if (/authenti/i.test(failure.message)) throw notAllowed(settings)
      return dropped(refusalIn(failure.message), sentenceOf(notTaken(failure.message, platform)))
    default:
      throw failure
  }
}

function dropped(refusal: Refusal, reason?: string): SendReceipt {
  return { status: 'dropped', refusal, ...(reason !== undefined && { reason }), confirmed: false }
}

// The platforms' messages, which Streamer.bot passes on.
function refusalIn(words: string): Refusal {
  if (/duplicate|identical to/i.test(words)) return { code: 'duplicate' }
  const isTooFast = /rate.?limit|too many (?:requests|messages)|\b429\b/i.test(words)
  return { code: isTooFast ? 'rate_limited' : 'refused' }
}

function notTaken(words: string, platform: string): Sentence {
  return {
    what: `cannot speak on ${platform}`,
    why: `Streamer.bot rejected the message (${words})`,
    advice: `check that ${platform} is connected there`,
  }
}

function notAllowed({ hasPassword }: SenderSettings): NotReady {
  const where = 'its WebSocket server (Servers/Clients, WebSocket Server)'
  const what = 'cannot speak through Streamer.bot'
  return new NotReady(
    hasPassword
      ? {
          what,
          why: `Authentication is off in ${where}`,
          advice: 'switch it on there with the password set here',
        }
      : {
          what,
          why: 'it accepts messages only with a password',
          advice: `switch Authentication on in ${where} and set password`,
        },
  )
}
