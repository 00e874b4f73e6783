import { event, type NewEvent } from 'promethean'
import { describe, expect, it } from 'vitest'
import { completeEvent } from '../../../core/events/complete.ts'
import { Redactor } from '../../../core/secrets/redact.ts'

const whole = (told: NewEvent) =>
  completeEvent(told, {
    source: 'x',
    received: new Date(0),
    sessionOf: () => undefined,
    accountOf: () => 'ann',
    redactor: new Redactor(),
  })

describe('the channel of an event', () => {
  it('is the account’s where the source leaves it out, and none where it says so', () => {
    const told = { platform: 'twitch' }
    expect(whole(event('stream.offline', {}, told)).channel).toBe('ann')
    expect(whole(event('stream.offline', {}, { ...told, channel: 'bea' })).channel).toBe('bea')
    expect(whole(event('stream.offline', {}, { ...told, channel: null }))).not.toHaveProperty(
      'channel',
    )
  })
})

describe('the time of an event', () => {
  const at = (time: Date) => whole(event('stream.offline', {}, { time })).time.getTime()

  it('is when it was heard where the source tells none that can be written down', () => {
    const microseconds = 1_732_388_400_000_000
    expect(at(new Date(microseconds))).toBe(0)
    expect(at(new Date(-microseconds))).toBe(0)
    expect(at(new Date(Number.NaN))).toBe(0)
    expect(at(new Date('9999-12-31T23:59:59Z'))).toBe(Date.parse('9999-12-31T23:59:59Z'))
    expect(at(new Date('0001-01-01T00:00:00Z'))).toBe(Date.parse('0001-01-01T00:00:00Z'))
  })
})
