import { channelName, duration, hostInAddress, isHost } from 'promethean'
import { z } from 'zod'

const LOGIN = /^[a-z0-9_]{1,25}$/

const login = z
  .string()
  .transform(name => channelName('twitch', name))
  .refine(name => LOGIN.test(name), 'expected a Twitch login: letters, digits and _, at most 25')

/** The options of `twitchIrc`. */
export const twitchIrcOptions = z.strictObject({
  channels: z
    .array(login)
    .min(1, 'expected at least one channel')
    .transform(names => [...new Set(names)])
    .describe('Logins of the channels to read; the first is your own'),
  // Empty, as a variable may be that is set to nothing, counts as left out.
  username: z
    .literal('')
    .or(login)
    .optional()
    .describe('Login of the account the token belongs to; by default the first channel'),
  token: z
    .string()
    .regex(/^\S*$/, 'expected an OAuth token without spaces')
    .optional()
    .describe('OAuth token with chat:read and chat:edit; without it, chat is read anonymously'),
  server: z
    .string()
    .trim()
    .refine(isHost, 'expected only a host, such as chat.example; use the option port for its port')
    .transform(hostInAddress)
    .default('irc-ws.chat.twitch.tv')
    .describe('Host of the chat server'),
  port: z.int().min(1).max(65_535).optional().describe('Port; default 443, or 80 without TLS'),
  secure: z
    .boolean()
    .optional()
    .describe('Whether to use TLS; default true, false for a loopback server'),
  quiet: duration({ like: '2m' })
    .default('2m')
    .describe('Silence longer than this counts as a dead connection'),
})

export type TwitchIrcOptions = z.output<typeof twitchIrcOptions>

/** The address of the chat server. */
export function addressOf({ server, port, secure }: TwitchIrcOptions): string {
  const isSecure = secure ?? !/^(localhost|127(\.\d+){3}|\[::1\])$/i.test(server)
  return `${isSecure ? 'wss' : 'ws'}://${server}:${port ?? (isSecure ? 443 : 80)}/`
}
