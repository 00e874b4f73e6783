import { map, tap } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { event } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { drop, keep } from '../../../core/plugin/verdict.ts'
import { world } from './world.ts'

const heard: string[] = []
const listener = definePlugin({
  name: 'listener',
  setup: ({ on }) =>
    on('mood.set').pipe(
      tap(told => heard.push(told.data.mood)),
      map(told => event('title.wanted', {}, { cause: told.id })),
    ),
})
const gate = definePlugin({
  name: 'gate',
  setup: ({ filter }) => {
    filter('mood.set', told => (told.data.mood === 'rude' ? drop('rude') : keep()))
  },
})

describe('a fired event', () => {
  it('is made up, filtered, heard, kept and counted like any source’s', async () => {
    const { runtime, judged, of } = await world([gate(), listener()])
    const { id } = runtime.fire(event('mood.set', { mood: 'cosy' }))
    runtime.fire(event('mood.set', { mood: 'rude' }))
    expect(heard).toEqual(['cosy'])
    expect(of('mood.set')).toMatchObject([{ id, test: true, source: 'promethean' }])
    expect(judged.filter(({ verdict }) => !verdict.kept)).toMatchObject([
      { verdict: { reason: 'gate/rude' } },
    ])
    // Its answer is made up too.
    expect(of('title.wanted')).toMatchObject([{ cause: id, test: true, source: 'listener' }])
    expect(await runtime.status()).toMatchObject({ seen: 3, kept: 2, dropped: { 'gate/rude': 1 } })
  })

  it('happens in the streamer’s own channel where none is named', async () => {
    const { runtime } = await world([], { streamer: { twitch: 'ann' } })
    const told = event('channel.updated', { title: 'x' }, { platform: 'twitch' })
    expect(runtime.fire(told).channel).toBe('ann')
    expect(runtime.fire({ ...told, channel: 'bea' }).channel).toBe('bea')
    expect(runtime.fire(event('channel.updated', {}, { platform: 'kick' })).channel).toBeUndefined()
  })

  it('happens where a source is connected as, where the config names no account', async () => {
    const source = definePlugin({
      name: 'source',
      setup: ({ link }) => {
        link({ quiet: '1d' }).connected([{ platform: 'twitch', channel: 'cleo' }])
      },
    })
    const { runtime } = await world([source()])
    const told = event('channel.updated', { title: 'x' }, { platform: 'twitch' })
    expect(runtime.fire(told).channel).toBe('cleo')
    expect(runtime.platforms()).toEqual(['twitch'])
  })
})
