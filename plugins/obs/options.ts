import { duration, isServerAddress } from 'promethean'
import { z } from 'zod'

/** What `obs({...})` takes. */
export const options = z
  .strictObject({
    url: z
      .string()
      .trim()
      .refine(text => isServerAddress(text, 'ws'), {
        error: 'an address that begins with ws:// or wss://, with host and port and no more',
        params: { advice: 'the password is an option of its own' },
      })
      .default('ws://127.0.0.1:4455')
      .describe("where OBS's WebSocket server listens"),
    password: z
      .string()
      .min(1)
      .optional()
      .describe('its password, where its WebSocket server has authentication on'),
    quiet: duration()
      .default('30s')
      .describe('silence longer than this is stale; twice the probe of 15 s'),
  })
  .prefault({})

export type ObsOptions = z.output<typeof options>
