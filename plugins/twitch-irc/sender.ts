import { randomUUID } from 'node:crypto'
import {
  type ChatSender,
  channelName,
  longestMessage,
  NotReady,
  onOneLine,
  type Provided,
  type SendReceipt,
} from 'promethean'
import type { Chat } from './connection.ts'
import type { Receipts } from './receipts.ts'

// https://dev.twitch.tv/docs/chat/irc/: longer messages are dropped silently.
const MAX_CODE_POINTS = longestMessage('twitch')

/** Sends through the current connection, in the channels it has joined. */
export function chatSender(
  current: () => Chat | undefined,
  receipts: Receipts,
): Provided<typeof ChatSender> {
  return {
    platforms: ['twitch'],
    account(platform, channel) {
      const chat = current()
      if (platform !== 'twitch' || !chat) return undefined
      const room = channel && channelName('twitch', channel)
      return room && !chat.hasJoined(room) ? undefined : chat.account(room)
    },
    async send(text, target, signal): Promise<SendReceipt> {
      signal.throwIfAborted()
      const chat = current()
      const channel = channelName('twitch', target.channel)
      if (!chat?.hasJoined(channel)) throw notJoined(channel)
      if ([...text].length > MAX_CODE_POINTS) return TOO_LONG
      const nonce = randomUUID().replaceAll('-', '')
      chat.write(`${tags(nonce, target.replyTo)} PRIVMSG #${channel} :${onOneLine(text)}`)
      return receipts.expect(channel, nonce, signal)
    },
  }
}

const TOO_LONG: SendReceipt = {
  status: 'dropped',
  refusal: { code: 'too_long' },
  confirmed: false,
}

function tags(nonce: string, replyTo: string | undefined): string {
  const reply = replyTo && /^[\w-]+$/.test(replyTo) ? `;reply-parent-msg-id=${replyTo}` : ''
  return `@client-nonce=${nonce}${reply}`
}

function notJoined(channel: string): NotReady {
  return new NotReady({
    what: `cannot speak in #${channel}`,
    why: 'this connection has not joined it',
    advice: 'wait a moment, or add it to channels',
  })
}
