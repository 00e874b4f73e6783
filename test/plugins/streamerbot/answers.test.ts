import { ChatOutput, definePlugin } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { filter, mergeMap } from 'rxjs'
import { expect, it, onTestFinished } from 'vitest'
import { streamerbot } from '../../../plugins/streamerbot/index.ts'
import { FakeStreamerbot } from '../../support/streamerbot/fake-streamerbot.ts'
import { chatFrame } from '../../support/streamerbot/lines.ts'
import { PASSWORD } from './connected.ts'

const answering = definePlugin({
  name: 'answering',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) =>
    on('chat.message').pipe(
      filter(({ data }) => data.text.startsWith('!')),
      mergeMap(told => ports.chat.say(`You said ${told.data.text}`, { to: told })),
    ),
})()

it('a question in the packet that accepts us is answered, at the start and after an outage', async () => {
  const fake = await FakeStreamerbot.start({ auth: 'on' })
  onTestFinished(() => fake.stop())
  const withSubscribe = (frame: unknown) =>
    fake.script('Subscribe', { followedBy: [frame], times: 1 })
  withSubscribe(chatFrame('m1', '!first'))
  const use = streamerbot({ port: fake.port, password: PASSWORD })
  const run = await runPlugin(use, { beside: [answering] })
  onTestFinished(() => run.stop())
  const said = () => fake.world.messages.map(({ message }) => message)
  await expect.poll(said).toEqual(['You said !first'])
  withSubscribe(chatFrame('m2', '!second'))
  fake.terminateAll()
  await expect.poll(said, { timeout: 5_000 }).toEqual(['You said !first', 'You said !second'])
  expect(run.events.filter(({ type }) => type === 'chat.dropped')).toEqual([])
})
