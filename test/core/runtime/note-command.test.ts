import { expect, it, onTestFinished } from 'vitest'
import { event, type Role } from '../../../core/index.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { MemoryIndex } from '../../../core/plugin/ports/memory.ts'
import { fakeChatOutput, fakePort, runPlugin } from '../../../core/testing/index.ts'

const remembers = fakePort(MemoryIndex, { nearest: async () => ({ passages: [], model: 'none' }) })
const marker = definePlugin({ name: 'marker', setup: () => undefined })

interface Said {
  readonly by?: Role
  readonly channel?: string
  readonly test?: true
  readonly isSelf?: boolean
  readonly shown?: string
}

let lines = 0
function line(text: string, { by, channel = 'ann', test, isSelf, shown = 'Bea' }: Said = {}) {
  const key = `m${++lines}`
  const user = { id: '7', name: 'bea', displayName: shown, roles: by === undefined ? [] : [by] }
  const data = { messageId: key, text, user, ...(isSelf && { isSelf }) }
  return event('chat.message', data, { key, platform: 'twitch', channel, ...(test && { test }) })
}

async function chatting(ports = [remembers]) {
  const chat = fakeChatOutput()
  const settings = { ports: [chat, ...ports], config: { streamer: { twitch: 'ann' } } }
  const run = await runPlugin(marker(), settings)
  onTestFinished(() => run.stop())
  // Lines are dealt with in their order: after the last of them, nothing more comes.
  const noted = async (...said: readonly ReturnType<typeof line>[]) => {
    for (const one of said) run.emit(one)
    run.emit(line('!note the last', { by: 'broadcaster' }))
    await run.next('memory.noted', ({ data }) => data.text === 'the last')
    return run.events.filter(one => one.type === 'memory.noted').slice(0, -1)
  }
  return { run, chat, noted }
}

it('moderators and the broadcaster write notes in the own chat, and nobody else does', async () => {
  const { chat, noted } = await chatting()
  const found = await noted(
    line('!note the second boss is the hard one', { by: 'moderator' }),
    line('!NOTE  start there \u{E0000}', { by: 'broadcaster' }),
    line('!note I am nobody'),
    line('!note a friend', { by: 'vip' }),
    line('!note elsewhere', { by: 'moderator', channel: 'dora' }),
    line('!note said by the bot', { by: 'moderator', isSelf: true }),
    line('!notes are fun', { by: 'moderator' }),
    line('see !note x', { by: 'moderator' }),
  )
  expect(found).toMatchObject([
    {
      ...{ id: 'twitch:memory.noted:m1', cause: 'twitch:chat.message:m1', channel: 'ann' },
      data: { text: 'the second boss is the hard one', by: 'Bea' },
    },
    { data: { text: 'start there', by: 'Bea' } },
  ])
  expect(found.every(({ test }) => test === undefined)).toBe(true)
  expect(chat.said).toEqual(['noted', 'noted', 'noted'])
})

it('a note of a test message is a test event, and one without words says how to write it', async () => {
  const { chat, noted } = await chatting()
  const found = await noted(
    line('!note made up', { by: 'moderator', test: true }),
    line('!note', { by: 'moderator' }),
  )
  expect(found).toMatchObject([{ test: true, data: { text: 'made up' } }])
  expect(chat.said).toContain('write !note and what to remember')
})

it('one that is too long is not stored, and is answered', async () => {
  const { chat, noted } = await chatting()
  const found = await noted(
    line(`!note ${'x'.repeat(2_001)}`, { by: 'moderator' }),
    line(`!note ${'y'.repeat(2_000)}`, { by: 'moderator' }),
  )
  expect(found.map(({ data }) => data)).toEqual([{ text: 'y'.repeat(2_000), by: 'Bea' }])
  expect(chat.said).toEqual([
    ...['a note may have at most 2000 characters: write fewer words', 'noted', 'noted'],
  ])
})

it('a note of somebody without a display name has the name', async () => {
  const { noted } = await chatting()
  const found = await noted(line('!note here', { by: 'moderator', shown: '' }))
  expect(found).toMatchObject([{ data: { text: 'here', by: 'bea' } }])
})

it('is nothing special where the config has no memory', async () => {
  const { run, chat } = await chatting([])
  run.emit(line('!note nothing', { by: 'broadcaster' }))
  await run.next('chat.message')
  await run.flush()
  expect(run.events.map(({ type }) => type)).not.toContain('memory.noted')
  expect(chat.said).toEqual([])
})
