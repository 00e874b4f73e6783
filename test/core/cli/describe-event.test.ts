import { expect, it } from 'vitest'
import { describeEvent } from '../../../core/cli/describe-event.ts'
import type { Event } from '../../../core/events/event.ts'

it('a mood is told in whole words, of one and of many', () => {
  expect(describeEvent(mood({ rate: 1.2, chatters: 1 }))).toBe(
    '1 line/min by 1 chatter, sentiment 0.40',
  )
  expect(describeEvent(mood({ rate: 20, chatters: 7 }))).toBe(
    '20 lines/min by 7 chatters, sentiment 0.40',
  )
})

function mood(told: { readonly rate: number; readonly chatters: number }): Event<'chat.mood'> {
  const at = new Date()
  return {
    ...{ id: '1', type: 'chat.mood', source: 'chat-mood', time: at, received: at },
    data: { ...told, mentions: 0, emotes: 0, sentiment: 0.4, understood: 1 },
  }
}
