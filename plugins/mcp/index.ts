import { AGENT_ACTS, AgentRules, definePlugin, duration } from 'promethean'
import { z } from 'zod'

const A_MINUTE = 10
const A_SESSION = 60

/** Lets agents act: says what they may do, how often, and whether you approve it first. */
export const mcp = definePlugin({
  name: 'mcp',
  options: z.strictObject({
    act: z.array(z.enum(AGENT_ACTS)).default([]).describe('what agents may do; default: nothing'),
    approve: z
      .union([z.boolean(), z.literal('client')], "expected true, false or 'client'")
      .default(true)
      .describe("each act waits until you approve it; 'client': in the agent's program as well"),
    budget: z
      .strictObject({
        perMinute: z
          .int()
          .min(1)
          .max(60)
          .default(A_MINUTE)
          .describe('acts of one agent a minute, of all together twice as many'),
        perSession: z
          .int()
          .min(1)
          .max(10_000)
          .default(A_SESSION)
          .describe('the same in a stream, or in a day outside of streams'),
      })
      .prefault({})
      .describe('how much agents may do'),
    within: duration({ from: '10s', to: '1d' })
      .default('15m')
      .describe('how long an act waits for your approval'),
  }),
  provides: [AgentRules],
  setup: ({ provide, options }) => provide(AgentRules, options),
})
