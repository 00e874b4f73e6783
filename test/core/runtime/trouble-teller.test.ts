import { describe, expect, it, vi } from 'vitest'
import { event } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { Actions, StreamControl } from '../../../core/plugin/ports/effects.ts'
import type { Effect } from '../../../core/ports/gate.ts'
import { type World, world } from '../supervisor/world.ts'

/** Who runs actions, and what was run. */
function alerts() {
  const told: unknown[] = []
  const use = definePlugin({
    name: 'actions',
    provides: [Actions],
    setup: ({ provide }) =>
      provide(Actions, {
        run: async (action, args) => {
          told.push([action, args])
        },
      }),
  })()
  return { use, told }
}

/** A streaming program, and what was written in it. */
function screen(texts: unknown[]) {
  const nothing = async () => {}
  return definePlugin({
    name: 'obs',
    provides: [StreamControl],
    setup: ({ provide }) =>
      provide(StreamControl, {
        ...{ start: nothing, stop: nothing, scene: nothing, show: nothing },
        text: async (source, text) => void texts.push([source, text]),
      }),
  })()
}

/** A plugin failed, and whoever tells it has had his turn. */
async function broke({ bus }: World['runtime'], plugin: string) {
  const told = bus.announce(event('plugin.failed', { plugin, reason: 'it broke' }))
  await turn()
  return told
}

/** What waits for the next turn of the event loop is done. */
function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

describe('trouble', () => {
  it('is told where the streamer looks', async () => {
    const { use, told } = alerts()
    const { runtime } = await world([use], { onTrouble: { action: 'Alert' } })
    runtime.bus.announce(event('plugin.failed', { plugin: 'greeter', reason: 'it broke' }))
    await vi.waitFor(() => expect(told.length).toBe(1))
    expect(told).toEqual([
      ['Alert', { plugin: 'greeter', reason: 'it broke', message: 'greeter failed: it broke' }],
    ])
  })

  it('is counted whole, though only so much of it is kept for a minute', async () => {
    const { use, told } = alerts()
    const { runtime } = await world([use], { onTrouble: { action: 'Alert' } })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    for (let count = 0; count <= 250; count++)
      runtime.bus.announce(event('plugin.failed', { plugin: `p${count}`, reason: 'it broke' }))
    await vi.advanceTimersByTimeAsync(60_000)
    await new Promise(resolve => setImmediate(resolve))
    expect(told[1]).toEqual([
      'Alert',
      expect.objectContaining({ plugin: 'p250', reason: '250 more problems within a minute' }),
    ])
  })

  it('is told at most once a minute, and what came meanwhile in one sentence', async () => {
    const { use, told } = alerts()
    const { runtime } = await world([use], { onTrouble: { action: 'Alert' } })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    for (const plugin of ['one', 'two', 'three'])
      runtime.bus.announce(event('plugin.failed', { plugin, reason: 'it broke' }))
    runtime.bus.announce(event('source.stale', { source: 'obs', quietMs: 30_000 }))
    await new Promise(resolve => setImmediate(resolve))
    expect(told.length).toBe(1)
    await vi.advanceTimersByTimeAsync(60_000)
    await new Promise(resolve => setImmediate(resolve))
    expect(told.length).toBe(2)
    expect(told[1]).toEqual([
      'Alert',
      {
        plugin: 'obs',
        reason: '3 more problems within a minute',
        message: '3 more problems within a minute (two, three, obs); obs: no data for 30 s',
      },
    ])
  })

  it('is told anew where an edit says so, from then on: nothing is restarted for it', async () => {
    const { use, told } = alerts()
    const texts: unknown[] = []
    const obs = screen(texts)
    const { runtime, reload } = await world([use, obs], { onTrouble: { action: 'Alert' } })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    await broke(runtime, 'one')
    const edited = await reload([use, obs], { onTrouble: { obs: 'Trouble' } })
    expect(edited).toMatchObject({ restarted: [], added: [], removed: [] })
    await broke(runtime, 'two')
    await broke(runtime, 'three')
    expect([told.length, texts]).toEqual([1, []])
    await vi.advanceTimersByTimeAsync(60_000)
    await turn()
    const sum = '2 more problems within a minute (two, three); three failed: it broke'
    expect([told.length, texts]).toEqual([1, [['Trouble', sum]]])
    await reload([use, obs], {})
    await vi.advanceTimersByTimeAsync(60_000)
    await broke(runtime, 'four')
    await reload([use, obs], { onTrouble: { action: 'Alert' } })
    await broke(runtime, 'five')
    const about = told.map(args => Reflect.get(Object(Reflect.get(Object(args), 1)), 'plugin'))
    expect([about, texts.length]).toEqual([['one', 'five'], 1])
  })

  it('of whoever cannot start is told once all are set up, also of the one it would be told through', async () => {
    const { use, told } = alerts()
    const broken = definePlugin({
      name: 'broken',
      setup: () => {
        throw new Error('it broke')
      },
    })()
    const { said } = await world([broken, use], { onTrouble: { action: 'Alert' } })
    await vi.waitFor(() => expect(told).toMatchObject([['Alert', { plugin: 'broken' }]]))
    const deaf = definePlugin({
      name: 'actions',
      provides: [Actions],
      setup: () => {
        throw new Error('it broke')
      },
    })()
    const other = await world([deaf], { onTrouble: { action: 'Alert' } })
    await vi.waitFor(() =>
      expect(other.said('promethean', 'warn')).toEqual([
        'could not report trouble through onTrouble: no running plugin can run actions; see promethean status',
      ]),
    )
    expect(said('promethean', 'warn')).toEqual([])
  })

  it('is held back while all is muted, and nobody is listed for it', async () => {
    const { use, told } = alerts()
    const { runtime, said } = await world([use], { onTrouble: { action: 'Alert' } })
    await runtime.muting.mute()
    const failed = await broke(runtime, 'greeter')
    expect(told).toEqual([])
    const { plugins, heldBack } = await runtime.status()
    expect(plugins.map(({ id }) => id)).toEqual(['feed', 'actions'])
    expect(heldBack).toEqual({ 'promethean/muted': 1 })
    expect(said('promethean', 'warn')).toContain(
      'did not run the action: everything is muted; promethean unmute allows it again',
    )
    expect(runtime.concerned(failed)).toEqual({ judges: [], hearers: [], rules: [], takers: [] })
  })

  it('is only written down in a dry run', async () => {
    const { use, told } = alerts()
    const captured: Effect[] = []
    const gate = { capture: (effect: Effect) => void captured.push(effect) }
    const { runtime } = await world([use], { onTrouble: { action: 'Alert' }, gate })
    await broke(runtime, 'greeter')
    const values = [
      'Alert',
      { plugin: 'greeter', reason: 'it broke', message: 'greeter failed: it broke' },
    ]
    expect(told).toEqual([])
    expect(captured).toMatchObject([
      { plugin: 'promethean', via: 'actions', port: 'Actions', method: 'run', values },
    ])
  })

  it('is told no more once the runtime stops', async () => {
    const { use, told } = alerts()
    const { runtime, said } = await world([use], { onTrouble: { action: 'Alert' } })
    await broke(runtime, 'one')
    await broke(runtime, 'two')
    const stopped = runtime.stop()
    await broke(runtime, 'three')
    await stopped
    await turn()
    expect([told.length, said('promethean', 'warn')]).toEqual([1, []])
  })
})

it('trouble that cannot be told is said once in the log', async () => {
  const broken = definePlugin({
    name: 'actions',
    provides: [Actions],
    setup: ({ provide }) =>
      provide(Actions, { run: async () => Promise.reject(new Error('there is no action Alert')) }),
  })()
  const { runtime, said } = await world([broken], { onTrouble: { action: 'Alert' } })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  for (let minute = 0; minute < 3; minute++) {
    runtime.bus.announce(event('plugin.failed', { plugin: 'greeter', reason: 'it broke' }))
    await new Promise(resolve => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(60_000)
  }
  expect(said('promethean', 'warn')).toEqual([
    'could not report trouble through onTrouble: there is no action Alert; see promethean status',
  ])
})
