import { definePlugin, type PluginUse } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
})

const lamp = definePlugin({
  name: 'lamp',
  options: z.strictObject({ watts: z.number() }),
  setup: () => undefined,
})
const deaf = definePlugin({
  name: 'deaf',
  setup: ({ on }) => {
    // A name that no plugin emits, as in JavaScript.
    on('lamp.lit' as 'chat.message').subscribe()
  },
})

it.each<[string, () => PluginUse, RegExp]>([
  ['whose options do not fit', () => lamp({ watts: Number.NaN }), /watts/],
  ['that asks for events nobody emits', () => deaf(), /lamp\.lit|no event type/],
])('a plugin %s does not run, and nothing of the run stays', async (_, use, why) => {
  await expect(runPlugin(use())).rejects.toThrow(why)
  expect(vi.getTimerCount()).toBe(0)
})
