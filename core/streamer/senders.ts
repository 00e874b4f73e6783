import type { Platform } from '../events/vocabulary.ts'
import type { LinkAccount } from '../plugin/context.ts'
import type { Provided } from '../plugin/port.ts'
import { type Account, ChatSender } from '../plugin/ports/chat.ts'

/** What plugins that run show of themselves, by plugin id in the order of the config. */
export type Present = ReadonlyMap<string, Presence>

/** One sender: what it provides, and the account it is connected as. */
export interface Presence {
  readonly provided: ReadonlyMap<string, unknown>
  readonly link:
    | {
        readonly accounts: ReadonlyMap<Platform, LinkAccount>
        /** The scene on air when it connected. */
        readonly scene?: string | undefined
      }
    | undefined
}

/** A plugin's `ChatSender`. */
export type Sender = Provided<typeof ChatSender>

/** Who can speak, by plugin id in the order of the config. */
export function sendersOf(present: Present): ReadonlyMap<string, Sender> {
  const senders = new Map<string, Sender>()
  for (const [id, presence] of present) {
    const sender = senderOf(presence)
    if (sender !== undefined) senders.set(id, sender)
  }
  return senders
}

/** What a plugin sends chat with, if it can. */
export function senderOf({ provided }: Presence): Sender | undefined {
  // Provided under this token, so it is one.
  return provided.get(ChatSender.name) as Sender | undefined
}

/** Whether a sender is one for a platform at all. */
export function speaksOn(sender: Sender, platform: string): boolean {
  try {
    return sender.platforms.includes(platform)
  } catch {
    // A plugin's own trouble: it cannot speak.
    return false
  }
}

/** Where a sender can speak now. */
export function platformsOf(sender: Sender): readonly string[] {
  try {
    return sender.platforms.filter(platform => accountOf(sender, platform) !== undefined)
  } catch {
    return []
  }
}

/** Who a sender speaks as on a platform, and in a channel; undefined if it cannot speak there, or cannot even say so. */
export function accountOf(sender: Sender, platform: string, channel?: string): Account | undefined {
  try {
    if (!sender.platforms.includes(platform)) return undefined
    const account = sender.account(platform, channel)
    return account !== undefined && isReadable(account) ? account : undefined
  } catch {
    // The plugin's own fault: it cannot send now. What it throws in `send` appears in the receipt.
    return undefined
  }
}

// A plugin without types may give anything, and budgets and lanes go by it.
function isReadable({ name, roles = [] }: Account): boolean {
  return typeof name === 'string' && Array.isArray(roles)
}
