import { event, TitleTarget } from 'promethean'
import { describe, expect, it, vi } from 'vitest'
import { Titles, titleTarget } from '../../../../plugins/streamerbot/requests/title.ts'
import type { FakeSettings } from '../../../support/streamerbot/fake-streamerbot.ts'
import { connected, freezeTimers } from '../connected.ts'

const SET_TITLE = { id: '0b54e1f4-92a2-4a0e-9d0f-6d2f2a0c7a11', name: 'Set Stream Title' }

describe('setting the title', () => {
  const titled = (settings: FakeSettings = {}, action: object = { setsTitle: true }) =>
    connected(
      { ...settings, world: { actions: [{ ...SET_TITLE, ...action }] } },
      { titleAction: SET_TITLE.name },
    )

  it('runs the action with the title, and is confirmed by what the platform tells', async () => {
    const { fake, run } = await titled()
    const target = run.port(TitleTarget)
    await expect(target.getTitle()).resolves.toBeUndefined()
    await expect(target.setTitle('Castles & cake')).resolves.toEqual({ isConfirmed: true })
    expect(fake.world.runs).toMatchObject([
      { action: { name: SET_TITLE.name }, args: { title: 'Castles & cake' } },
    ])
    await expect(target.getTitle()).resolves.toBe('Castles & cake')
    await expect(target.setTitle('Castles & cake')).resolves.toEqual({ isConfirmed: true })
  })

  it('is not confirmed where nothing is told, nor by another title or a test button', async () => {
    freezeTimers()
    const titles = new Titles()
    const runs: unknown[] = []
    const run = async (...run: unknown[]) => void runs.push(run)
    const target = titleTarget('Title', { actions: { run }, titles, platforms: () => undefined })
    const setting = target.setTitle('Mine')
    await vi.advanceTimersByTimeAsync(4_999)
    titles.read(event('channel.updated', { title: 'Somebody else’s' }))
    titles.read(event('channel.updated', { title: 'Mine' }, { test: true }))
    titles.read(event('stream.online', {}))
    await vi.advanceTimersByTimeAsync(1)
    await expect(setting).resolves.toEqual({ isConfirmed: false })
    expect(runs).toEqual([['Title', { title: 'Mine' }, {}]])
  })

  it('says which platforms it reaches, and runs nothing one of them would refuse', async () => {
    const { fake, run } = await titled()
    const target = run.port(TitleTarget)
    expect(target.platforms?.()).toEqual(['twitch', 'youtube', 'kick', 'trovo'])
    await expect(target.setTitle('a'.repeat(112))).rejects.toThrow(
      /cannot set the title: it has 112 characters, and only 100 are allowed on twitch, youtube, kick, trovo/,
    )
    await expect(target.setTitle('Chess <live>')).rejects.toThrow(/it contains </)
    expect(fake.world.runs).toEqual([])
    const broadcaster = { platforms: { twitch: { broadcastUserName: 'ann' } } }
    const actions = [{ ...SET_TITLE, setsTitle: true }]
    const alone = await connected(
      { world: { broadcaster, actions } },
      { titleAction: SET_TITLE.name },
    )
    const there = alone.run.port(TitleTarget)
    expect(there.platforms?.()).toEqual(['twitch'])
    await there.setTitle('<'.repeat(140))
    expect(alone.fake.world.runs).toHaveLength(1)
  })

  it('waits no longer than the connection and the signal', async () => {
    const titles = new Titles()
    const waiting = titles.isTold('Mine', undefined)
    titles.end()
    await expect(waiting).resolves.toBe(false)
    await expect(titles.isTold('Mine', AbortSignal.abort())).resolves.toBe(false)
    const told = titles.isTold('Mine', undefined)
    titles.read(event('channel.updated', { title: ' Mine ' }))
    await expect(told).resolves.toBe(true)
  })

  it('says so where the action is unknown or the title empty, and forgets titles with the connection', async () => {
    const { fake, run } = await connected(
      { world: { actions: [{ ...SET_TITLE, setsTitle: true }] } },
      { titleAction: 'Set Straem Title' },
    )
    const target = run.port(TitleTarget)
    await expect(target.setTitle('Mine')).rejects.toThrow(/did you mean Set Stream Title\?/)
    await expect(target.setTitle(' ')).rejects.toThrow(/cannot set the title: it is empty/)
    fake.emit({
      event: { source: 'Twitch', type: 'StreamUpdate' },
      data: { channel: 'ann', status: 'Theirs' },
    })
    await expect.poll(() => target.getTitle()).toBe('Theirs')
    fake.terminateAll()
    await run.next('source.disconnected')
    await expect(target.getTitle()).resolves.toBeUndefined()
  })

  it('is offered only where an action is named', async () => {
    const { run } = await connected()
    expect(() => run.port(TitleTarget)).toThrow('provides no TitleTarget')
  })
})
