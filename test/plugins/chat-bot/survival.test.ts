import { chatBot } from '@promethean/plugins'
import { fakeModel } from 'promethean/testing'
import { expect, it, vi } from 'vitest'
import { botWith, line, liveNow, settled } from './world.ts'

const ASK = { on: '!ask', reply: { prompt: 'Answer.' } } as const

it('cooldowns and memory survive a reload', async () => {
  const model = fakeModel('ok')
  const rules = [{ on: '!x', reply: 'x', cooldown: '1h' }, ASK] as const
  const { run, ask, tell, said } = await botWith({ rules: [...rules] }, { ports: [model] })
  await tell(line('before the reload'))
  await ask('!x')
  await run.reload(chatBot({ rules: [...rules, { on: '!y', reply: 'y' }] }))
  await tell(line('!x'))
  await ask('!ask')
  expect(said()).toEqual(['x', 'ok'])
  expect(model.asked[0]?.untrusted?.[0]?.lines).toEqual([
    'Bea: before the reload',
    'Bea: !x',
    'Bea: !x',
  ])
})

it('cooldowns and memory survive a restart', async () => {
  const rules = [{ on: '!x', reply: 'x', cooldown: '1h' } as const, ASK]
  const first = await botWith({ rules }, { ports: [fakeModel('ok')] })
  await first.tell(line('before the restart'))
  await first.ask('!x')
  const { journal } = first.run
  // The journal lives on, as its file does.
  vi.spyOn(journal, 'close').mockResolvedValueOnce()
  await first.run.stop()
  const model = fakeModel('ok')
  const second = await botWith({ rules }, { ports: [model], journal })
  await second.tell(line('!x', { messageId: 'again' }))
  expect(second.said()).toEqual([])
  expect(await second.notes('twitch:chat.message:again')).toEqual([
    expect.stringMatching(/^!x: held back, cooldown 3\d\d\d s left$/),
  ])
  await second.ask('!ask')
  expect(model.asked[0]?.untrusted?.[0]?.lines).toContain('Bea: before the restart')
})

it('a reload in the middle of an answer: it is given once, by the one that began it', async () => {
  let resolve: (text: string) => void = () => undefined
  const model = fakeModel(() => new Promise<string>(done => (resolve = done)))
  const { run, tell, said } = await botWith({ rules: [ASK] }, { ports: [model] })
  await tell(line('!ask'))
  const reloaded = run.reload(chatBot({ rules: [{ ...ASK, cooldown: '1s' }] }))
  await settled()
  resolve('only once')
  await reloaded
  await vi.waitFor(() => expect(said()).toEqual(['only once']))
  await settled()
  expect(model.asked).toHaveLength(1)
  expect(said()).toEqual(['only once'])
})

it('made-up lines have cooldowns of their own, and are not remembered for real ones', async () => {
  const model = fakeModel('ok')
  const { ask, tell, said } = await botWith(
    { rules: [{ on: '!x', reply: 'x', cooldown: '1h' }, ASK] },
    { ports: [model] },
  )
  await ask('!x', {}, { test: true })
  await tell(line('!x', {}, { test: true }))
  expect(said()).toEqual(['x'])
  await ask('!x')
  await ask('!ask')
  expect(model.asked[0]?.untrusted?.[0]?.lines).toEqual(['Bea: !x'])
})

it('a text said again and again is due when it was, whatever is edited meanwhile', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const timers = [{ every: '15m', say: 'Follow along', lines: 2 }]
    const { run, tell, said } = await botWith({ timers })
    await tell(liveNow(), line('one'), line('two'), line('three'))
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    await run.reload(chatBot({ timers, rules: [{ on: '!x', reply: 'x' }] }))
    await vi.advanceTimersByTimeAsync(4 * 60_000)
    expect(said()).toEqual([])
    await vi.advanceTimersByTimeAsync(61_000)
    expect(said()).toEqual(['Follow along'])
  } finally {
    vi.useRealTimers()
  }
})

it('lines written before the stream began make no timer speak in it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const { tell, said } = await botWith({
      timers: [{ every: '15m', say: 'Follow along', lines: 2 }],
    })
    await tell(line('one'), line('two'))
    await vi.advanceTimersByTimeAsync(14 * 60_000)
    await tell(liveNow(), line('three'))
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    expect(said()).toEqual([])
    await tell(line('four'))
    await vi.advanceTimersByTimeAsync(15 * 60_000)
    expect(said()).toEqual(['Follow along'])
  } finally {
    vi.useRealTimers()
  }
})

it('a text said again and again that cannot be filled in is named, and costs nothing else', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const timers = [
      { every: '15m', say: 'Hello <%= it.channel.owner.name %>' },
      { every: '16m', say: 'Follow along' },
    ]
    const { run, tell, said, problems } = await botWith({ timers })
    await tell(liveNow(), line('one'))
    await vi.advanceTimersByTimeAsync(17 * 60_000)
    expect(said()).toEqual(['Follow along'])
    expect(problems().map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^cannot say what is due every 15m: .*; correct its template in the config$/s,
      ),
    ])
    expect(run.events.some(({ type }) => type === 'plugin.failed')).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})
