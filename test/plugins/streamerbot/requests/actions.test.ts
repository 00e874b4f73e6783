import { Actions, type Json } from 'promethean'
import type { PluginRun } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { asked, connected, freezeTimers } from '../connected.ts'

/** Runs actions through this run, also when it is over. */
function actor(run: PluginRun) {
  const actions = run.port(Actions)
  return (name: string, args?: Record<string, Json>, signal?: AbortSignal) =>
    actions.run(name, args, signal && { signal })
}

const SET_TITLE = { id: '0b54e1f4-92a2-4a0e-9d0f-6d2f2a0c7a11', name: 'Set Stream Title' }

describe('running actions', () => {
  const actions = [SET_TITLE, { id: '7ee1a1f0-0000-4000-8000-000000000001', name: 'Alert' }]

  it('runs one by name or id, with arguments of any kind, and answers matched whatever their order', async () => {
    const { fake, run } = await connected({ world: { actions } })
    const act = actor(run)
    const args = { text: 'hi', count: 3, isLoud: true, list: [1, 'two'], nothing: null }
    fake.script('DoAction', { delayMs: 50, times: 1 })
    await Promise.all([act('Alert', args), act(SET_TITLE.id)])
    expect(fake.world.runs).toMatchObject([
      { action: { name: 'Alert' }, args },
      { action: { id: SET_TITLE.id }, args: {} },
    ])
  })

  it('leaves no listener behind, and asks for the list once a connection', async () => {
    const warned = vi.fn()
    process.on('warning', warned)
    onTestFinished(() => void process.off('warning', warned))
    const { fake, run } = await connected({ world: { actions } })
    const act = actor(run)
    for (let count = 0; count < 200; count += 1) await act('Alert')
    expect(fake.world.runs).toHaveLength(200)
    expect(asked(fake, 'GetActions')).toHaveLength(1)
    expect(warned).not.toHaveBeenCalled()
    fake.terminateAll()
    await run.next('source.disconnected')
    await run.next('source.connected')
    await actor(run)('Alert')
    expect(asked(fake, 'GetActions')).toHaveLength(2)
  })

  it('tells an unknown one with the nearest name, and finds one that was made meanwhile', async () => {
    const world = { actions: [...actions] }
    const { fake, run } = await connected({ world })
    const act = actor(run)
    await expect(act('Alret')).rejects.toThrow(
      /cannot run the action Alret: Streamer.bot has no action with that name or id; did you mean Alert\?/,
    )
    await expect(act('Confetti')).rejects.toThrow(/create it there, or correct the name/)
    expect(fake.world.runs).toEqual([])
    world.actions.push({ id: '7ee1a1f0-0000-4000-8000-000000000002', name: 'Confetti' })
    await act('Confetti')
    expect(fake.world.runs).toHaveLength(1)
  })

  it('runs one unseen where Streamer.bot lists none, and keeps its words where it refuses', async () => {
    const { fake, run } = await connected({ world: { actions } })
    const act = actor(run)
    fake.script('GetActions', { error: 'Unknown request' })
    await act('Alert')
    await act(SET_TITLE.id)
    expect(fake.world.runs.map(({ action }) => action)).toEqual([
      { name: 'Alert' },
      { id: SET_TITLE.id },
    ])
    fake.script('DoAction', { error: 'The queue is blocked' })
    await expect(act('Alert')).rejects.toThrow(
      /cannot run the action Alert: Streamer.bot says: The queue is blocked; check Action/,
    )
  })

  it('takes no argument that Streamer.bot fills itself', async () => {
    const { fake, run } = await connected({ world: { actions } })
    const act = actor(run)
    await expect(act('Alert', { source: 'me' })).rejects.toThrow(
      /Streamer.bot sets the argument source itself; rename yours/,
    )
    expect(asked(fake, 'DoAction')).toEqual([])
  })

  it('never hangs: not when nobody answers, when the connection goes, nor when it is aborted', async () => {
    const { fake, run } = await connected({ world: { actions } })
    const act = actor(run)
    await act('Alert')
    fake.script('DoAction', { silent: true })
    await expect(act('Alert', {}, AbortSignal.abort())).rejects.toThrow()
    freezeTimers()
    const unanswered = expect(act('Alert')).rejects.toThrow(/no answer to DoAction; check Action/)
    await vi.advanceTimersByTimeAsync(5_000)
    await unanswered
    vi.useRealTimers()
    const cut = expect(act('Alert')).rejects.toThrow(/the connection is closed; check Action/)
    await vi.waitFor(() => expect(asked(fake, 'DoAction')).toHaveLength(3))
    fake.terminateAll()
    await cut
    await expect(act('Alert')).rejects.toThrow(/not connected; it reconnects/)
  })

  it('does not hear its own runs again, only those of others', async () => {
    const { fake, run } = await connected(
      { world: { actions } },
      { events: ['Raw.*', 'General.*'] },
    )
    const act = actor(run)
    await act('Alert', { count: 3 })
    const others = { id: 'run-x', actionId: actions[1]?.id, name: 'Alert', arguments: { count: 3 } }
    fake.emit({ event: { source: 'Raw', type: 'Action' }, data: others })
    fake.emit({ event: { source: 'General', type: 'Custom' }, data: {} })
    await run.next('platform.event', told => told.data.name === 'streamerbot:General.Custom')
    const raw = run.events.flatMap(told =>
      told.type === 'platform.event' && told.data.name.includes('Raw.') ? [told.data] : [],
    )
    expect(raw).toMatchObject([{ name: 'streamerbot:Raw.Action', data: { id: 'run-x' } }])
  })
})
