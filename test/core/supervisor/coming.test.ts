import { mergeMap, Observable } from 'rxjs'
import { expect, it, vi } from 'vitest'
import type { NewEvent } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { ChatOutput, ChatSender } from '../../../core/plugin/ports/chat.ts'
import { line, world } from './world.ts'

/** A source that can speak, which tells a line in the moment it is accepted; its account is known later, or never. */
function source({
  accountAfterMs,
  connectsAfterMs = 0,
}: {
  accountAfterMs: number
  connectsAfterMs?: number
}) {
  const said: string[] = []
  const use = definePlugin({
    name: 'far',
    provides: [ChatSender],
    setup: ({ link, provide }) => {
      const connection = link()
      let isKnown = false
      provide(ChatSender, {
        platforms: ['twitch'],
        account: () => (isKnown ? { name: 'annbot' } : undefined),
        send: async text => {
          said.push(text)
          return { status: 'sent', confirmed: true }
        },
      })
      return new Observable<NewEvent>(subscriber => {
        subscriber.next(line('!first'))
        const timers = [
          setTimeout(() => connection.connected(), connectsAfterMs),
          setTimeout(() => (isKnown = true), accountAfterMs),
        ]
        return () => timers.forEach(clearTimeout)
      })
    },
  })()
  return { use, said }
}

const answering = definePlugin({
  name: 'answering',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) =>
    on('chat.message').pipe(mergeMap(told => ports.chat.say('here', { to: told }))),
})()

const fake = () =>
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'performance'] })

it('what a source tells before it is connected is answered through it once it can speak', async () => {
  const far = source({ connectsAfterMs: 500, accountAfterMs: 1_500 })
  fake()
  const { of } = await world([far.use, answering])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(far.said).toEqual(['here'])
  expect(of('chat.dropped')).toEqual([])
})

it.each([
  [
    'within two seconds of being connected',
    { connectsAfterMs: 100, accountAfterMs: 60_000 },
    2_500,
  ],
  [
    'within five seconds of the question',
    { connectsAfterMs: 60_000, accountAfterMs: 60_000 },
    5_500,
  ],
])('where it cannot speak %s, the text is dropped as no_sender', async (_, delays, ms) => {
  const far = source(delays)
  fake()
  const { of } = await world([far.use, answering])
  await vi.advanceTimersByTimeAsync(ms - 1_000)
  expect(of('chat.dropped')).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(of('chat.dropped').map(({ data }) => data.reason)).toEqual(['no_sender'])
})
