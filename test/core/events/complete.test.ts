import { event, type NewEvent } from 'promethean'
import { describe, expect, it } from 'vitest'
import { completeEvent } from '../../../core/events/complete.ts'
import { Redactor } from '../../../core/secrets/redact.ts'

const whole = (told: NewEvent) =>
  completeEvent(told, {
    source: 'x',
    received: new Date(0),
    session: undefined,
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
