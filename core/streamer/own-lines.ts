import type { Event } from '../events/event.ts'
import type { Account, SendTarget } from '../plugin/ports/chat.ts'
import { isSameAccount } from '../text/accounts.ts'
import { normalText } from '../text/visible.ts'
import { accountOf, type Present, senderOf } from './senders.ts'

// Our own line comes back through the chat within a few seconds; ten leave room for a slow platform.
const OWN_TEXT_MS = 10_000
const MAX_OWN_TEXTS = 1_000

type Line = Event<'chat.message'>

/** Distinguishes our own messages from those of others: by the accounts that can send now, and by the texts sent lately. */
export class OwnLines {
  readonly #present: () => Present
  readonly #said: { readonly where: string; readonly text: string; readonly at: number }[] = []

  constructor(present: () => Present) {
    this.#present = present
  }

  /** Said just now: it comes back as a line of chat. */
  remember(text: string, { platform, channel }: SendTarget): void {
    const where = `${platform}/${channel.toLowerCase()}`
    this.#said.push({ where, text: normalText(text), at: performance.now() })
    if (this.#said.length > MAX_OWN_TEXTS) this.#said.shift()
  }

  /** Whether a line was written by an account we speak as, or is our own text come back. */
  isOwn({ platform, channel = '', data }: Line): boolean {
    if (platform === undefined) return false
    // If we send as the streamer, both use the same account: then only the text shows who wrote it.
    if (!data.user.roles.includes('broadcaster') && this.#isSpeaker(data.user, platform))
      return true
    if (this.#said.length === 0) return false
    const oldest = performance.now() - OWN_TEXT_MS
    const where = `${platform}/${channel.toLowerCase()}`
    const text = normalText(data.text)
    return this.#said.some(own => own.at >= oldest && own.where === where && own.text === text)
  }

  /** An event as others are to see it: our own lines say so. */
  mark(told: Event): Event {
    if (told.type !== 'chat.message' || !this.isOwn(told)) return told
    return Object.freeze({ ...told, data: Object.freeze({ ...told.data, isSelf: true }) })
  }

  #isSpeaker(user: Line['data']['user'], platform: string): boolean {
    // Every line comes along here: no list of the senders is made.
    for (const presence of this.#present().values()) {
      const sender = senderOf(presence)
      const account = sender && accountOf(sender, platform)
      if (account !== undefined && isAccount(account, user)) return true
    }
    return false
  }
}

function isAccount(account: Account, user: Line['data']['user']): boolean {
  return account.id === user.id || isSameAccount(account.name, user.name)
}
