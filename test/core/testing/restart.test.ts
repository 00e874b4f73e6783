import { definePlugin, event } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'

const cleo = { id: '3', name: 'cleo', displayName: 'Cleo', roles: [] }
const follow = (key: string) =>
  event('channel.followed', { user: cleo }, { key, platform: 'twitch' })

/** Counts follows in its state, and reads them from the journal. */
function counting() {
  const read: string[] = []
  const lives: number[] = []
  const plugin = definePlugin({
    name: 'counting',
    setup: ({ consume, on, state }) => {
      lives.push(state.get<number>('count') ?? 0)
      on('channel.followed', () => state.set('count', (state.get<number>('count') ?? 0) + 1))
      consume({ types: ['channel.followed'], from: 'beginning' }, async events => {
        read.push(...events.map(({ id }) => id))
      })
    },
  })
  return { plugin, read, lives }
}

it('a restart keeps the state and the place of a consumer', async () => {
  const { plugin, read, lives } = counting()
  const run = await runPlugin(plugin())
  onTestFinished(() => run.stop())
  run.emit(follow('a'))
  await expect.poll(() => read).toEqual(['twitch:channel.followed:a'])
  await run.restart()
  run.emit(follow('b'))
  await expect.poll(() => read).toEqual(['twitch:channel.followed:a', 'twitch:channel.followed:b'])
  await run.restart()
  expect(lives).toEqual([0, 1, 2])
  expect(run.events.filter(({ type }) => type === 'channel.followed')).toHaveLength(2)
})

it('what was already told is a repeat after a restart', async () => {
  const { plugin, read } = counting()
  const run = await runPlugin(plugin())
  onTestFinished(() => run.stop())
  run.emit(follow('a'))
  await run.restart()
  run.emit(follow('a'))
  run.emit(follow('b'))
  await expect.poll(() => read).toEqual(['twitch:channel.followed:a', 'twitch:channel.followed:b'])
})

it('a restart takes other options, and later ones keep them', async () => {
  const seen: unknown[] = []
  const plugin = definePlugin({
    name: 'seeing',
    options: z.strictObject({ word: z.string() }),
    setup: ({ options }) => void seen.push(options.word),
  })
  const run = await runPlugin(plugin({ word: 'one' }))
  onTestFinished(() => run.stop())
  await run.restart(plugin({ word: 'two' }))
  await run.restart()
  await expect(run.restart(plugin({ word: 3 as unknown as string }))).rejects.toThrow('word')
  expect(run.state()).toBe('ready')
  expect(seen).toEqual(['one', 'two', 'two'])
})

it('stop closes the journal, after restarts too', async () => {
  const { plugin } = counting()
  const run = await runPlugin(plugin())
  await run.restart()
  await run.stop()
  await expect(run.journal.end()).rejects.toThrow('it is closed')
})
