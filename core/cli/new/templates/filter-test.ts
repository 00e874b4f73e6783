import { event } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import newPlugin from './filter.ts'

const bea = { id: '1', name: 'bea', displayName: 'Bea', roles: [] }
const message = (messageId: string, text: string) =>
  event('chat.message', { messageId, text, user: bea }, { key: messageId, platform: 'twitch' })

it('drops a message with such a beginning, and nothing else', async () => {
  const run = await runPlugin(newPlugin({ prefixes: ['!'] }))
  onTestFinished(() => run.stop())
  run.emit(message('m1', '!help'))
  run.emit(message('m2', 'help!'))
  await run.next('chat.message', ({ data }) => data.text === 'help!')
  const messages = run.judged.filter(({ event }) => event.type === 'chat.message')
  const verdicts = messages.map(({ verdict }) => (verdict.kept ? 'kept' : verdict.reason))
  expect(verdicts).toEqual(['new-plugin/prefix', 'kept'])
})

contract('new-plugin', () => ({ use: newPlugin() }))
