import { AsyncResource } from 'node:async_hooks'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { definePlugin, type PluginUse } from '../../../core/plugin/define.ts'
import { definePort, type Port } from '../../../core/plugin/port.ts'
import { ChatOutput, ChatSender } from '../../../core/plugin/ports/chat.ts'
import { StreamControl } from '../../../core/plugin/ports/effects.ts'
import { line, type World, world } from '../supervisor/world.ts'

const Lamp = definePort<{ glow(color: string): Promise<void> }>('Lamp')

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

interface Served {
  readonly port: Port<unknown>
  readonly method: string
  /** What a provider has beside that method. */
  readonly about?: object
  /** How its user calls it. */
  readonly caller: PluginUse
}

/** A plugin and its user, in one file: a stack alone tells no difference. */
async function serving({ port, method, about, caller }: Served) {
  const provider = definePlugin({
    name: 'provider',
    options: z.object({ version: z.number() }),
    provides: [port],
    setup: ({ provide, link }) => {
      link().connected()
      const late = () => place.runtime.blame(new Error('thrown by the provider'))
      // What Node's own timers do and faked ones do not: called where it was begun.
      const serve = async () => void setTimeout(AsyncResource.bind(late), 1_000)
      provide(port, Object.freeze({ ...about, [method]: serve }))
    },
  })
  const place: World = await world([provider({ version: 1 }), caller])
  const started = async () => {
    place.tell(line('hello'))
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0))
  }
  return { place, started, replaced: () => place.reload([provider({ version: 2 }), caller]) }
}

const SERVED: readonly (readonly [string, Served])[] = [
  [
    'a port of plugins',
    {
      ...{ port: Lamp, method: 'glow' },
      caller: definePlugin({
        name: 'caller',
        needs: { lamp: Lamp },
        setup: ({ on, ports }) => on('chat.message', () => ports.lamp.glow('red')),
      })(),
    },
  ],
  [
    'an effect',
    {
      ...{ port: StreamControl, method: 'scene' },
      caller: definePlugin({
        name: 'caller',
        needs: { control: StreamControl },
        setup: ({ on, ports }) => on('chat.message', () => ports.control.scene('Scene B')),
      })(),
    },
  ],
  [
    'what is said',
    {
      ...{ port: ChatSender, method: 'send' },
      about: { platforms: ['twitch'], account: () => ({ name: 'ann' }) },
      caller: definePlugin({
        name: 'caller',
        needs: { chat: ChatOutput },
        setup: ({ on, ports }) => on('chat.message', told => ports.chat.say('Hi', { to: told })),
      })(),
    },
  ],
]

describe.each(SERVED)('a timer that a provider starts while it serves %s', (_of, served) => {
  it('is its own: the plugin that called is not restarted', async () => {
    const { place, started } = await serving(served)
    await started()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(place.state('caller')).toBe('ready')
    expect(place.said('provider', 'warn')).toEqual(['thrown by the provider'])
  })

  it('and leaves behind is told of its earlier run, and restarts nobody', async () => {
    const { place, started, replaced } = await serving(served)
    await started()
    await replaced()
    await vi.advanceTimersByTimeAsync(1_000)
    expect([place.state('caller'), place.state('provider')]).toEqual(['ready', 'connected'])
    expect(place.said('provider', 'warn')).toEqual([
      'an earlier run of provider left something running that failed: thrown by the provider; end timers and listeners with defer()',
    ])
  })
})
