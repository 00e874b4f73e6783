import { CloudEvent } from 'cloudevents'
import { describe, expect, it } from 'vitest'
import { type CoreType, coreEvents, EVENT_TYPES } from '../../../../core/events/core-events.ts'
import type { Event } from '../../../../core/events/event.ts'
import type { JournalRow } from '../../../../core/journal/port.ts'
import { EXPORT_FORMATS } from '../../../../core/operations/export/formats.ts'
import { DROPPED, line } from '../../journal/entries.ts'

function written(format: keyof typeof EXPORT_FORMATS, row: JournalRow, channel?: string): unknown {
  const found = EXPORT_FORMATS[format]({ all: false, channel, lines: 20 }).line(row)
  return found === undefined ? undefined : JSON.parse(JSON.stringify(found))
}

function rowOf(type: CoreType, more: Partial<Event> = {}): JournalRow {
  // The example is data of this very type.
  const event = { ...line(1).event, type, data: coreEvents[type].example, ...more } as Event
  return { ...line(1), event, position: 1 }
}

it.each(['#LanternKeep', 'lanternkeep', '@LANTERNKEEP'])(
  'a channel written %s is the one that sources tell',
  wanted => {
    const row = rowOf('mood.set', { channel: 'lanternkeep' })
    for (const format of ['ndjson', 'cloudevents'] as const)
      expect(written(format, row, wanted)).toBeDefined()
    expect(written('ndjson', row, `${wanted}2`)).toBeUndefined()
    const answered = rowOf('llm.answered', { channel: 'lanternkeep' })
    expect(written('training', answered, wanted)).toMatchObject({ chat: [] })
  },
)

describe('--format cloudevents', () => {
  it.each(EVENT_TYPES)('a %s is taken by the cloudevents library, strictly', type => {
    const taken = new CloudEvent(Object(written('cloudevents', rowOf(type))), true)
    expect(taken.validate()).toBe(true)
    expect(taken).toMatchObject({
      specversion: '1.0',
      id: 'twitch:chat.message:1',
      type,
      source: 'twitch-irc',
      subject: 'ann',
      time: '2026-11-23T19:00:00.960Z',
      data: coreEvents[type].example,
    })
  })

  it.each([
    ['no channel', {}, undefined],
    ['an empty channel', { channel: '' }, undefined],
    ['a YouTube channel', { channel: 'UC_x-1' }, 'UC_x-1'],
  ])('is taken with %s', (_, more, subject) => {
    const { channel: _channel, ...event } = line(1).event
    const row = { ...line(1), event: { ...event, ...more } as Event, position: 1 }
    const taken = new CloudEvent(Object(written('cloudevents', row)), true)
    expect(taken.subject).toBe(subject)
  })

  it.each(['my_own.source-2', '2nd', 'A'])('is taken from a use called %s', source => {
    const taken = new CloudEvent(
      Object(written('cloudevents', rowOf('mood.set', { source }))),
      true,
    )
    expect(taken.source).toBe(source)
  })

  it('has what a filter made of it', () => {
    const changed = { by: 'gate', data: { ...line(1).event.data, text: 'mild' } }
    const row = { ...line(1), verdict: { kept: true, changed }, position: 1 } as const
    expect(written('cloudevents', row)).toMatchObject({ data: { text: 'mild' } })
  })
})

describe('a channel', () => {
  it.each(['ndjson', 'cloudevents'] as const)('of %s leaves the others out', format => {
    expect(written(format, rowOf('mood.set'), 'ann')).toBeDefined()
    expect(written(format, rowOf('mood.set'), 'bea')).toBeUndefined()
  })
})

it('ndjson has the verdict where dropped ones are wanted', () => {
  const row = { ...line(1, { verdict: DROPPED }), position: 1 }
  const { line: written } = EXPORT_FORMATS.ndjson({ all: true, channel: undefined, lines: 0 })
  expect(written(row)).toEqual({ ...row.event, verdict: DROPPED })
})
