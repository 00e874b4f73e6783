import { restreamFilter, simulator } from '@promethean/plugins'
import { ChatSender, event, type NewEvent } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import greeter from '../../../config/greeter.ts'

const ANN = { id: '1', name: 'ann', displayName: 'Ann', roles: [] }

contract('simulator', () => ({
  use: simulator({ rate: 20, seed: 1 }),
  other: simulator({ rate: 20, seed: 2 }),
}))

it('tells a stream on three platforms, and is connected at once', async () => {
  const run = await simulating({ rate: 500, seed: 'friday' })
  for (const platform of ['twitch', 'youtube', 'kick']) {
    expect((await run.next('stream.online', told => told.platform === platform)).test).toBe(true)
  }
  expect(run.state()).toBe('connected')
})

it('as fast as it can, it leaves others their turn and ends when told', async () => {
  const run = await runPlugin(simulator({ rate: 1_000_000 }))
  await expect.poll(() => run.events.length).toBeGreaterThan(2_000)
  await run.stop()
  const stopped = run.events.length
  await new Promise(resolve => setImmediate(resolve))
  expect(run.events.length).toBe(stopped)
})

it('plays a script, and nothing besides', async () => {
  const run = await simulating({
    script: [
      { at: '30ms', event: line('second', { platform: 'twitch' }) },
      { at: '1ms', event: line('first', { platform: 'youtube', key: 'my-own-key' }) },
    ],
  })
  await run.next('chat.message', told => told.data.text === 'second')
  const told = run.events.filter(({ source }) => source === 'simulator')
  expect(told.map(({ data }) => data)).toMatchObject([{ text: 'first' }, { text: 'second' }])
  expect(told[0]).toMatchObject({ id: 'youtube:chat.message:my-own-key', test: true })
  expect(told[1]).toMatchObject({ channel: 'lanternkeep', test: true })
})

it('plays a script beside the story where a rate is given', async () => {
  const script = [{ at: '20ms', event: line('from the script', { platform: 'twitch' }) }]
  const run = await simulating({ rate: 100, script })
  await run.next('chat.message', told => told.data.text === 'from the script')
  await run.next('stream.online')
})

it('captures what is said on its platforms, those of its script too', async () => {
  const script = [{ at: '1h', event: line('hello', { platform: 'trovo' }) }]
  const run = await simulating({ script })
  const sender = run.port(ChatSender)
  expect(sender.platforms).toEqual(['twitch', 'youtube', 'kick', 'trovo'])
  expect(sender.account('trovo')).toEqual({ name: 'promethean' })
  expect(sender.account('elsewhere')).toBeUndefined()
  const target = { platform: 'trovo', channel: 'ann' }
  const receipt = await sender.send('hello back', target, new AbortController().signal)
  expect(receipt).toEqual({ status: 'sent', confirmed: true })
})

const refused: readonly (readonly [Parameters<typeof simulator>[0], string])[] = [
  [{ rate: 0 }, 'rate'],
  [{ script: [{ at: 'soon', event: line('hello', {}) }] }, 'script[0].at'],
  [{ script: [{ at: '60d', event: line('hello', {}) }] }, 'script[0].at'],
  // What a config in plain JavaScript may hold.
  [{ script: [{ at: '1s', event: { text: 'hello' } as never }] }, 'script[0].event'],
]

it.each(refused)('the options %j are refused at %s', async (options, path) => {
  await expect(runPlugin(simulator(options))).rejects.toMatchObject({
    code: 'config_problem',
    problems: [{ path }],
  })
})

it('what a behaviour answers its viewers is captured by it', async () => {
  const run = await runPlugin(simulator({ rate: 200 }), { beside: [greeter(), restreamFilter()] })
  onTestFinished(() => run.stop())
  expect(await run.next('chat.sent')).toMatchObject({ test: true, data: { via: 'simulator' } })
})

async function simulating(options: Parameters<typeof simulator>[0]) {
  const run = await runPlugin(simulator(options))
  onTestFinished(() => run.stop())
  return run
}

function line(text: string, told: { platform?: string; key?: string }): NewEvent {
  return event('chat.message', { messageId: text, text, user: ANN }, told)
}
