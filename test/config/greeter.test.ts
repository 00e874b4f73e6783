import { type ChatMessage, ChatOutput, event, type Receipt, type Told, type User } from 'promethean'
import { contract, fakeChatOutput, fakePort, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import greeter from '../../config/greeter.ts'

const ANN = { id: '1', name: 'ann', displayName: 'Ann', roles: [] }
const BEN = { id: '2', name: 'ben', displayName: 'Ben', roles: [] }
const CLEO = { id: '3', name: 'cleo', displayName: 'Cleo', roles: [] }

contract('greeter', () => ({
  use: greeter(),
  other: greeter({ greeting: 'Hello' }),
  ports: [fakeChatOutput()],
}))

it('greets each viewer once, where they wrote', async () => {
  const { say, said, chat } = await greeting({ greeting: 'Hello' })
  const line = await say(ANN)
  await say(BEN)
  await say(ANN)
  expect(await said()).toEqual(['Hello, Ann!', 'Hello, Ben!'])
  expect(chat.calls[0]?.target).toEqual({ to: line })
})

it('greets a viewer once on each platform', async () => {
  const { say, said } = await greeting()
  await say(ANN, {}, { platform: 'twitch' })
  await say(ANN, {}, { platform: 'kick' })
  expect(await said()).toEqual(['Welcome, Ann!', 'Welcome, Ann!'])
})

it('greets neither bots, nor the streamer, nor viewers of a channel that shares its chat', async () => {
  const { say, said } = await greeting({ bots: ['AnnBot'] })
  await say({ ...ANN, name: 'annbot' })
  await say({ ...BEN, roles: ['broadcaster'] })
  await say(CLEO, { sharedFrom: { id: '77' } })
  expect(await said()).toEqual([])
})

it('greets again when a stream begins', async () => {
  const { run, say, said } = await greeting()
  await say(ANN)
  run.emit(event('obs.stream.started', {}, { platform: 'obs' }))
  await run.next('session.started')
  await say(ANN)
  await say(ANN)
  expect(await said()).toEqual(['Welcome, Ann!', 'Welcome, Ann!'])
})

it('remembers over a reload whom it greeted', async () => {
  const { run, say, said } = await greeting()
  await say(ANN)
  expect(await said()).toEqual(['Welcome, Ann!'])
  await run.reload(greeter({ greeting: 'Hello' }))
  await say(ANN)
  await say(BEN)
  expect(await said()).toEqual(['Welcome, Ann!', 'Hello, Ben!'])
})

it('a made-up line takes no greeting away from a real viewer', async () => {
  const { say, said } = await greeting()
  await say(ANN, {}, { test: true })
  await say(ANN, {}, { test: true })
  await say(ANN)
  expect(await said()).toEqual(['Welcome, Ann!', 'Welcome, Ann!'])
})

it('a greeting waits for none before it: the time it may take begins with the line', async () => {
  const wanted: string[] = []
  let settle: (receipt: Receipt) => void = () => undefined
  const receipt = new Promise<Receipt>(resolve => {
    settle = resolve
  })
  const chat = fakePort(ChatOutput, {
    say: text => {
      wanted.push(text)
      return receipt
    },
  })
  const run = await runPlugin(greeter(), { ports: [chat] })
  onTestFinished(() => {
    settle({ status: 'sent', confirmed: true })
    return run.stop()
  })
  for (const user of [ANN, BEN, CLEO]) {
    const where = { key: user.id, platform: 'twitch', channel: 'ann' }
    run.emit(event('chat.message', { messageId: user.id, text: 'hello', user }, where))
  }
  await expect.poll(() => wanted).toEqual(['Welcome, Ann!', 'Welcome, Ben!', 'Welcome, Cleo!'])
})

/** A running greeter: `say` has a viewer write, `said` is what it answered so far. */
async function greeting(options?: Parameters<typeof greeter>[0]) {
  const chat = fakeChatOutput()
  const run = await runPlugin(greeter(options), { ports: [chat] })
  onTestFinished(() => run.stop())
  let lines = 0
  const say = (user: User, more: Partial<ChatMessage> = {}, told: Told = {}) => {
    const messageId = `m${++lines}`
    const where = { key: messageId, platform: 'twitch', channel: 'ann', ...told }
    run.emit(event('chat.message', { messageId, text: 'hello', user, ...more }, where))
    return run.next('chat.message')
  }
  // A last viewer, whose greeting comes after all that were due before.
  const said = async () => {
    const last = `Last${++lines}`
    await say({ id: last, name: last, displayName: last, roles: [] })
    await expect.poll(() => chat.said.at(-1)).toContain(last)
    return chat.said.filter(text => !text.includes('Last'))
  }
  return { run, say, said, chat }
}
