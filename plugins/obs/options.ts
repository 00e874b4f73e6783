import { duration, isServerAddress } from 'promethean'
import { z } from 'zod'

/** The options of `obs`. */
export const options = z
  .strictObject({
    url: z
      .string()
      .trim()
      .refine(text => isServerAddress(text, 'ws'), {
        error: 'an address that begins with ws:// or wss://, with only host and port',
        params: { advice: 'the password has its own option' },
      })
      .default('ws://127.0.0.1:4455')
      .describe("address of OBS's WebSocket server"),
    password: z
      .string()
      .min(1)
      .optional()
      .describe('its password, if its WebSocket server requires one'),
    quiet: duration()
      .default('30s')
      .describe('longer silence means source.stale; default twice the probe interval of 15 s'),
  })
  .prefault({})

export type ObsOptions = z.output<typeof options>
