import { event } from 'promethean'
import { contract, fakeChatOutput, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import newPlugin from './behaviour.ts'

const raid = (displayName: string, viewers: number) =>
  event(
    'channel.raided',
    { from: { displayName }, viewers },
    { platform: 'twitch', channel: 'ann' },
  )

it('welcomes large raids only', async () => {
  const chat = fakeChatOutput()
  const run = await runPlugin(newPlugin({ atLeast: 10 }), { ports: [chat] })
  onTestFinished(() => run.stop())
  run.emit(raid('Bea', 9))
  run.emit(raid('Cai', 10))
  await expect.poll(() => chat.said).toEqual(['Welcome, Cai!'])
})

contract('new-plugin', () => ({ use: newPlugin(), ports: [fakeChatOutput()] }))
