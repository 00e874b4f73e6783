import {
  type ChatSender,
  channelName,
  longestMessage,
  NotReady,
  onOneLine,
  type Provided,
  type Refusal,
  type SendReceipt,
} from 'promethean'
import type { OwnLines } from './own-lines.ts'
import type { SpeakingAccounts } from './speaking-accounts.ts'

// https://dev.twitch.tv/docs/chat/irc/: longer messages are dropped silently.
const MAX_CODE_POINTS = longestMessage('twitch')

interface SenderSettings {
  readonly speakers: SpeakingAccounts
  readonly ownLines: OwnLines
  readonly logins: readonly string[]
}

/**
 * Sends as the first of these accounts with an open chat socket. TAU never confirms a message, but another account may
 * receive it.
 */
export function chatSender({
  speakers,
  ownLines,
  logins,
}: SenderSettings): Provided<typeof ChatSender> {
  return {
    platforms: ['twitch'],
    account(platform, channel) {
      const name = platform === 'twitch' ? speakers.speaker(logins) : undefined
      if (name === undefined) return undefined
      const isOwn = channel !== undefined && channelName('twitch', channel) === name
      return isOwn ? { name, roles: ['broadcaster'] } : { name }
    },
    async send(text, target, signal): Promise<SendReceipt> {
      signal.throwIfAborted()
      const name = speakers.speaker(logins)
      if (name === undefined) throw nobody()
      const channel = channelName('twitch', target.channel)
      if (!/^[a-z0-9_]{1,25}$/.test(channel)) return NO_CHANNEL
      const message = onOneLine(text)
      if ([...message].length > MAX_CODE_POINTS) return TOO_LONG
      const said = { irc_channel: channel, message }
      const isWritten = await speakers.say(name, said, signal)
      signal.throwIfAborted()
      return isWritten ? ownLines.receiptOf(name, said, signal) : LOST
    },
  }
}

const LOST = dropped('connection_lost')
const TOO_LONG = dropped('too_long')
const NO_CHANNEL = dropped('no_channel')

function dropped(code: Refusal['code']): SendReceipt {
  return Object.freeze({ status: 'dropped', refusal: { code }, confirmed: false })
}

function nobody(): NotReady {
  return new NotReady({
    what: 'cannot speak through TAU',
    why: 'none of the accounts in the option chat is connected there',
    advice: 'see the warnings at its start, or wait until it reconnects',
  })
}
