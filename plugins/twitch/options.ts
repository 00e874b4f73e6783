import { channelName, duration, isServerAddress } from 'promethean'
import { z } from 'zod'

const login = z
  .string()
  .transform(text => channelName('twitch', text))
  .pipe(z.string().regex(/^[a-z0-9_]{1,25}$/, 'expected a login: letters, digits and underscores'))

// Written as process.env.TWITCH_CLIENT_ID it may be undefined, which is a problem of the config, not of its types.
const clientId = z
  .string()
  .optional()
  .transform((text, { addIssue }) => {
    const trimmed = text?.trim()
    if (trimmed) return trimmed
    addIssue('expected the client id of an app registered at dev.twitch.tv, got nothing')
    return z.NEVER
  })

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

const address = (protocol: 'http' | 'ws') =>
  z
    .url({
      protocol: new RegExp(`^${protocol}s?$`),
      abort: true,
      error: `expected an address that begins with ${protocol}s://`,
    })
    .refine(text => isServerAddress(text, protocol), {
      error: 'has more than scheme, host, port and path; remove the rest',
      abort: true,
    })
    .refine(
      text => isPrivate(text, protocol),
      `tokens would travel in clear text; write ${protocol}s://, without it only addresses on this computer are allowed`,
    )
    .transform(text => text.replace(/\/+$/, ''))

const urls = z.strictObject({
  id: address('http').default('https://id.twitch.tv/oauth2').describe('where accounts sign in'),
  api: address('http').default('https://api.twitch.tv/helix').describe('Helix'),
  eventsub: address('ws').default('wss://eventsub.wss.twitch.tv/ws').describe('events'),
})

/** The options of `twitch`, with their defaults. */
export const options = z
  .strictObject({
    clientId: clientId.describe('client id of your app at dev.twitch.tv, of the type Public'),
    channel: login.describe('your channel; its account signs in with promethean auth twitch'),
    bot: login
      .optional()
      .describe('account that sends chat; it signs in with promethean auth twitch --as bot'),
    scopes: z
      .array(
        z
          .string()
          .trim()
          .regex(/^[a-z]+(:[a-z_]+)+$/, "expected a scope of Twitch like 'clips:edit'"),
      )
      .default([])
      .describe('extra scopes that your own plugins need; the sign-in requests them'),
    urls: urls.prefault({}).describe('other addresses of Twitch, for tests'),
    quiet: duration({ like: '12s' })
      .default('12s')
      .describe('silence after which the connection counts as dead: 1.2 Twitch keepalives'),
  })
  .refine(({ bot, channel }) => bot !== channel, {
    path: ['bot'],
    message: 'is the channel itself; remove it to speak as the channel',
  })

export type TwitchOptions = z.output<typeof options>

function isPrivate(text: string, protocol: string): boolean {
  if (!URL.canParse(text)) return true
  const { protocol: written, hostname } = new URL(text)
  return written !== `${protocol}:` || LOOPBACK.test(hostname)
}
