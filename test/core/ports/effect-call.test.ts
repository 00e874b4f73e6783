import { Moderation } from 'promethean'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import { effectOfCall } from '../../../core/ports/effect-call.ts'

const cause: Event<'mood.set'> = {
  ...{ id: 'mood-1', type: 'mood.set', source: 'test', data: { mood: 'cosy' } },
  ...{ time: new Date(0), received: new Date(0) },
}
const { signal } = new AbortController()

function effect(...values: readonly unknown[]) {
  const call = { plugin: 'bot', via: 'twitch', port: Moderation, method: 'timeout' }
  const made = effectOfCall({ ...call, values, answered: undefined })
  return { values: made.values, cause: made.cause?.id }
}

describe('the options an effect is called with', () => {
  it.each([
    [[], []],
    [[{}], []],
    [[{ cause }], [], 'mood-1'],
    [[{ signal }], []],
    [[signal], []],
    [[{ cause, signal }], [], 'mood-1'],
    [[{ cause, signal, reason: 'spam' }], [{ reason: 'spam' }], 'mood-1'],
    [[{ signal, reason: 'spam' }], [{ reason: 'spam' }]],
    [[{ reason: 'spam' }], [{ reason: 'spam' }]],
    [[{ color: 'red', signal: 'on' }], [{ color: 'red', signal: 'on' }]],
    [[{ cause: 'boredom', color: 'red' }], [{ cause: 'boredom', color: 'red' }]],
  ])(
    'are its cause, its signal, and what the port takes beside: %j',
    (last, shown, id?: string) => {
      expect(effect('bea', '60s', ...last)).toEqual({ values: ['bea', '60s', ...shown], cause: id })
    },
  )
})
