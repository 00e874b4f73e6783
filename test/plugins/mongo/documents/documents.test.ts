import { BSON } from 'mongodb'
import { describe, expect, it } from 'vitest'
import {
  chatCollection,
  chatDocument,
  eventDocument,
} from '../../../../plugins/mongo/documents/documents.ts'
import {
  chatSchema,
  documentSchemas,
  eventSchema,
} from '../../../../plugins/mongo/documents/schemas.ts'
import { bob, line, second, whole } from '../../../support/mongo/events.ts'
import { fitsSchema } from '../../../support/mongo/fake/json-schema.ts'

const full = whole(
  'chat.message',
  {
    messageId: 'm1',
    text: 'hi Kappa',
    user: {
      ...bob,
      color: '#ff0000',
      badges: [{ name: 'moderator', version: '1' }],
      roles: ['moderator', 'subscriber'],
    },
    emotes: [{ id: '25', name: 'Kappa', start: 3, end: 7 }],
    bits: 5,
    reply: { messageId: 'm0', text: 'hello' },
    isFirst: false,
    isAction: true,
    isNotice: true,
    isSelf: false,
    sharedFrom: { id: '99', name: 'zed' },
  },
  { id: 'twitch:chat.message:m1', time: second(1), received: second(2), raw: { tags: 'x' } },
)

describe('a document of chat', () => {
  it('has every field of a line that has every field', () => {
    expect(asWritten(chatDocument(full))).toStrictEqual({
      _id: 'twitch:chat.message:m1',
      type: 'chat.message',
      platform: 'twitch',
      channel: 'ann',
      message: 'hi Kappa',
      user: {
        id: '7',
        username: 'bob',
        displayName: 'Bob',
        color: '#ff0000',
        badges: [{ name: 'moderator', version: '1' }],
        roles: ['moderator', 'subscriber'],
        mod: true,
        subscriber: true,
        vip: false,
        broadcaster: false,
      },
      timestamp: second(1),
      received: second(2),
      session: '2026-11-23T19:04Z',
      emotes: [{ id: '25', name: 'Kappa', start: 3, end: 7 }],
      bits: 5,
      metadata: {
        isAction: true,
        isNotice: true,
        isFirst: false,
        isSelf: false,
        reply: { messageId: 'm0', text: 'hello' },
        sharedFrom: { id: '99', name: 'zed' },
      },
      source: 'test',
      raw: { tags: 'x' },
    })
  })

  it('lacks what was not told, and holds no null', () => {
    const written = asWritten(chatDocument(bare()))
    expect(Object.keys(written)).toEqual([
      '_id',
      'type',
      'message',
      'user',
      'timestamp',
      'received',
      'source',
    ])
    expect(JSON.stringify(written)).not.toContain('null')
  })

  it('says that it was recovered later', () => {
    const late = asWritten(chatDocument(line(1, { recovered: true })))
    expect(late.recovered).toBe(true)
    expect(fitsSchema(late, chatSchema)).toBe(true)
    expect(fitsSchema({ ...late, recovered: 'yes' }, chatSchema)).toBe(false)
    expect(asWritten(chatDocument(line(1)))).not.toHaveProperty('recovered')
  })

  it('says that it was made up', () => {
    expect(asWritten(chatDocument(line(1, { test: true }))).test).toBe(true)
  })

  it.each([
    ['full', full],
    ['bare', bare()],
  ])('fits its schema when it is %s', (_, event) => {
    expect(fitsSchema(asWritten(chatDocument(event)), chatSchema)).toBe(true)
  })

  it('does not fit its schema without its text or with a time that is a text', () => {
    const written = asWritten(chatDocument(full))
    expect(fitsSchema({ ...written, message: undefined }, chatSchema)).toBe(false)
    expect(fitsSchema({ ...written, timestamp: '2026-11-23' }, chatSchema)).toBe(false)
  })
})

describe('a document of another event', () => {
  it('carries its data as it was told', () => {
    const raid = whole(
      'channel.raided',
      { from: { name: 'zed' }, viewers: 12 },
      { id: 'twitch:channel.raided:r1', cause: 'twitch:chat.message:m1', raw: { a: null } },
    )
    const written = asWritten(eventDocument(raid))
    expect(written).toStrictEqual({
      _id: 'twitch:channel.raided:r1',
      type: 'channel.raided',
      platform: 'twitch',
      channel: 'ann',
      timestamp: second(0),
      received: second(0),
      session: '2026-11-23T19:04Z',
      cause: 'twitch:chat.message:m1',
      source: 'test',
      data: { from: { name: 'zed' }, viewers: 12 },
      raw: { a: null },
    })
    expect(fitsSchema(written, eventSchema)).toBe(true)
  })

  it('says that it was recovered later, or made up', () => {
    const told = whole(
      'channel.raided',
      { from: { name: 'zed' }, viewers: 12 },
      { id: 'twitch:channel.raided:r1', recovered: true, test: true },
    )
    const written = asWritten(eventDocument(told))
    expect([written.recovered, written.test]).toEqual([true, true])
    expect(fitsSchema(written, eventSchema)).toBe(true)
  })
})

describe('the collection of a platform', () => {
  it.each([
    ['twitch', 'twitch_chat_messages'],
    [undefined, 'other_chat_messages'],
    ['', 'other_chat_messages'],
    ['my.own$platform', 'my_own_platform_chat_messages'],
  ])('of %s is %s', (platform, name) => {
    expect(chatCollection('{platform}_chat_messages', platform)).toBe(name)
  })
})

describe('the exported schemas', () => {
  it('stand under the names of the collections', () => {
    expect(Object.keys(documentSchemas())).toEqual(['{platform}_chat_messages', 'stream_events'])
    expect(documentSchemas({ chat: 'lines', events: 'rest' })).toStrictEqual({
      lines: chatSchema,
      rest: eventSchema,
    })
  })
})

function bare() {
  const { platform, channel, session, ...rest } = line(1)
  return rest
}

// As the driver writes it: what is undefined is absent.
function asWritten(document: object): BSON.Document {
  return BSON.deserialize(BSON.serialize(document, { ignoreUndefined: true }))
}
