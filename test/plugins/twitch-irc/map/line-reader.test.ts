import fc from 'fast-check'
import type { EventType, NewEvent } from 'promethean'
import { describe, expect, test } from 'vitest'
import { parseLine } from '../../../../plugins/formats/irc/parse.ts'
import { lineReader } from '../../../../plugins/twitch-irc/map/line-reader.ts'
import { lines, malformed } from '../../../support/frames/twitch/lines.ts'

type LineName = keyof typeof lines

/** The events of these lines, read one after the other by one reader. */
function read(...names: readonly LineName[]): readonly NewEvent[] {
  return readRaw(...names.map(name => lines[name]))
}

function readRaw(...raws: readonly string[]): readonly NewEvent[] {
  const reader = lineReader()
  return raws.flatMap(raw => {
    const line = parseLine(raw)
    return line ? reader(line) : []
  })
}

function typesOf(...names: readonly LineName[]): readonly EventType[] {
  return read(...names).map(({ type }) => type)
}

describe('a line of chat', () => {
  test('becomes a chat message, whole', () => {
    expect(read('plain')).toEqual([
      {
        type: 'chat.message',
        key: '6f1f4a3e-0001-4c52-9d3a-5b0a00000001',
        platform: 'twitch',
        channel: 'ann',
        time: new Date(1_790_000_000_123),
        raw: lines.plain,
        data: {
          messageId: '6f1f4a3e-0001-4c52-9d3a-5b0a00000001',
          text: 'Kappa Keepo Kappa',
          user: {
            id: '3003',
            name: 'cleo',
            displayName: 'Cleo',
            color: '#1E90FF',
            badges: [
              { name: 'subscriber', version: '12' },
              { name: 'bits', version: '100' },
            ],
            roles: ['subscriber'],
          },
          emotes: [
            { id: '25', name: 'Kappa', start: 0, end: 4 },
            { id: '1902', name: 'Keepo', start: 6, end: 10 },
            { id: '25', name: 'Kappa', start: 12, end: 16 },
          ],
          isFirst: false,
        },
      },
    ])
  })

  test.each([
    ['broadcaster', ['broadcaster']],
    ['everyRole', ['moderator', 'vip', 'subscriber']],
    ['plain', ['subscriber']],
    ['ones', []],
  ] as const)('of %s has its writer’s roles, in their order', (name, roles) => {
    expect(read(name)).toMatchObject([{ data: { user: { roles } } }])
  })

  test('by /me is an action, without its wrapper, its emotes where they stand in the text', () => {
    expect(read('action')).toMatchObject([
      { data: { text: 'dances Kappa', isAction: true, emotes: [{ name: 'Kappa', start: 7 }] } },
    ])
  })

  test('with bits is a message and a cheer, both by the message’s id', () => {
    expect(read('cheer')).toMatchObject([
      { type: 'chat.message', data: { text: 'Cheer100 well played', bits: 100 } },
      {
        type: 'channel.cheered',
        data: { bits: 100, text: 'Cheer100 well played', user: { name: 'ed' } },
      },
    ])
    expect(new Set(read('cheer').map(({ key }) => key))).toEqual(
      new Set(['6f1f4a3e-0005-4c52-9d3a-5b0a00000005']),
    )
  })

  test('with a single bit is a cheer of one, not of true', () => {
    expect(read('oneBit')).toMatchObject([{ data: { bits: 1 } }, { data: { bits: 1 } }])
  })

  test('of an anonymous cheer names nobody', () => {
    const [, cheer] = read('anonymousCheer')
    expect(cheer?.data).toEqual({ bits: 50, text: 'Anon50', isAnonymous: true })
  })

  test('that answers another says which, what it said and whose it was', () => {
    expect(read('reply')).toMatchObject([
      {
        data: {
          text: '@Cleo yes',
          isFirst: true,
          reply: {
            messageId: '6f1f4a3e-0001-4c52-9d3a-5b0a00000001',
            text: 'is it; yes\\no?',
            user: { id: '3003', name: 'cleo', displayName: 'Cleo' },
          },
        },
      },
    ])
  })

  test('from a partner’s room says so and keeps its own id', () => {
    expect(read('shared')).toMatchObject([
      {
        key: '6f1f4a3e-0009-4c52-9d3a-5b0a00000009',
        channel: 'ann',
        data: { sharedFrom: { id: '2002' } },
      },
    ])
    expect(read('sharedAtHome')[0]?.data).not.toHaveProperty('sharedFrom')
  })

  test('with bits cheered in a partner’s room is no cheer here', () => {
    expect(typesOf('sharedCheer')).toEqual(['chat.message'])
  })

  test('whose tags are 1 and 0 keeps them as texts', () => {
    expect(read('ones')).toMatchObject([
      {
        key: '1',
        data: { messageId: '1', text: '1', isFirst: false, user: { id: '1', displayName: '1' } },
      },
    ])
  })

  test('counts emotes in code points and keeps what is not ASCII', () => {
    expect(read('emoji')).toMatchObject([
      {
        data: {
          text: '\u{1F389} Kappa \u{E0000}',
          emotes: [{ name: 'Kappa', start: 2, end: 6 }],
          user: { name: 'gigi', displayName: '猫の姫' },
        },
      },
    ])
  })

  test('without tags has its writer and text, no time and no key', () => {
    expect(read('untagged')).toEqual([
      {
        type: 'chat.message',
        key: undefined,
        platform: 'twitch',
        channel: 'ann',
        time: undefined,
        raw: lines.untagged,
        data: {
          messageId: '',
          text: 'no tags at all',
          user: { id: 'cleo', name: 'cleo', displayName: 'cleo', roles: [] },
        },
      },
    ])
  })

  test('without a colon before its one word is whole', () => {
    expect(read('noColon')).toMatchObject([{ data: { text: 'oneword' } }])
  })

  test('with tags that have no value takes none of their names for one', () => {
    const [message] = read('bareTags')
    expect(message).toMatchObject({ channel: 'ann', data: { user: { displayName: 'cleo' } } })
    expect(message?.data).not.toHaveProperty('emotes')
    expect(message?.data).not.toHaveProperty('user.color')
  })

  test('to a person instead of a channel is kept under its own name', () => {
    expect(read('hosting')).toMatchObject([
      { type: 'platform.event', data: { name: 'twitch-irc:PRIVMSG' } },
    ])
  })
})

describe('a notice', () => {
  test('of a first subscription by Prime', () => {
    expect(read('sub')).toMatchObject([
      {
        type: 'channel.subscribed',
        key: '7a000000-0001-4c52-9d3a-5b0a00000001',
        time: new Date(1_790_000_100_000),
        data: { user: { id: '8008', name: 'hugo' }, tier: 'prime', months: 1, isResub: false },
      },
    ])
  })

  test('of a renewal tells months, the streak where shared, and the text', () => {
    expect(read('resub')[0]?.data).toMatchObject({
      tier: '2000',
      months: 15,
      streak: 7,
      isResub: true,
      text: 'fifteen months of this',
    })
    expect(read('planOne')[0]?.data).toMatchObject({ tier: '1', months: 2 })
    expect(read('planOne')[0]?.data).not.toHaveProperty('streak')
  })

  test('of a gift to one is a gift and a subscription', () => {
    expect(read('singleGift')).toMatchObject([
      {
        type: 'channel.gifted',
        key: '7a000000-0004-4c52-9d3a-5b0a00000004',
        data: { user: { name: 'jo' }, count: 1, tier: '1000', total: 4 },
      },
      {
        type: 'channel.subscribed',
        key: '7a000000-0004-4c52-9d3a-5b0a00000004',
        data: {
          user: { id: '1110', name: 'kim', displayName: 'Kim', roles: [] },
          months: 3,
          gift: { from: { name: 'jo' }, giftId: '5550000000000000001' },
        },
      },
    ])
  })

  test.each([
    ['now', 'mysteryGift', 'mysteryPart', '5550000000000000002'],
    ['formerly', 'oldMysteryGift', 'oldMysteryPart', '49 9d 3e 68'],
  ] as const)('of a gift to many, as told %s, is counted once', (_, gift, part, key) => {
    expect(typesOf(gift, part)).toEqual(['channel.gifted', 'channel.subscribed'])
    expect(read(gift)).toMatchObject([{ key }])
    expect(read(gift, part)[1]?.data).toMatchObject({ gift: { giftId: key } })
  })

  test('of a part whose whole was never heard is no gift of its own', () => {
    expect(typesOf('mysteryPart')).toEqual(['channel.subscribed'])
  })

  test('of a part known only by its origin is no gift of its own either', () => {
    expect(typesOf('oldMysteryPart')).toEqual(['channel.subscribed'])
    expect(read('oldMysteryPart')[0]?.data).toMatchObject({ gift: { giftId: '49 9d 3e 68' } })
  })

  test('of an anonymous gift names no giver', () => {
    const [gift, subscription] = read('anonymousGift')
    expect(gift?.data).toEqual({ isAnonymous: true, count: 1, tier: '3000' })
    expect(subscription?.data).toMatchObject({
      gift: { isAnonymous: true, giftId: '5550000000000000003' },
    })
    expect(subscription?.data).not.toHaveProperty('gift.from')
  })

  test('of a raid by one', () => {
    expect(read('raid')).toMatchObject([
      {
        type: 'channel.raided',
        data: { from: { id: '2002', name: 'bea', displayName: 'Bea' }, viewers: 1 },
      },
    ])
  })

  test.each([
    ['giftUpgrade', 'giftpaidupgrade'],
    ['sharedGift', 'sharedchatnotice'],
    ['sharedResub', 'sharedchatnotice'],
  ] as const)('called %s is kept under the name %s', (name, kind) => {
    expect(read(name)).toMatchObject([
      { type: 'platform.event', channel: 'ann', data: { name: `twitch-irc:USERNOTICE.${kind}` } },
    ])
  })

  test('of an unnamed kind keeps its text, its writer and its tags', () => {
    expect(read('announcement')[0]?.data).toMatchObject({
      text: 'stream starts late today',
      user: { name: 'dora', roles: ['moderator'] },
      data: { 'msg-param-color': 'PURPLE' },
    })
  })

  test('of bits that are no cheer tells who and how many', () => {
    const tags = 'id=x;login=cleo;msg-id=onetapgiftredeemed;msg-param-bits-spent=5;user-id=3003'
    expect(readRaw(`@${tags} :tmi.twitch.tv USERNOTICE #ann`)).toMatchObject([
      { type: 'platform.event', data: { user: { name: 'cleo' }, bits: 5 } },
    ])
  })

  test.each([
    ['announcement', 'platform.event', 'stream starts late today', 'dora'],
    ['resub', 'channel.subscribed', 'fifteen months of this', 'ina'],
  ] as const)('with words is the notice and a line: %s', (name, type, text, login) => {
    const [told, line] = read(name)
    expect(told).toMatchObject({ type })
    expect(line).toMatchObject({
      type: 'chat.message',
      key: told?.key,
      channel: 'ann',
      data: { messageId: told?.key, text, user: { name: login }, isNotice: true },
    })
    expect(line?.data).not.toHaveProperty('sharedFrom')
  })

  test('without tags is kept too', () => {
    expect(read('bareNotice')).toMatchObject([
      { data: { name: 'twitch-irc:USERNOTICE', text: 'a notice without tags' } },
    ])
  })
})

describe('of two channels, a line that names none as it should', () => {
  const known = [
    '@room-id=123;slow=0;subs-only=0 :tmi.twitch.tv ROOMSTATE #ann',
    '@room-id=124;slow=0;subs-only=0 :tmi.twitch.tv ROOMSTATE #bea',
  ]
  const told = (line: string, heard = known) => {
    const reader = lineReader(['ann', 'bea'])
    const [last] = [...heard, line].map(raw => reader(parseLine(raw) ?? fail(raw))).slice(-1)
    return last ?? []
  }
  const fail = (raw: string): never => {
    throw new Error(`no line: ${raw}`)
  }
  const chat = ':cleo!cleo@cleo.tmi.twitch.tv'
  const sent = 'tmi-sent-ts=1790000300000'

  test.each([
    ['a name without its #', `@room-id=124;${sent} :!@.tmi.twitch.tv CLEARCHAT bea`, known],
    ['that name before any id is known', `@room-id=124;${sent} :tmi.twitch.tv CLEARCHAT Bea`, []],
    ['that name without any tag', ':tmi.twitch.tv CLEARCHAT bea', known],
    ['nothing but the id of a room', `@room-id=124;${sent} :!@.tmi.twitch.tv CLEARCHAT`, known],
    ['a name with one # too many', `@room-id=124;${sent} :tmi.twitch.tv CLEARCHAT ##bea`, known],
  ] as const)('%s: it is the clearing of that room', (_, line, heard) => {
    expect(told(line, [...heard])).toMatchObject([
      { type: 'chat.cleared', channel: 'bea', data: {} },
    ])
  })

  test('a removal that tells only the ids is of that user alone', () => {
    expect(told(`@room-id=124;target-user-id=3003;${sent} :tmi.twitch.tv CLEARCHAT`)).toMatchObject(
      [
        { type: 'chat.cleared', channel: 'bea', data: { user: { id: '3003' } } },
        { type: 'chat.moderated', channel: 'bea' },
      ],
    )
  })

  test.each([
    ['chat.message', `@id=x;room-id=124;${sent} ${chat} PRIVMSG bea :hello`],
    ['chat.deleted', `@room-id=124;target-msg-id=x;${sent} :!@.tmi.twitch.tv CLEARMSG bea :hello`],
    [
      'channel.subscribed',
      `@login=cleo;msg-id=sub;room-id=124;${sent} :tmi.twitch.tv USERNOTICE bea`,
    ],
    ['platform.event', '@room-id=124;slow=30 :tmi.twitch.tv ROOMSTATE bea'],
    ['platform.event', '@msg-id=slow_on :tmi.twitch.tv NOTICE bea :Slow mode is on.'],
  ])('%s is told of the room that is meant: %s', (type, line) => {
    expect(told(line)).toMatchObject([{ type, channel: 'bea' }])
  })

  test.each([
    ['neither name nor id', `@${sent} :!@.tmi.twitch.tv CLEARCHAT`],
    ['a room nobody reads', `@room-id=999;${sent} :!@.tmi.twitch.tv CLEARCHAT carl`],
    [
      'name and id of two rooms nobody reads',
      `@room-id=999;${sent} :!@.tmi.twitch.tv CLEARCHAT bea`,
    ],
    ['an empty name', `@${sent} :!@.tmi.twitch.tv CLEARCHAT # :cleo`],
    ['a notice to everybody', ':tmi.twitch.tv NOTICE * :Twitch will be back soon.'],
    ['a line to a person', ':jtv!jtv@jtv.tmi.twitch.tv PRIVMSG bea :Carl is now hosting you.'],
    ['a deletion of nowhere', `@target-msg-id=x;${sent} :tmi.twitch.tv CLEARMSG`],
    ['a notice of nowhere', `@login=cleo;msg-id=sub;${sent} :tmi.twitch.tv USERNOTICE`],
    ['settings of nowhere', '@slow=30 :tmi.twitch.tv ROOMSTATE'],
  ])('%s: it is kept, of no channel', (_, line) => {
    expect(told(line)).toMatchObject([{ type: 'platform.event', channel: null }])
  })

  test('a user in the place of the room clears nothing', () => {
    expect(told(`@room-id=124;${sent} :!@.tmi.twitch.tv CLEARCHAT :cleo`)).toMatchObject([
      { type: 'platform.event', channel: 'bea', data: { name: 'twitch-irc:CLEARCHAT' } },
    ])
    expect(told(`@room-id=123;${sent} :!@.tmi.twitch.tv CLEARCHAT bea`)).toMatchObject([
      { type: 'platform.event', channel: 'ann' },
    ])
  })
})

describe('a removal', () => {
  test('of a timeout says for how long, one second too', () => {
    const user = { id: '3003', name: 'cleo' }
    expect(read('timeout')).toMatchObject([
      { type: 'chat.cleared', time: new Date(1_790_000_200_000), data: { user } },
      { type: 'chat.moderated', data: { action: 'timeout', user, seconds: 1 } },
    ])
  })

  test('of a ban, with tags and without', () => {
    expect(read('ban')).toMatchObject([
      { type: 'chat.cleared' },
      { type: 'chat.moderated', data: { action: 'ban', user: { id: '3003' } } },
    ])
    expect(read('untaggedTimeout')).toMatchObject([
      { type: 'chat.cleared', data: { user: { name: 'cleo' } } },
      { type: 'chat.moderated' },
    ])
  })

  test('of all lines names nobody', () => {
    expect(read('clear')).toMatchObject([{ type: 'chat.cleared', data: {} }])
    expect(read('clear')[0]?.data).toEqual({})
  })

  test('of one line has that line’s id', () => {
    const messageId = '6f1f4a3e-0001-4c52-9d3a-5b0a00000001'
    expect(read('deleted')).toMatchObject([
      {
        type: 'chat.deleted',
        key: messageId,
        data: { messageId, user: { name: 'cleo' }, text: 'Kappa Keepo Kappa' },
      },
    ])
    expect(read('deletedUnsaid')).toMatchObject([{ data: { name: 'twitch-irc:CLEARMSG' } }])
  })
})

test.each([
  ['slowOn', 'NOTICE.slow_on'],
  ['noticeUnnamed', 'NOTICE'],
  ['roomChange', 'ROOMSTATE'],
  ['hostTarget', 'HOSTTARGET'],
  ['unheardOf', 'SOMETHINGNEW'],
] as const)('%s is kept under the name twitch-irc:%s', (name, kind) => {
  expect(read(name)).toMatchObject([
    { type: 'platform.event', channel: 'ann', data: { name: `twitch-irc:${kind}` } },
  ])
})

test('login, join and whispers are no events', () => {
  const names = [
    'roomState',
    'whisper',
    'userState',
    'membership',
    'names',
    'unknownCommand',
  ] as const
  expect(names.flatMap(name => read(name))).toEqual([])
})

test('malformed lines throw nothing', () => {
  expect(() => readRaw(...malformed)).not.toThrow()
  expect(readRaw(...malformed).filter(({ raw }) => raw === undefined)).toEqual([])
})

test('a message cut short is kept under its own name', () => {
  expect(readRaw(':cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann')).toMatchObject([
    { type: 'platform.event', data: { name: 'twitch-irc:PRIVMSG' } },
  ])
})

test('whatever stands in a text, it arrives as it is', () => {
  const text = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter(said => !/[\r\n\0]|^\x01/.test(said))
  fc.assert(
    fc.property(text, said => {
      const [message] = readRaw(`@id=x :cleo!cleo@cleo.tmi.twitch.tv PRIVMSG #ann :${said}`)
      expect(message?.data).toMatchObject({ text: said })
    }),
  )
})

test('no line whatever makes the reader throw, or makes an event without a raw line', () => {
  const word = fc.constantFrom(
    ...'@ : ; = # ! \\ \x01ACTION PRIVMSG USERNOTICE CLEARCHAT CLEARMSG NOTICE ROOMSTATE #ann msg-id subgift'.split(
      ' ',
    ),
    ...'raid emotes 25:0-4 badges a/1 bits 1 0 id tmi-sent-ts \u{1F389} submysterygift sharedchatnotice'.split(
      ' ',
    ),
    ' ',
  )
  const twisted = fc.array(fc.oneof(word, fc.string({ maxLength: 4 }))).map(words => words.join(''))
  const cut = fc
    .tuple(fc.constantFrom(...Object.values(lines)), fc.nat(400), fc.nat(40))
    .map(([line, at, length]) => line.slice(0, at) + line.slice(at + length))
  fc.assert(
    fc.property(fc.oneof(twisted, cut), raw => {
      for (const event of readRaw(raw)) expect(event.raw).toBe(raw)
    }),
    { numRuns: 2_000 },
  )
})
