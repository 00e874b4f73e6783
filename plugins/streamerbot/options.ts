import { duration, hostInAddress, isHost } from 'promethean'
import { z } from 'zod'

/** An entry of `events`: `Twitch.ChatMessage`, `Obs.*`, or `*` for all. */
const EVENT_NAME = /^(\*|\w+\.(\*|\w+))$/

/** The options of `streamerbot`. */
export const options = z
  .strictObject({
    host: z
      .string()
      .trim()
      .refine(isHost, {
        error: 'expected only a host, such as studio-pc or 192.168.1.20',
        params: { advice: 'use the options port and endpoint for its port and path' },
      })
      .transform(hostInAddress)
      .default('127.0.0.1')
      .describe('host where Streamer.bot runs'),
    port: z.int().min(1).max(65_535).default(8080).describe('port of its WebSocket server'),
    endpoint: z
      .string()
      .regex(/^\/[^\s#]*$/, 'a path that starts with /')
      .default('/')
      .describe('path of its WebSocket server'),
    password: z
      .string()
      .min(1)
      .optional()
      .describe('its password, if its WebSocket server requires one'),
    events: z
      .array(z.string().regex(EVENT_NAME, "a name like 'Twitch.ChatMessage', 'Obs.*' or '*'"))
      .min(1)
      .optional()
      .describe(
        'what to listen to; default all but Raw.*, Application.*, whispers and global variables',
      ),
    titleAction: z
      .string()
      .min(1)
      .optional()
      .describe('name or id of the action that sets the title from %title%'),
    bot: z
      .boolean()
      .default(false)
      .describe('send chat as the bot account if one is signed in, else as the broadcaster'),
    quiet: duration()
      .default('30s')
      .describe('longer silence means source.stale; default twice the probe interval of 15 s'),
  })
  .prefault({})

export type StreamerbotOptions = z.output<typeof options>
