import { ChatOutput, definePlugin, type Event, event } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { mergeMap } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import { twitchIrc } from '../../../plugins/twitch-irc/index.ts'
import { type FakeTwitchSettings, startFakeTwitch } from '../../support/twitch/fake-twitch.ts'

// Answers every line with the same words.
const answering = (text: string) =>
  definePlugin({
    name: 'answering',
    needs: { chat: ChatOutput },
    setup: ({ on, ports }) =>
      on('chat.message').pipe(mergeMap(told => ports.chat.say(text, { to: told }))),
  })()

async function asked(times: number, text: string, settings: FakeTwitchSettings = {}) {
  const fake = await startFakeTwitch({ tokens: ['sesame'], ...settings })
  onTestFinished(() => fake.close())
  const { port } = fake
  const use = twitchIrc({
    ...{ channels: ['ann'], server: '127.0.0.1', port },
    ...{ token: 'sesame', username: 'annbot' },
  })
  const run = await runPlugin(use, { beside: [answering(text)] })
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
  for (let line = 0; line < times; line++) {
    const told = { messageId: `m${line}`, text: '!discord', user }
    run.emit(event('chat.message', told, { key: `m${line}`, platform: 'twitch', channel: 'ann' }))
  }
  const of = (type: Event['type']) => run.events.filter(one => one.type === type)
  await expect.poll(() => of('chat.sent').length + of('chat.dropped').length).toBe(times)
  const lines = fake.received().filter(line => line.includes(' PRIVMSG '))
  return { sent: of('chat.sent'), dropped: of('chat.dropped'), lines, run }
}

test('the same answer any number of times within 30 s stands in chat each time', async () => {
  const { sent, lines, dropped } = await asked(18, 'Join us at our place')
  expect(dropped).toEqual([])
  // The journal has what was meant.
  expect(new Set(sent.map(({ data }) => JSON.stringify(Object(data).text)))).toEqual(
    new Set(['"Join us at our place"']),
  )
  expect(lines).toHaveLength(18)
})

test.each([
  ['the invisible mark', /\u034F/],
  ['doubled spaces', / {2}|\u00A0/],
])('where Twitch sees through %s, another way is tried', async (_, unseen) => {
  const text = 'Join us'
  const { sent, dropped } = await asked(3, text, { unseen, messageLimit: 100 })
  expect(dropped).toEqual([])
  expect(sent).toHaveLength(3)
})

test('where Twitch sees through everything, it is dropped with Twitch’s reason after a few tries', async () => {
  const { sent, dropped, lines } = await asked(2, 'Join', { unseen: /\u034F|\s/ })
  expect([sent.length, dropped.map(({ data }) => data)]).toEqual([
    1,
    [expect.objectContaining({ text: 'Join', reason: 'msg_duplicate' })],
  ])
  expect(lines).toHaveLength(6)
})
