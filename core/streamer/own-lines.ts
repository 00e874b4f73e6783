import type { Event } from '../events/event.ts'
import type { Account, ChatSender, SendTarget } from '../plugin/ports.ts'
import { isSameAccount } from '../text/accounts.ts'
import { normalText } from '../text/visible.ts'

// Our own line comes back through the chat within seconds; the design counts ten.
const OWN_TEXT_MS = 10_000
const MAX_OWN_TEXTS = 1_000

/** Tells our own lines from those of others. */
export class OwnLines {
  readonly #said: { readonly where: string; readonly text: string; readonly at: number }[] = []

  /** Said just now: it comes back as a line of chat. */
  remember(text: string, { platform, channel }: SendTarget): void {
    const where = `${platform}/${channel.toLowerCase()}`
    this.#said.push({ where, text: normalText(text), at: performance.now() })
    if (this.#said.length > MAX_OWN_TEXTS) this.#said.shift()
  }

  /** Whether a line was written by an account we speak as, or is our own text come back. */
  isOwn(told: Event<'chat.message'>, senders: Iterable<ChatSender>): boolean {
    const { platform, channel = '', data } = told
    if (platform === undefined) return false
    // Where we speak as the streamer he types by the same account: there only the text tells who it was.
    if (!data.user.roles.includes('broadcaster') && isSpeaker(data.user, platform, senders))
      return true
    if (this.#said.length === 0) return false
    const oldest = performance.now() - OWN_TEXT_MS
    const where = `${platform}/${channel.toLowerCase()}`
    const text = normalText(data.text)
    return this.#said.some(own => own.at >= oldest && own.where === where && own.text === text)
  }
}

/** Whether a sender is one for a platform at all. */
export function speaksOn(sender: ChatSender, platform: string): boolean {
  try {
    return sender.platforms.includes(platform)
  } catch {
    // A plugin's own trouble: it cannot speak.
    return false
  }
}

/** Where a sender can speak now. */
export function platformsOf(sender: ChatSender): readonly string[] {
  try {
    return sender.platforms.filter(platform => accountOf(sender, platform) !== undefined)
  } catch {
    return []
  }
}

/** Who a sender speaks as on a platform, and in a channel; undefined where it cannot speak there, or cannot even say so. */
export function accountOf(
  sender: ChatSender,
  platform: string,
  channel?: string,
): Account | undefined {
  try {
    if (!sender.platforms.includes(platform)) return undefined
    const account = sender.account(platform, channel)
    return account !== undefined && isReadable(account) ? account : undefined
  } catch {
    // A plugin's own trouble: it cannot speak now. What it throws when asked to send is told in the receipt.
    return undefined
  }
}

// A plugin without types may give anything, and budgets and lanes go by it.
function isReadable({ name, roles = [] }: Account): boolean {
  return typeof name === 'string' && Array.isArray(roles)
}

function isSpeaker(
  user: Event<'chat.message'>['data']['user'],
  platform: string,
  senders: Iterable<ChatSender>,
): boolean {
  for (const sender of senders) {
    const account = accountOf(sender, platform)
    if (account !== undefined && isAccount(account, user)) return true
  }
  return false
}

function isAccount(account: Account, user: Event<'chat.message'>['data']['user']): boolean {
  return account.id === user.id || isSameAccount(account.name, user.name)
}
