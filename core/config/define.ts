import type { PluginUse } from '../plugin/define.ts'

/** The streamer's accounts by platform: the login, or the channel id on YouTube. */
export type StreamerAccounts = Readonly<Record<string, string>>

/** What `promethean.config.ts` exports. */
export interface Config {
  /** Your own channels; default: the accounts the sources are connected as. */
  readonly streamer?: StreamerAccounts
  /** Bots, by login, display name or id. They are never answered. */
  readonly bots?: readonly string[]
  /** Accounts that copy messages from other chats, named like `bots`. They are never answered. Default: Restream's. */
  readonly relays?: readonly string[]
  /** IANA name; default the system's. */
  readonly timezone?: string
  /** The id of the plugin that sends chat on a platform, if several can: `{ twitch: 'twitch-irc' }`. */
  readonly outbox?: Readonly<Record<string, string>>
  /** Where failed plugins and silent sources are reported: a Streamer.bot action, or an OBS text source. */
  readonly onTrouble?: { readonly action: string } | { readonly obs: string }
  readonly journal?: {
    /** Path of the journal, relative to the config's folder; default `.promethean/journal.db`. */
    readonly file?: string
    /** How long kept events are stored; default `'90d'`. */
    readonly retain?: string
    /** How large the journal may grow; then the oldest events are deleted. Default `'10gb'`. */
    readonly maxSize?: string
  }
  readonly plugins: readonly PluginUse[]
}

/** Gives a config its type; returns it unchanged. */
export function defineConfig(config: Config): Config {
  return config
}
