import { channelName, duration, isServerAddress } from 'promethean'
import { z } from 'zod'
import { eventTypeOf } from './map/event-types.ts'

const login = z
  .string()
  .transform(text => channelName('twitch', text))
  .pipe(z.string().regex(/^[a-z0-9_]{1,25}$/, 'expected a login: letters, digits and underscores'))

const url = z
  .url({
    protocol: /^https?$/,
    abort: true,
    // An example of its own kind: one that held what was written would be blanked.
    error:
      "expected an address that begins with http:// or https://, like 'http://tau.example:8000'",
  })
  .refine(text => !/^[^/]*\/\/[^/]*@/.test(text), {
    error: 'contains a password; TAU takes only a token, remove it',
    abort: true,
  })
  .refine(
    text => isServerAddress(text, 'http'),
    'has more than scheme, host, port and path; remove the rest',
  )

// Written as process.env.TAU_TOKEN it may be undefined, which is a problem of the config, not of its types.
const token = z
  .string()
  .optional()
  .transform((text, { addIssue }) => {
    // The dashboard shows it so, for the header of a request.
    const trimmed = text?.trim().replace(/^Token(\s+|$)/i, '')
    if (trimmed) return trimmed
    addIssue("expected the token that TAU's dashboard shows, got nothing")
    return z.NEVER
  })

// Rows of one outage are held in memory until they are published.
const MOST = 100_000
const DEFAULT = 1_000

interface HistoryOption {
  /** Of one outage at most. */
  readonly max: number
  /** Without exception: what was stored before the first start, and what is beyond `max`, is fetched page by page. */
  readonly isAll?: true
}

function wanted(history: boolean | 'all' | { readonly max: number }): HistoryOption | false {
  if (history === 'all') return { max: DEFAULT, isAll: true }
  return history === true ? { max: DEFAULT } : history
}

/** The options of `tau`, with their defaults. */
export const options = z.strictObject({
  url: url.default('http://localhost:8000').describe("TAU's address, without /api or /ws"),
  token: token.describe("the token that TAU's dashboard shows"),
  events: z
    .array(z.string().trim().min(1).transform(eventTypeOf))
    .min(1, 'expected at least one event type; leave it out for all')
    .optional()
    .describe('event types wanted, such as channel-follow; default all'),
  chat: z
    .array(login)
    .transform(logins => [...new Set(logins)])
    .default([])
    .describe('logins of the streamer or of bots in TAU whose chat is read; the first one sends'),
  history: z
    .union([
      z.boolean(),
      z.literal('all'),
      z.strictObject({ max: z.int().positive().max(MOST).default(DEFAULT) }),
    ])
    .default(true)
    .transform(wanted)
    .describe(
      "fetch what was missed in an outage, at most this many events; 'all': once, also everything TAU stored before the first start",
    ),
  quiet: duration({ like: '60s' })
    .default('60s')
    .describe('silence after which the connection counts as dead; TAU pings every 20 s'),
})

export type TauOptions = z.output<typeof options>
