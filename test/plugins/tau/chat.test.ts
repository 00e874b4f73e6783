import fc from 'fast-check'
import type { NewEvent } from 'promethean'
import { describe, expect, test } from 'vitest'
import { parseChatFrame } from '../../../plugins/tau/client/chat-frame.ts'
import { toChatEvents } from '../../../plugins/tau/map/chat-events.ts'
import { chatLines } from '../../support/frames/tau/chat.ts'
import { ircFrame } from '../../support/tau/irc-frame.ts'
import { pythonJson } from '../../support/tau/python-json.ts'

function eventsOf(frame: unknown): readonly NewEvent[] {
  const parsed = parseChatFrame(pythonJson(frame))
  if (parsed.kind !== 'lines') throw new Error(`expected lines, got ${parsed.kind}`)
  return parsed.lines.flatMap(line => toChatEvents(line, parsed.raw))
}

function withoutRaw({ irc_username, data }: ReturnType<typeof ircFrame>) {
  return { irc_username, data: { ...data, raw: undefined } }
}

describe.each([
  ['from the whole line', (line: string) => ircFrame('helper', line)],
  ["from TAU's parts", (line: string) => withoutRaw(ircFrame('helper', line))],
] as const)('%s', (_, frame) => {
  const messageOf = (line: string) => eventsOf(frame(line))[0]

  test('a line is the chat message of its id', () => {
    expect(messageOf(chatLines.plain)).toMatchObject({
      type: 'chat.message',
      platform: 'twitch',
      channel: 'annstreams',
      key: '7c5d0001-0000-4000-8000-000000000001',
      time: new Date(1795200000001),
      data: {
        messageId: '7c5d0001-0000-4000-8000-000000000001',
        text: 'Kappa Keepo Kappa well: done',
        user: {
          id: '700201',
          name: 'bo_builds',
          displayName: 'Bo_Builds',
          color: '#1E90FF',
          badges: [
            { name: 'moderator', version: '1' },
            { name: 'subscriber', version: '12' },
          ],
          roles: ['moderator', 'subscriber'],
        },
        emotes: [
          { id: '25', name: 'Kappa', start: 0, end: 4 },
          { id: '1902', name: 'Keepo', start: 6, end: 10 },
          { id: '25', name: 'Kappa', start: 12, end: 16 },
        ],
      },
    })
  })

  test('escapes are undone', () => {
    expect(messageOf(chatLines.escaped)?.data).toMatchObject({
      user: { name: 'missfizz', displayName: 'Miss Fizz', roles: [] },
      reply: {
        messageId: '7c5d0001-0000-4000-8000-000000000001',
        user: { id: '700201', name: 'bo_builds', displayName: 'Bo_Builds' },
      },
    })
  })

  test('an action is its text, emotes counted in code points of it', () => {
    expect(messageOf(chatLines.action)?.data).toMatchObject({
      text: 'waves 👋 Kappa',
      isAction: true,
      emotes: [{ id: '25', name: 'Kappa', start: 8, end: 12 }],
    })
  })

  test('a cheer is a message with bits and a cheer, both by its id', () => {
    const events = eventsOf(frame(chatLines.cheer))
    expect(events.map(({ type, key }) => [type, key])).toEqual([
      ['chat.message', '7c5d0001-0000-4000-8000-000000000004'],
      ['channel.cheered', '7c5d0001-0000-4000-8000-000000000004'],
    ])
    expect(events.map(({ data }) => data)).toMatchObject([
      { bits: 250 },
      { bits: 250, text: 'Cheer250 wow' },
    ])
  })

  test('a line from a shared chat says where it was written and is no cheer here', () => {
    const events = eventsOf(frame(chatLines.shared))
    expect(events).toHaveLength(1)
    expect(events[0]?.data).toMatchObject({ sharedFrom: { id: '700400' } })
  })

  test('a line without tags still has its author and text', () => {
    const made = messageOf(chatLines.untagged)
    expect(made?.data).toMatchObject({
      text: 'no tags at all',
      user: { id: 'old_timer', name: 'old_timer', displayName: 'old_timer', roles: [] },
    })
    expect(made?.key).toBeUndefined()
  })
})

test('what TAU cuts out of a tag is read from the whole line', () => {
  const [made] = eventsOf(ircFrame('helper', chatLines.escaped))
  expect(made?.data).toMatchObject({ reply: { text: 'a; b c=d' } })
})

test('two lines in one frame are two messages', () => {
  const events = eventsOf(ircFrame('helper', `${chatLines.plain}\r\n${chatLines.action}`))
  expect(events.map(({ key }) => key)).toEqual([
    '7c5d0001-0000-4000-8000-000000000001',
    '7c5d0001-0000-4000-8000-000000000003',
  ])
})

test('two lines in one frame without the whole line: the text ends at the line end', () => {
  const [made] = eventsOf(
    withoutRaw(ircFrame('helper', `${chatLines.plain}\r\n${chatLines.action}`)),
  )
  expect(made?.data).toMatchObject({ text: 'Kappa Keepo Kappa well: done' })
})

test.each([
  [{ event: 'keep_alive' }, 'control'],
  [{ error: 'the provided token does not match any users.' }, 'control'],
  [{ irc_username: 'helper', data: { command: 'keep_alive' } }, 'control'],
  [{ irc_username: 'helper', data: {} }, 'malformed'],
  [{ irc_username: 'helper' }, 'malformed'],
  [
    { irc_username: 'helper', data: { command: 'PRIVMSG', 'message-text': 'to nobody' } },
    'malformed',
  ],
  [{ irc_username: 'helper', data: { raw: ':tmi.twitch.tv PRIVMSG #c :a server' } }, 'malformed'],
  [[], 'malformed'],
])('%j is %s', (frame, kind) => {
  expect(parseChatFrame(JSON.stringify(frame)).kind).toBe(kind)
})

test('whatever stands under data, nothing throws', () => {
  const keys = ['raw', 'tags', 'prefix', 'command', 'params', 'message-text']
  const data = fc.dictionary(
    fc.constantFrom(...keys),
    fc.oneof(fc.jsonValue(), fc.constantFrom(...Object.values(chatLines))),
  )
  fc.assert(
    fc.property(data, data => {
      const parsed = parseChatFrame(JSON.stringify({ irc_username: 'x', data }))
      if (parsed.kind !== 'lines') return
      for (const made of parsed.lines.flatMap(line => toChatEvents(line, parsed.raw))) {
        expect(made.platform).toBe('twitch')
      }
    }),
  )
})

test('whatever the chat server says, nothing throws', () => {
  const tags = fc.string().map(text => text.replace(/[\s]/g, ''))
  fc.assert(
    fc.property(tags, fc.string(), (tags, text) => {
      const parsed = parseChatFrame(
        JSON.stringify({ data: { raw: `@${tags} :a!a@a PRIVMSG #c :${text}` } }),
      )
      expect(['lines', 'malformed']).toContain(parsed.kind)
      if (parsed.kind === 'lines') parsed.lines.flatMap(line => toChatEvents(line, parsed.raw))
    }),
  )
})
