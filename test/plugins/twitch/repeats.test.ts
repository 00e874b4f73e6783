import { ChatOutput, definePlugin, event } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { mergeMap } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import { until, use, world } from './world.ts'

const answering = definePlugin({
  name: 'answering',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) =>
    on('title.wanted').pipe(
      mergeMap(cause =>
        ports.chat.say(
          'Join us at our place',
          { platform: 'twitch', channel: 'annstreams' },
          { cause },
        ),
      ),
    ),
})()

async function asked(times: number, unseen?: RegExp) {
  const given = await world({}, { login: 'annbot' })
  given.fake.helix.unseen = unseen
  const bot = use(given, { bot: 'annbot' })
  const run = await runPlugin(bot, { folder: given.folder, beside: [answering] })
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  for (let line = 0; line < times; line++) run.emit(event('title.wanted', {}))
  const of = (type: string) => run.events.filter(one => one.type === type)
  await until(() => expect(of('chat.sent').length + of('chat.dropped').length).toBe(times))
  return { dropped: of('chat.dropped'), said: given.fake.helix.said.map(({ text }) => text) }
}

test('the same answer any number of times within 30 s stands in chat each time', async () => {
  const { dropped, said } = await asked(12)
  expect(dropped).toEqual([])
  expect(new Set(said).size).toBe(12)
})

test('what Helix calls a copy is said in another way', async () => {
  const { dropped, said } = await asked(3, / {2}|\u00A0/)
  expect(dropped).toEqual([])
  expect(said).toHaveLength(3)
})
