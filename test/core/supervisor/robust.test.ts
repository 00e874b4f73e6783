import { definePlugin, drop, event, keep, type NewEvent, NotReady } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'

const user = { id: '1', name: 'ann', displayName: 'Ann', roles: [] }
const line = (text: string) =>
  event(
    'chat.message',
    { messageId: text, text, user },
    { platform: 'twitch', channel: 'ann', key: text },
  )

it('a malformed event is kept, its source is named, and those behind it go their way', async () => {
  const quiet = definePlugin({ name: 'quiet', setup() {} })
  const run = await runPlugin(quiet())
  onTestFinished(() => run.stop())
  // What a plugin without types may do.
  const malformed: unknown = { type: 'channel.redeemed', data: { user }, platform: 'twitch' }
  run.emit(malformed as NewEvent)
  run.emit(line('after it'))
  await run.next('chat.message', ({ data }) => data.text === 'after it')
  expect(run.events.map(({ type }) => type)).toContain('channel.redeemed')
  expect(run.logged.some(({ level, plugin }) => level === 'error' && plugin === 'test')).toBe(true)
})

it('an event whose fields are of another kind than its type says is kept, and holds up nothing', async () => {
  const quiet = definePlugin({ name: 'quiet', setup() {} })
  const run = await runPlugin(quiet())
  onTestFinished(() => run.stop())
  let deep: unknown = 'deep'
  for (let depth = 0; depth < 20_000; depth++) deep = { deep }
  const thrower = {
    toJSON() {
      throw new Error('no JSON')
    },
  }
  const { data, ...rest } = line('malformed')
  // What a plugin without types may do.
  const malformed: unknown[] = [
    { ...rest, key: '1', data, channel: { name: 'ann' } },
    { ...rest, key: '2', data, channel: () => 'ann' },
    { ...rest, key: '3', data, cause: true },
    { ...rest, key: '4', data, cause: ['x'] },
    { ...rest, key: '5', data: { ...data, deep } },
    { ...rest, key: '6', data: { ...data, thrower } },
  ]
  for (const each of malformed) run.emit(each as NewEvent)
  run.emit(line('after it'))
  await run.next('chat.message', ({ data }) => data.text === 'after it')
  await run.flush()
  const status = await run.status()
  expect(status).toMatchObject({ kept: 7, unjournaled: 0 })
})

it('an event that cannot even be read is not counted as seen', async () => {
  const quiet = definePlugin({ name: 'quiet', setup() {} })
  const run = await runPlugin(quiet())
  onTestFinished(() => run.stop())
  const raw = {
    get secret() {
      throw new Error('not for you')
    },
  }
  run.emit(line('before it'))
  run.emit({ ...line('unreadable'), raw })
  await run.flush()
  expect(await run.status()).toMatchObject({ seen: 1, kept: 1 })
})

it('two edits within one hanging batch never make two readers of one cursor', async () => {
  let active = 0
  let most = 0
  const finish: (() => void)[] = []
  const taken: string[] = []
  const slow = definePlugin({
    name: 'slow',
    options: z.strictObject({ edit: z.number() }),
    setup: ({ consume }) => {
      consume({ types: ['chat.message'], from: 'beginning' }, async events => {
        active += 1
        most = Math.max(most, active)
        await new Promise<void>(resolve => finish.push(resolve))
        active -= 1
        taken.push(...events.map(({ data }) => data.text))
      })
    },
  })
  const run = await runPlugin(slow({ edit: 0 }))
  onTestFinished(() => run.stop())
  run.emit(line('one'))
  await expect.poll(() => finish.length).toBe(1)
  await run.reload(slow({ edit: 1 }))
  await run.reload(slow({ edit: 2 }))
  run.emit(line('two'))
  await run.flush()
  finish.shift()?.()
  await expect.poll(() => finish.length).toBe(1)
  finish.shift()?.()
  await expect.poll(() => taken).toEqual(['one', 'two'])
  expect(most).toBe(1)
})

it('a filter does not open because its next instance is not ready yet', async () => {
  const gate = definePlugin({
    name: 'gate',
    options: z.strictObject({ isReady: z.boolean() }),
    setup: ({ filter, options }) => {
      if (!options.isReady) throw new NotReady('the list of words cannot be read yet')
      filter('chat.message', ({ data }) => (data.text.startsWith('bad') ? drop('word') : keep()))
    },
  })
  const run = await runPlugin(gate({ isReady: true }))
  onTestFinished(() => run.stop())
  await run.reload(gate({ isReady: false }))
  run.emit(line('bad words'))
  run.emit(line('good words'))
  await run.next('chat.message', ({ data }) => data.text === 'good words')
  expect(run.events.filter(({ type }) => type === 'chat.message')).toHaveLength(1)
})

it('a state that could not be read once is read at the next try', async () => {
  const journal = await openMemoryJournal()
  const { state } = journal
  let failures = 1
  journal.state = async use => {
    if (use === 'counter' && failures-- > 0) throw new NotReady('the disk does not answer')
    return state.call(journal, use)
  }
  const counter = definePlugin({ name: 'counter', setup: ({ state: kept }) => kept.set('n', 1) })
  const run = await runPlugin(counter(), { journal })
  onTestFinished(() => run.stop())
  expect(run.state()).toBe('retrying')
  await expect.poll(() => run.state()).toBe('ready')
})
