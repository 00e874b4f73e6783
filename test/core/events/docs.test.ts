import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { completeEvent } from '../../../core/events/complete.ts'
import type { Event, NewEvent } from '../../../core/events/event.ts'
import { twinKey } from '../../../core/events/twins.ts'
import { EVENT_TYPES } from '../../../core/events/types.ts'
import { Redactor } from '../../../core/secrets/redact.ts'
import { toEvents } from '../../../plugins/streamerbot/map/map.ts'
import { allFrames } from '../../support/frames/streamerbot/index.ts'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const guide = read('docs/events.md')
const vocabulary = read('core/events/vocabulary.ts')

interface Row {
  readonly type: string
  readonly key: string
  readonly twins: string
}

const rows: readonly Row[] = (guide.split('\n## Chat\n')[0] ?? '').split('\n').flatMap(text => {
  const [, type, key, twins] = /^\| `([a-z.]+\.[a-z]+)` \|([^|]*)\|([^|]*)\|$/.exec(text) ?? []
  return type === undefined ? [] : [{ type, key: (key ?? '').trim(), twins: (twins ?? '').trim() }]
})

const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }

/** A value for every field a twin may be told by, and another one. */
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

function told(type: string, data: Readonly<Record<string, unknown>>): Event {
  // Made from the table, so its data fits its type as far as the table is right.
  const made = { type, data, platform: 'twitch', channel: 'ann' } as unknown as NewEvent
  return completeEvent(made, {
    source: 'x',
    received: new Date(0),
    session: undefined,
    accountOf: () => undefined,
    redactor: new Redactor(),
  })
}

describe('the table of keys and twins in docs/events.md', () => {
  it('has a row for every type, in the order of the vocabulary', () => {
    expect(rows.map(({ type }) => type)).toEqual(EVENT_TYPES)
  })

  it.each(rows)('is right about the twins of $type', ({ type, twins }) => {
    const fields = [...twins.matchAll(/`([a-zA-Z]+)`/g)].map(([, name]) => name ?? '')
    const all = [...fieldsOf(type)]
    const data = Object.fromEntries(all.map(field => [field, sample(field, 0)]))
    const key = twinKey(told(type, data))
    if (twins === '') {
      expect(key).toBeUndefined()
      return
    }
    expect(key).toBeDefined()
    const decisive = all.filter(
      field => twinKey(told(type, { ...data, [field]: sample(field, 1) })) !== key,
    )
    expect(decisive.toSorted()).toEqual(fields.toSorted())
  })

  const events = allFrames.flatMap(frame => toEvents(frame, new Map([['twitch', 'ann']])))

  it.each(rows)('is right about the key of $type, as a source tells it', ({ type, key }) => {
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
    const listed = rows.filter(({ key }) => key !== '').map(({ type }) => type)
    expect(listed.filter(type => keyed.has(type as never)).length).toBeGreaterThan(7)
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
      session: undefined,
      accountOf: () => undefined,
      redactor: new Redactor(),
    }
    expect(completeEvent({ ...nowhere, platform: 'twitch' }, by).id).toBe('twitch:stream.online:s1')
    expect(completeEvent(nowhere, by).id).toBe('irc:stream.online:s1')
  })
})

describe('the shapes in docs/events.md', () => {
  it.each(EVENT_TYPES)('list every field of %s', type => {
    const section = guide
      .split(/\n###? /)
      .find(part => part.split('\n')[0]?.includes(`\`${type}\``))
    expect(section).toBeDefined()
    const listed = [...(section ?? '').matchAll(/^\| `([a-zA-Z]+)` \|/gm)].map(([, name]) => name)
    expect(listed).toEqual([...fieldsOf(type)])
  })

  it('list every field of the envelope', () => {
    const envelope = read('core/events/event.ts').split('export type Event<')[0] ?? ''
    const fields = [...envelope.matchAll(/^ {2}readonly ([a-z]+)\??:/gm)].map(([, name]) => name)
    const section = guide.split('\n## ').find(part => part.startsWith('The envelope')) ?? ''
    expect([...section.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name]) => name)).toEqual(fields)
  })
})

/** The top-level fields of a type's data, read off the vocabulary. */
function fieldsOf(type: string): ReadonlySet<string> {
  const events = vocabulary.slice(vocabulary.indexOf('export interface Events {'))
  const start = events.indexOf(`'${type}': `) + `'${type}': `.length
  const [, named] = /^([A-Z][A-Za-z]+)\n/.exec(events.slice(start)) ?? []
  if (named === undefined) return topLevel(events.slice(start))
  return topLevel(
    vocabulary.slice(vocabulary.indexOf(`export interface ${named} `)).replace(/^[^{]*/, ''),
  )
}

function topLevel(text: string): ReadonlySet<string> {
  const fields = new Set<string>()
  if (!text.startsWith('{')) return fields
  let depth = 0
  for (const [token, name] of text.matchAll(/readonly ([a-zA-Z]+)\??:|[{}]/g)) {
    if (token === '{') depth += 1
    else if (token === '}') depth -= 1
    else if (depth === 1 && name !== undefined) fields.add(name)
    if (depth === 0) break
  }
  return fields
}
