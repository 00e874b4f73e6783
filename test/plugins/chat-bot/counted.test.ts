import { chatBot } from '@promethean/plugins'
import { ChatSender } from 'promethean'
import { fakeModel, fakePort, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import { botWith, line, settled } from './world.ts'

it('of a thousand commands at once every answer is sent, or counted with its reason', async () => {
  const sender = fakePort(ChatSender, {
    platforms: ['twitch'],
    account: () => ({ name: 'annbot' }),
    // As long as any answer may take.
    send: () => new Promise(() => undefined),
  })
  const use = chatBot({ rules: [{ on: '!hi', reply: 'Hi, <%= it.user %>' }] })
  const run = await runPlugin(use, { ports: [sender], config: { streamer: { twitch: 'ann' } } })
  onTestFinished(() => run.stop())
  for (let count = 0; count < 1_000; count++) run.emit(line('!hi'))
  await settled()
  const { heldBack } = await run.status()
  await run.stop()
  const reasons = run.events.flatMap(one => (one.type === 'chat.dropped' ? [one.data.reason] : []))
  expect(heldBack).toEqual({ 'chat-bot/too_many': 500 })
  // Those under way at the stop.
  expect(reasons).toHaveLength(500)
})

it('what is held back is counted by why', async () => {
  const model = fakeModel(() => Promise.reject(new Error('away')))
  const { run, tell } = await botWith(
    {
      rules: [
        { on: '!cool', reply: 'ok', cooldown: '1m' },
        { on: '!mods', reply: 'ok', roles: ['moderator'] },
        { on: '!never', reply: 'ok', chance: 0 },
        { on: '!live', reply: 'ok', onlyLive: true },
        { on: '!kick', reply: 'ok', platforms: ['kick'] },
        { on: '!ask', reply: { prompt: 'Answer.' } },
      ],
      ignore: ['carl'],
    },
    { ports: [model] },
  )
  const carl = { id: '9', name: 'carl', displayName: 'Carl', roles: [] }
  await tell(
    ...['!cool', '!cool', '!cool', '!mods', '!never', '!live', '!kick', '!ask'].map(text =>
      line(text),
    ),
    line('!cool', { user: carl }),
  )
  await expect
    .poll(async () => (await run.status()).heldBack)
    .toEqual({
      'chat-bot/cooldown': 2,
      'chat-bot/role': 1,
      'chat-bot/chance': 1,
      'chat-bot/offline': 1,
      'chat-bot/platform': 1,
      'chat-bot/ignored': 1,
      'chat-bot/failed': 1,
    })
})
