import type { PluginUse } from '../plugin/define.ts'

/** The accounts the streamer is known by, by platform: login, for YouTube the channel id. */
export type StreamerAccounts = Readonly<Record<string, string>>

/** What `promethean.config.ts` exports. */
export interface Config {
  /** Left out: the accounts the sources are connected as. */
  readonly streamer?: StreamerAccounts
  /** Bots, by login, display name or id: never answered. */
  readonly bots?: readonly string[]
  /** Accounts that copy what others say elsewhere, named like `bots`: never answered. Default Restream's. */
  readonly relays?: readonly string[]
  /** IANA name; default the system's. */
  readonly timezone?: string
  /** Which use speaks on a platform, where several can: `{ twitch: 'twitch-irc' }`. */
  readonly outbox?: Readonly<Record<string, string>>
  /** Where failed plugins and stale sources are told: an action of Streamer.bot, or a text source of OBS. */
  readonly onTrouble?: { readonly action: string } | { readonly obs: string }
  readonly journal?: {
    /** Relative to the config's folder; default `.promethean/journal.db`. */
    readonly file?: string
    /** Default `'90d'`. */
    readonly retain?: string
    /** Default `'10gb'`. */
    readonly maxSize?: string
  }
  readonly plugins: readonly PluginUse[]
}

/** Types a config; gives it back as it is. */
export function defineConfig(config: Config): Config {
  return config
}
