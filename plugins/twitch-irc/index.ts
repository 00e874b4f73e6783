import { ChatSender, definePlugin, type NewEvent, sentenceOf } from 'promethean'
import { Observable } from 'rxjs'
import { tellUnheardGifts } from '../formats/unheard-gifts.ts'
import { settingsOf } from './chat-settings.ts'
import type { Chat } from './connection.ts'
import { lineReader } from './map/line-reader.ts'
import { twitchIrcOptions } from './options.ts'
import { Receipts } from './receipts.ts'
import { chatSender } from './sender.ts'

/** Reads Twitch chat over IRC; with a token, it sends chat too. */
export const twitchIrc = definePlugin({
  name: 'twitch-irc',
  options: twitchIrcOptions,
  provides: options => (options.token ? [ChatSender] : []),
  examine: async context => (await import('./examine.ts')).examine(context),
  async setup({ options, link, provide, log, signal }) {
    // tmi.js loads slowly, so importing the plugins does not load it.
    const { openChat } = await import('./connection.ts')
    const connection = link({ quiet: options.quiet })
    const receipts = new Receipts()
    let chat: Chat | undefined
    if (options.token)
      provide(
        ChatSender,
        chatSender(() => chat, receipts),
      )

    return new Observable<NewEvent>(subscriber => {
      const read = lineReader(options.channels)
      chat = openChat(settingsOf(options), {
        heard: () => connection.heard(),
        ready(missing) {
          for (const channel of missing) log.warn(notJoined(channel))
          const [channel] = options.channels
          connection.connected(channel ? [{ platform: 'twitch', channel }] : [])
        },
        line(line) {
          receipts.read(line)
          for (const event of read(line)) subscriber.next(event)
        },
        malformed: failure => log.debug('a line of Twitch chat could not be read', { failure }),
        ended(reason) {
          receipts.end()
          connection.lost(sentenceOf(reason))
        },
      })
      return () => {
        chat?.close()
        receipts.end()
      }
    }).pipe(tellUnheardGifts(signal))
  },
})

function notJoined(channel: string): string {
  return `cannot join #${channel}: Twitch did not answer; check the name, retrying every minute`
}
