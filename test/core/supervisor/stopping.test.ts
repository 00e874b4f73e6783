import { delay, mergeMap, NEVER } from 'rxjs'
import { expect, it } from 'vitest'
import { event } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { ChatOutput, ChatSender } from '../../../core/plugin/ports/chat.ts'
import { fastTime } from '../../support/fast-time.ts'
import { line, world } from './world.ts'

fastTime()

// What Twitch lets an account say in 30 s that is no moderator.
const BUDGET = 20

/** A source that speaks on Twitch until it is let go. */
const speaking = definePlugin({
  name: 'speaking',
  provides: [ChatSender],
  setup: ({ link, provide, signal }) => {
    link().connected()
    provide(ChatSender, {
      platforms: ['twitch'],
      account: () => (signal.aborted ? undefined : { name: 'annbot' }),
      send: async () => ({ status: 'sent', confirmed: true }),
    })
    return NEVER
  },
})()

const answering = definePlugin({
  name: 'answering',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) =>
    on('chat.message').pipe(mergeMap(told => ports.chat.say(`to ${told.data.text}`, { to: told }))),
})()

/** Finishes nothing, so that a stop takes all the time it has. */
const slow = definePlugin({
  name: 'slow',
  setup: ({ on }) => on('chat.message').pipe(mergeMap(() => NEVER)),
})()

/** Is still at it when the stop has begun, and has somewhere to say it where nobody ever speaks. */
const late = definePlugin({
  name: 'late',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) =>
    on('mood.set').pipe(
      delay(500),
      mergeMap(() => ports.chat.say('bye', { platform: 'kick', channel: 'ann' })),
    ),
})()

it('what still waits to be said at a stop is told as stopped, also where another plugin holds the stop up', async () => {
  const { runtime, tell, of } = await world([speaking, answering, slow, late])
  for (let count = 0; count <= BUDGET; count++) tell(line(`line ${count}`))
  await expect.poll(() => of('chat.sent')).toHaveLength(BUDGET)
  tell(event('mood.set', { mood: 'calm' }))
  await runtime.stop()
  const reasons = of('chat.dropped').map(({ data }) => [data.plugin, data.reason])
  // It could not have been said there without the stop either.
  expect(reasons).toEqual([
    ['late', 'no_sender'],
    ['answering', 'stopped'],
  ])
})
