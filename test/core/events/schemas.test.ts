import { describe, expect, it } from 'vitest'
import { coreEvents, declarationOf, EVENT_TYPES } from '../../../core/events/core-events.ts'
import { envelopeSchema } from '../../../core/events/envelope.ts'
import { toEvents } from '../../../plugins/streamerbot/map/events.ts'
import { allFrames } from '../../support/frames/streamerbot/index.ts'

describe('the schemas of events', () => {
  it.each(EVENT_TYPES)('take the example of %s', type => {
    const { schema, example } = coreEvents[type]
    expect(schema.safeParse(example).error?.issues).toBeUndefined()
  })

  it('take what a source tells, written as JSON', () => {
    const told = allFrames.flatMap(frame => toEvents(frame, new Map([['twitch', 'ann']])))
    expect(told.length).toBeGreaterThan(50)
    for (const { type, data } of told) {
      const schema = declarationOf(type)?.schema
      const written: unknown = JSON.parse(JSON.stringify(data))
      expect([type, schema?.safeParse(written).error?.issues]).toEqual([type, undefined])
    }
  })

  it('make a Date of a moment, in data and envelope', () => {
    const online = coreEvents['stream.online'].schema.parse({
      startedAt: '2026-11-23T20:04:00+01:00',
    })
    expect(online.startedAt).toEqual(new Date('2026-11-23T19:04:00Z'))
    const times = { time: '2026-11-23T19:04:00Z', received: '2026-11-23T19:04:01Z' }
    const whole = envelopeSchema.parse({ id: '1', type: 'x.y', source: 's', ...times, data: {} })
    expect(whole.received).toEqual(new Date('2026-11-23T19:04:01Z'))
  })

  it('know no other field', () => {
    const told = coreEvents['mood.set'].schema.safeParse({ mood: 'cosy', colour: 'red' })
    expect(told.error?.issues.map(({ code }) => code)).toEqual(['unrecognized_keys'])
    expect(
      coreEvents['platform.event'].schema.safeParse({ name: 'x:Y', anything: { at: 'all' } })
        .success,
    ).toBe(true)
  })
})
