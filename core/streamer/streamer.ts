import type { Settings } from '../config/settings.ts'
import type { User } from '../events/types/people.ts'
import type { Platform } from '../events/vocabulary.ts'
import type { Account } from '../plugin/ports/chat.ts'
import type { Streamer } from '../plugin/ports/runtime.ts'
import { accountName, anyOf, anyOfNow } from '../text/accounts.ts'
import { accountOf, type Present, sendersOf } from './senders.ts'

type OwnAccount = Account & { readonly platform?: Platform }

const NOBODY: readonly string[] = []

/** The streamer as the config names him and the connections know him, at the moment of asking. */
export function createStreamer(
  settings: () => Settings | undefined,
  present: () => Present,
): Streamer {
  const bots = () => settings()?.bots ?? NOBODY
  const isListedBot = anyOfNow(bots)
  return {
    get timezone() {
      return settings()?.timezone ?? 'UTC'
    },
    accounts: platform => {
      const found = [
        ...named(settings()?.streamer ?? {}),
        ...bots().map(name => ({ name })),
        ...connected(present()),
        ...speaking(present()),
      ]
      return distinct(found.filter(one => isOf(one, platform)))
    },
    isBot: (user, platform) => {
      if (isListedBot(user)) return true
      // Where we speak as the streamer, he is still no bot.
      if (user.roles?.includes('broadcaster') === true) return false
      return speaking(present()).some(one => isOf(one, platform) && isAccount(user, one))
    },
    isRelay: anyOfNow(() => settings()?.relays ?? NOBODY),
  }
}

function named(streamer: Settings['streamer']): readonly OwnAccount[] {
  return Object.entries(streamer).map(([platform, name]) => ({ platform, name }))
}

function connected(present: Present): readonly OwnAccount[] {
  return [...present.values()].flatMap(({ link }) =>
    [...(link?.accounts.values() ?? [])].map(({ platform, channel, name }) =>
      name === undefined ? { platform, name: channel } : { platform, id: channel, name },
    ),
  )
}

function speaking(present: Present): readonly OwnAccount[] {
  return [...sendersOf(present).values()].flatMap(sender =>
    sender.platforms.flatMap(platform => {
      const account = accountOf(sender, platform)
      return account === undefined ? [] : [{ ...account, platform }]
    }),
  )
}

// A bot the config lists is one on every platform.
function isOf(account: OwnAccount, platform: Platform | undefined): boolean {
  return platform === undefined || (account.platform ?? platform) === platform
}

function distinct(accounts: readonly OwnAccount[]): readonly OwnAccount[] {
  const byName = new Map<string, OwnAccount>()
  for (const account of accounts) {
    const key = `${account.platform ?? ''}/${accountName(account.name)}`
    byName.set(key, { ...byName.get(key), ...account })
  }
  return [...byName.values()]
}

function isAccount(user: Partial<User>, { id, name }: Account): boolean {
  return anyOf(id === undefined ? [name] : [id, name])(user)
}
