import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { isDuration, isSize, parseDuration, parseSize } from '../duration.ts'
import { channelName } from '../text/channel.ts'
import type { Config, StreamerAccounts } from './define.ts'

/** All settings of a config apart from its plugins, with defaults. */
export interface Settings {
  readonly streamer: StreamerAccounts
  readonly bots: readonly string[]
  readonly relays: readonly string[]
  readonly timezone: string
  readonly outbox: Readonly<Record<string, string>>
  /** Where problems are reported to the streamer. */
  readonly onTrouble: Config['onTrouble']
  readonly journal: {
    /** Absolute. */
    readonly file: string
    readonly retainMs: number
    readonly maxBytes: number
  }
}

/** The default path of the journal. */
export const DEFAULT_JOURNAL = '.promethean/journal.db'

const name = z.string().min(1).optional()
const onTrouble = z
  .strictObject({ action: name, obs: name })
  .refine(
    ({ action, obs }) => (action === undefined) !== (obs === undefined),
    "one of the two: { action: 'Alert' } or { obs: 'text source' }",
  )

const account = z.string().trim().min(1)
// Restream's own, on every platform it copies to.
const RELAYS = ['restream', 'restreambot']

const RETAIN = 'a duration like 90d'
const MAX_SIZE = 'a size like 10gb'

/** The shape of a config, without looking into its plugins. */
export const settingsSchema = z.strictObject({
  streamer: z.record(z.string(), z.string().min(1)).default({}),
  bots: z.array(account).default([]),
  relays: z.array(account).default(RELAYS),
  timezone: z
    .string()
    .refine(isTimezone, {
      error: 'a time zone like Europe/Berlin',
      params: { advice: 'leave it out to use that of your system' },
    })
    .optional(),
  outbox: z.record(z.string(), z.string().min(1)).default({}),
  onTrouble: onTrouble.optional(),
  journal: z
    .strictObject({
      file: z.string().min(1).default(DEFAULT_JOURNAL),
      retain: z.string(RETAIN).refine(isDuration, RETAIN).default('90d'),
      maxSize: z.string(MAX_SIZE).refine(isSize, MAX_SIZE).default('10gb'),
    })
    .prefault({}),
  plugins: z.array(z.unknown()).min(1, 'add one, for example simulator()'),
})

/** The settings of a config of that shape; files are relative to its folder. */
export function settingsOf(parsed: z.output<typeof settingsSchema>, folder: string): Settings {
  const { streamer, bots, relays, timezone, outbox, journal, onTrouble: trouble } = parsed
  return {
    streamer: asTold(streamer),
    bots,
    relays,
    timezone: timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    outbox,
    onTrouble: teller(trouble),
    journal: {
      file: fileIn(folder, journal.file),
      retainMs: parseDuration(journal.retain),
      maxBytes: parseSize(journal.maxSize),
    },
  }
}

function asTold(streamer: StreamerAccounts): StreamerAccounts {
  const accounts = Object.entries(streamer)
  return Object.fromEntries(
    accounts.map(([platform, name]) => [platform, channelName(platform, name)]),
  )
}

function teller({ action, obs }: z.output<typeof onTrouble> = {}): Config['onTrouble'] {
  if (action !== undefined) return { action }
  return obs === undefined ? undefined : { obs }
}

/** A file named in a config: relative to the config's folder. */
export function fileIn(folder: string, file: string, paths = { isAbsolute, resolve }): string {
  return paths.isAbsolute(file) ? file : paths.resolve(folder, file)
}

function isTimezone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
