import { event, type User } from 'promethean'
import { contract, fakeChatOutput, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import greeter from '../config/greeter.ts'

const ANN: User = { id: '1', name: 'ann', displayName: 'Ann', roles: [] }
const BEN: User = { id: '2', name: 'ben', displayName: 'Ben', roles: [] }

// What every plugin must do: start, stop, restart, and leave nothing behind.
contract('greeter', () => ({
  use: greeter(),
  other: greeter({ greeting: 'Hello' }),
  ports: [fakeChatOutput()],
}))

it('greets each viewer once', async () => {
  const chat = fakeChatOutput()
  const run = await runPlugin(greeter({ greeting: 'Hello' }), { ports: [chat] })
  onTestFinished(() => run.stop())
  for (const [index, user] of [ANN, ANN, BEN].entries()) {
    const messageId = `m${index}`
    const where = { key: messageId, platform: 'twitch', channel: 'ann' } as const
    run.emit(event('chat.message', { messageId, text: 'hi', user }, where))
  }
  await expect.poll(() => chat.said).toEqual(['Hello, Ann!', 'Hello, Ben!'])
})
