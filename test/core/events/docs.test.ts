import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { completeEvent } from '../../../core/events/complete.ts'
import {
  type CoreType,
  coreEvents,
  declarationOf,
  EVENT_TYPES,
} from '../../../core/events/core-events.ts'
import { envelopeSchema } from '../../../core/events/envelope.ts'
import type { Event, NewEvent } from '../../../core/events/event.ts'
import { twinKey } from '../../../core/events/twins.ts'
import { Redactor } from '../../../core/secrets/redact.ts'
import { toEvents } from '../../../plugins/streamerbot/map/events.ts'
import { allFrames } from '../../support/frames/streamerbot/index.ts'

const guide = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8')

const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }

/** Values of the fields twins are told by, and others; of all other fields a number does. */
const SAMPLES: Readonly<Record<string, readonly [unknown, unknown]>> = {
  user: [user, { ...user, name: 'eve' }],
  from: [user, { ...user, name: 'eve' }],
  gift: [undefined, { from: user }],
  reward: [
    { id: 'r1', title: 'Water' },
    { id: 'r2', title: 'Water' },
  ],
  action: ['ban', 'unban'],
  phase: ['started', 'ended'],
}
const sample = (field: string, which: 0 | 1): unknown => (SAMPLES[field] ?? [5, 6])[which]

function told(type: CoreType, data: Readonly<Record<string, unknown>>): Event {
  // Made of samples, which fit the type as far as its twins look at them.
  const made = { type, data, platform: 'twitch', channel: 'ann' } as unknown as NewEvent
  return completeEvent(made, {
    source: 'x',
    received: new Date(0),
    sessionOf: () => undefined,
    accountOf: () => undefined,
    redactor: new Redactor(),
  })
}

/** Data with all fields its type has. */
function sampleData(type: CoreType): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fieldsOf(type).map(field => [field, sample(field, 0)]))
}

function fieldsOf(type: CoreType): readonly string[] {
  return Object.keys(coreEvents[type].schema.shape)
}

/** The fields its twins are told by; undefined where it has none. */
function twinFields(type: CoreType): readonly string[] | undefined {
  const fields = declarationOf(type)?.twin?.(sampleData(type))
  return fields && Object.keys(fields)
}

function rowOf(type: CoreType): string {
  const { key = '', twinSaid = twinsOf(twinFields(type)) } = declarationOf(type) ?? {}
  const cells = [`\`${type}\``, key, twinSaid]
  return `|${cells.map(cell => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`
}

function twinsOf(fields: readonly string[] | undefined): string {
  if (fields?.length === 0) return 'none: any other report is a twin'
  return fields?.map(field => `\`${field}\``).join(', ') ?? ''
}

describe('the table of keys and twins in docs/events.md', () => {
  it('is what the declarations of the types say, in their order', () => {
    const [, table = ''] = guide.split('| type | key | twin fields |\n| --- | --- | --- |\n')
    expect(table.split('\n\n')[0]?.split('\n')).toEqual(EVENT_TYPES.map(rowOf))
  })

  it.each(EVENT_TYPES)('names just those fields that tell a %s from another', type => {
    const data = sampleData(type)
    const key = twinKey(told(type, data))
    const decisive = fieldsOf(type).filter(
      field => twinKey(told(type, { ...data, [field]: sample(field, 1) })) !== key,
    )
    expect(decisive.toSorted()).toEqual((twinFields(type) ?? []).toSorted())
    const { twinSaid } = declarationOf(type) ?? {}
    if (twinSaid !== undefined)
      expect(Array.from(twinSaid.matchAll(/`(\w+)`/g), ([, name]) => name)).toEqual(
        twinFields(type),
      )
  })

  const events = allFrames.flatMap(frame => toEvents(frame, new Map([['twitch', 'ann']])))

  it.each(EVENT_TYPES)('is right about the key of a %s, as a source tells it', type => {
    const { key = '' } = declarationOf(type) ?? {}
    const ofType = events.filter(event => event.type === type)
    for (const event of ofType) {
      if (key === '') expect(event.key).toBeUndefined()
      if (event.key === undefined || event.test) continue
      expect(event.key).not.toBe('')
      const [, field] = /^`([a-zA-Z]+)`$/.exec(key) ?? []
      if (field !== undefined) expect(event.key).toBe(Reflect.get(event.data, field))
      if (event.type === 'channel.followed')
        expect(event.key).toBe(`${event.data.user.id}:${event.time?.toISOString().slice(0, 19)}Z`)
    }
  })

  it('was held against real mappings of most types with a key', () => {
    const keyed = new Set(events.filter(({ key }) => key !== undefined).map(({ type }) => type))
    const declared = EVENT_TYPES.filter(type => declarationOf(type)?.key !== undefined)
    expect(declared.filter(type => keyed.has(type)).length).toBeGreaterThan(7)
  })

  it('makes ids of platform, type and key', () => {
    const { platform: _none, ...nowhere } = {
      platform: 'twitch',
      type: 'stream.online' as const,
      data: {},
      key: 's1',
    }
    const by = {
      source: 'irc',
      received: new Date(0),
      sessionOf: () => undefined,
      accountOf: () => undefined,
      redactor: new Redactor(),
    }
    expect(completeEvent({ ...nowhere, platform: 'twitch' }, by).id).toBe('twitch:stream.online:s1')
    expect(completeEvent(nowhere, by).id).toBe('irc:stream.online:s1')
  })
})

describe('the shapes in docs/events.md', () => {
  it.each(EVENT_TYPES)('list every field of a %s, and which may be absent', type => {
    const section = guide
      .split(/\n###? /)
      .find(part => part.split('\n')[0]?.includes(`\`${type}\``))
    expect(section).toBeDefined()
    expect(listed(section)).toEqual(shown(coreEvents[type].schema))
  })

  it('list every field of the envelope, and which may be absent', () => {
    const section = guide.split('\n## ').find(part => part.startsWith('The envelope'))
    // JSON Schema takes data of any shape, and so none at all.
    const fields = shown(envelopeSchema).map(([name, mark]) => [name, name === 'data' ? '' : mark])
    expect(listed(section)).toEqual(fields)
  })
})

type Field = readonly [name: string, mark: '?' | '']

function listed(section = ''): readonly Field[] {
  return Array.from(
    section.matchAll(/^\| `([a-zA-Z]+)` \| ([^|]+) \|/gm),
    ([, name = '', kind]) => [name, kind?.endsWith('?') ? '?' : ''],
  )
}

function shown(schema: z.ZodObject): readonly Field[] {
  const { required = [] } = z.toJSONSchema(schema, { io: 'input' })
  return Object.keys(schema.shape).map(name => [name, required.includes(name) ? '' : '?'])
}
