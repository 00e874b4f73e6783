import { chatBot, streamerbot } from '@promethean/plugins'
import { expect, it, onTestFinished } from 'vitest'
import { world } from '../core/supervisor/world.ts'
import { frame } from '../support/frames/streamerbot/frame.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'

it('an account signed in by its handle, and bots named with an @, are spoken to by name', async () => {
  const youtube = { broadcastUserName: '@ann-plays', broadcastUserId: 'UCann' }
  const broadcaster = { platforms: { youtube }, connected: ['youtube'], disconnected: [] }
  const fake = await FakeStreamerbot.start({ auth: 'on', world: { broadcaster } })
  onTestFinished(() => fake.stop())
  const { of } = await world(
    [
      streamerbot({ port: fake.port, password: 'open sesame' }),
      chatBot({ rules: [{ on: '@', reply: 'yes?' }] }),
    ],
    { bots: ['@annhelper', 'otherhelper'] },
  )
  await expect.poll(() => of('source.connected').length).toBe(1)
  const lines = [
    'are you there @otherhelper',
    'are you there @annhelper',
    'hello @ann-plays',
    'hello @ann-plays2',
    'mail ann-plays please',
    'bye @Ann-Plays',
  ]
  const user = { id: 'UCv', name: 'Vee' }
  const broadcast = { id: 'b', channelId: 'UCann' }
  for (const [count, message] of lines.entries())
    fake.emit(frame('YouTube.Message', { eventId: `e${count}`, message, user, broadcast }))
  await expect.poll(() => of('chat.sent').length).toBe(4)
  expect(of('chat.sent').map(({ cause }) => cause)).toEqual(
    [0, 1, 2, 5].map(count => `youtube:chat.message:e${count}`),
  )
})
