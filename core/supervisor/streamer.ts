import type { Settings } from '../config/settings.ts'
import type { Platform, User } from '../events/vocabulary.ts'
import { accountOf } from '../outbox/own-lines.ts'
import type { Account, Streamer } from '../plugin/ports.ts'
import { sendersOf } from './accounts.ts'
import type { Run } from './run.ts'

type OwnAccount = Account & { readonly platform?: Platform }

/** The streamer as the config names him and the connections know him, at the moment of asking. */
export function createStreamer(
  settings: () => Settings | undefined,
  runs: () => ReadonlyMap<string, Run>,
): Streamer {
  const bots = () => settings()?.bots ?? []
  return {
    get timezone() {
      return settings()?.timezone ?? 'UTC'
    },
    accounts: platform => {
      const found = [
        ...named(settings()?.streamer ?? {}),
        ...bots().map(name => ({ name })),
        ...connected(runs()),
        ...speaking(runs()),
      ]
      return distinct(found.filter(one => isOf(one, platform)))
    },
    isBot: (user, platform) => {
      // Where we speak as the streamer, he is still no bot.
      const isBroadcaster = user.roles?.includes('broadcaster') === true
      const own = isBroadcaster ? [] : speaking(runs()).filter(one => isOf(one, platform))
      const names = [...bots(), ...own.flatMap(({ id, name }) => [id ?? name, name])]
      return names.some(name => isCalled(user, name))
    },
  }
}

function named(streamer: Settings['streamer']): readonly OwnAccount[] {
  return Object.entries(streamer).map(([platform, name]) => ({ platform, name }))
}

function connected(runs: ReadonlyMap<string, Run>): readonly OwnAccount[] {
  return [...runs.values()].flatMap(({ link }) =>
    [...(link?.accounts ?? [])].map(([platform, name]) => ({ platform, name })),
  )
}

function speaking(runs: ReadonlyMap<string, Run>): readonly OwnAccount[] {
  return [...sendersOf(runs).values()].flatMap(sender =>
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
    const key = `${account.platform ?? ''}/${account.name.toLowerCase()}`
    byName.set(key, { ...byName.get(key), ...account })
  }
  return [...byName.values()]
}

function isCalled({ id, name, displayName }: Partial<User>, called: string): boolean {
  const wanted = called.toLowerCase()
  return [id, name, displayName].some(one => one?.toLowerCase() === wanted)
}
