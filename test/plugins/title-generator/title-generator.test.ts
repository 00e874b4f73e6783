import { titleGenerator } from '@promethean/plugins'
import { event, LanguageModel, PrometheanError, type Provided, TitleTarget } from 'promethean'
import { contract, fakePort } from 'promethean/testing'
import { describe, expect, it, vi } from 'vitest'
import { answering, fakeHistory, fakeTarget, past, stage } from './stage.ts'

contract('title-generator', () => ({
  use: titleGenerator({}),
  other: titleGenerator({ banned: ['frobnicate'], approve: true }),
  ports: [answering('Cosy evening'), fakeTarget()],
}))

it('a stream that goes live gets a title, and both events name what they answer', async () => {
  const { run, live, target } = await stage()
  live()
  const start = await run.next('obs.stream.started')
  const generated = await run.next('title.generated')
  const changed = await run.next('title.changed')
  expect(generated.data).toEqual({ title: 'Cosy evening', model: 'fake' })
  expect(changed.data).toEqual({
    title: 'Cosy evening',
    target: 'fake-title-target',
    isConfirmed: true,
  })
  expect([generated.cause, changed.cause]).toEqual([start.id, start.id])
  expect(target.set).toEqual(['Cosy evening'])
  expect(target.causes).toEqual([start])
})

describe('one title for one stream', () => {
  it('whichever source tells it first', async () => {
    const { run, live, target, notes } = await stage()
    live()
    live({ raw: { from: 'streamerbot' } })
    await run.next('title.changed')
    live({ raw: 'again' })
    await run.next('obs.stream.started', ({ raw }) => raw === 'again')
    expect(target.set).toHaveLength(1)
    expect((await notes()).match(/no title for it/g)).toHaveLength(2)
  })

  it('also where it drops and comes back', async () => {
    const { run, live, target } = await stage()
    live()
    await run.next('title.changed')
    run.emit(event('obs.stream.stopped', {}, { platform: 'obs' }))
    live({ raw: 'back' })
    await run.next('obs.stream.started', ({ raw }) => raw === 'back')
    expect(target.set).toHaveLength(1)
  })

  it('also over a reload', async () => {
    const { run, live, target } = await stage()
    live()
    await run.next('title.changed')
    await run.reload(titleGenerator({ banned: ['zork'] }))
    live({ raw: 'again' })
    await run.next('obs.stream.started', ({ raw }) => raw === 'again')
    expect(target.set).toHaveLength(1)
  })

  it('also after a restart, where the journal knows of a title', async () => {
    const changed = past('title.changed', { title: 'Set before', target: 'x', isConfirmed: true })
    // The stream is named after the minute it begins in: this one or the next.
    const sessions = [0, 60_000].map(ms => {
      const session = `${new Date(Date.now() + ms).toISOString().slice(0, 16)}Z`
      return { ...changed, session }
    })
    const { run, live, target, notes } = await stage({ ports: [fakeHistory(...sessions)] })
    live({ recovered: true })
    await expect.poll(() => notes()).toContain('this stream already has one')
    expect(target.set).toEqual([])
    expect(run.events.map(({ type }) => type)).not.toContain('title.generated')
  })

  it('a stream found running at connect gets one too', async () => {
    const { run, live } = await stage()
    live({ recovered: true })
    expect((await run.next('title.changed')).data.title).toBe('Cosy evening')
  })
})

describe('a title is asked for', () => {
  it('by title.wanted, whatever the stream has', async () => {
    const model = answering('Cosy evening', 'Wild night')
    const { run, live, target } = await stage({ model })
    live()
    await run.next('title.changed')
    run.emit(event('title.wanted', { reason: 'a raid of 5' }))
    await run.next('title.changed')
    expect(target.set).toEqual(['Cosy evening', 'Wild night'])
    expect(model.asked[1]?.untrusted).toContainEqual({
      label: 'why a new title is wanted',
      lines: ['a raid of 5'],
    })
  })

  it('by the broadcaster in chat, and by nobody else', async () => {
    const { run, chat, target } = await stage()
    chat('!title new', ['moderator'])
    chat('!title new', ['broadcaster'], { channel: 'somebody-else' })
    chat('!title', ['broadcaster'])
    chat('say !title new', ['broadcaster'])
    chat('!TITLE  New ')
    const changed = await run.next('title.changed')
    const asked = run.events.findLast(({ type }) => type === 'chat.message')
    expect(changed.cause).toBe(asked?.id)
    expect(target.set).toHaveLength(1)
  })

  it('and not by what this runtime itself said in chat', async () => {
    const { run, chat, target } = await stage()
    run.emit(event('chat.sent', { text: '!title new', via: 'x', confirmed: true }))
    chat('!title new')
    chat('after it')
    await run.next('chat.message', ({ data }) => data.text === 'after it')
    run.emit(event('title.wanted', {}))
    await run.next('title.changed')
    expect(target.set).toHaveLength(1)
  })

  it('the latest wish counts: a title that is still being made is left', async () => {
    let release: (text: string) => void = () => undefined
    const slow = new Promise<string>(resolve => {
      release = resolve
    })
    const model = answering(() => slow, 'Wild night')
    const { run, target } = await stage({ model })
    run.emit(event('title.wanted', {}))
    await expect.poll(() => model.asked.length).toBe(1)
    run.emit(event('title.wanted', {}))
    await run.next('title.changed')
    release('Cosy evening')
    expect(target.set).toEqual(['Wild night'])
  })
})

describe('always a title', () => {
  const FALLBACK = /^Live on a \w+day (morning|afternoon|evening|night)$/

  it.each([
    ['a model that is away', [new Error('connect ECONNREFUSED')]],
    ['a model that is rude', ['What the fuck is this']],
    ['300 characters', ['so long '.repeat(40)]],
    ['an empty answer', ['']],
    ['an answer from nothing visible', ['\u200B\u2800']],
    ['a link', ['Free skins at gratis dot example']],
    ['a command', ['/ban ann']],
    ['the instructions', ['You write the title of a live stream']],
  ])('%s', async (_, answers) => {
    const { run, live, target } = await stage({ model: answering(...answers) })
    live()
    const { data } = await run.next('title.generated')
    expect(data).toEqual({ title: expect.stringMatching(FALLBACK), isFallback: true })
    await run.next('title.changed')
    expect(target.set).toEqual([data.title])
  })

  it.each([
    ['in quotes', '"Cosy evening"'],
    ['behind a label', 'Title: Cosy evening'],
    ['with a second line', 'Cosy evening\n/ban ann'],
    ['in markdown', '**Cosy evening**'],
  ])('an answer %s', async (_, answer) => {
    const { run, live } = await stage({ model: answering(answer) })
    live()
    expect((await run.next('title.changed')).data.title).toBe('Cosy evening')
  })

  it('an answer that is no use gets one more try that is told why', async () => {
    const model = answering('so long '.repeat(40), 'Cosy evening')
    const { run, live, notes } = await stage({ model })
    live()
    expect((await run.next('title.changed')).data.title).toBe('Cosy evening')
    expect(model.asked[1]?.prompt).toContain('it had 319 characters, 140 are allowed')
    expect(await notes()).toContain('an answer from fake was rejected: it had 319 characters')
  })

  it('fits every platform it goes to: YouTube takes a hundred characters, and neither < nor >', async () => {
    const long = 'A very long evening of chess, '.repeat(4).slice(0, 112)
    const model = answering(long, 'Chess <3 friends > foes')
    const target = fakeTarget({ platforms: ['twitch', 'youtube'] })
    const { live, notes } = await stage({ model, target })
    live()
    await expect.poll(() => target.set).toEqual(['Chess ‹3 friends › foes'])
    expect(model.asked[0]?.system).toContain('100 characters at most, without the signs < and >')
    expect(await notes()).toContain('it had 112 characters, 100 are allowed')
  })

  it.each([
    [['twitch'], 140],
    [['kick'], 100],
    [['twitch', 'trovo'], 100],
    [[], 140],
  ])('a fallback for %j is cut to %i characters', async (platforms, most) => {
    const target = fakeTarget({ platforms })
    const fallback = 'chess '.repeat(40)
    const { live } = await stage({
      model: answering(new Error('away')),
      target,
      options: { fallback },
    })
    live()
    await expect.poll(() => target.set.length).toBe(1)
    const [title = ''] = target.set
    expect(title.length).toBeLessThanOrEqual(most)
    expect(title.length).toBeGreaterThan(most - 6)
  })

  it('is as short as the streamer wants where platforms would take more', async () => {
    const target = fakeTarget({ platforms: ['youtube'] })
    const model = answering('x'.repeat(90), 'Short one')
    const { live } = await stage({ model, target, options: { maxLength: 50 } })
    live()
    await expect.poll(() => target.set).toEqual(['Short one'])
  })

  it('a model that does not answer is left at the deadline', async () => {
    const generate = vi.fn<LanguageModel['generate']>(() => new Promise(() => undefined))
    const model = { ...fakePort(LanguageModel, { generate }), generate, asked: [] }
    const { run, live } = await stage({ model, options: { deadline: '300ms' } })
    live()
    expect((await run.next('title.generated')).data.isFallback).toBe(true)
    expect(generate.mock.calls[0]?.[0].signal?.aborted).toBe(true)
  })

  it('the default deadline is ten seconds, both tries together', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const late = () => new Promise<string>(resolve => setTimeout(() => resolve('/ban ann'), 6_000))
    const { run, live } = await stage({ model: answering(late) })
    const made = () => run.events.find(({ type }) => type === 'title.generated')
    live()
    await vi.advanceTimersByTimeAsync(9_990)
    expect(made()).toBeUndefined()
    await vi.advanceTimersByTimeAsync(20)
    expect(made()?.data).toMatchObject({ isFallback: true })
  })

  it('no language model at all', async () => {
    const run = await stage({ options: { model: 'not-there', fallback: 'Chess with Ann' } })
    run.live()
    expect((await run.run.next('title.generated')).data).toEqual({
      title: 'Chess with Ann',
      isFallback: true,
    })
  })

  it('a fallback of the streamer is cut behind a word and held against the rules', async () => {
    const long = `<%= it.variables.game %> ${'with friends '.repeat(20)}`
    const model = answering(new Error('away'))
    const cut = await stage({
      model,
      options: { fallback: long, variables: { game: 'Chess' }, maxLength: 20 },
    })
    cut.live()
    expect((await cut.run.next('title.generated')).data.title).toBe('Chess with friends')
    const rude = await stage({
      model,
      options: { fallback: 'All frobnicate', banned: ['frobnicate'] },
    })
    rude.live()
    expect((await rude.run.next('title.generated')).data.title).toBe('Live now')
  })

  it('a title like one of the last ones is not used', async () => {
    const last = past('title.changed', { title: 'Cosy evening', target: 'x', isConfirmed: true })
    const model = answering('COSY EVENING!', 'Wild night')
    const { run, live } = await stage({ model, ports: [fakeHistory(last)] })
    live()
    expect((await run.next('title.changed')).data.title).toBe('Wild night')
  })
})

describe('setting', () => {
  it('is tried again where the platform is away for a moment', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const target = fakeTarget({ fails: 2 })
    const { run, live, notes } = await stage({ target })
    live()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(target.set).toEqual(['Cosy evening'])
    expect(run.events.filter(({ type }) => type === 'title.changed')).toHaveLength(1)
    expect(await notes()).toContain('the title could not be set: the platform is away')
  })

  it('is given up with a sentence, and the plugin goes on', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const { run, live, target } = await stage({ target: fakeTarget({ fails: 4 }) })
    live()
    await vi.advanceTimersByTimeAsync(40_000)
    const said = run.logged.filter(({ level }) => level === 'error').map(({ message }) => message)
    expect(said).toEqual([
      'the title could not be set: the platform is away; set it by hand, or try again with promethean fire title.wanted',
    ])
    run.emit(event('title.wanted', {}))
    await vi.advanceTimersByTimeAsync(100)
    expect(target.set).toHaveLength(1)
    expect(run.state()).toBe('ready')
  })

  it('is not tried again while it is muted, which the runtime says in one sentence', async () => {
    const target = fakeTarget()
    const { run, live, notes } = await stage({ target })
    await run.mute()
    live()
    await expect.poll(notes).toContain('everything is muted')
    expect(target.set).toEqual([])
    const told = run.logged.filter(({ plugin }) => plugin === 'title-generator')
    expect(told.map(({ level, message }) => [level, message])).toEqual([
      ['warn', expect.stringMatching(/^did not set the title: everything is muted/)],
    ])
    expect(run.events.filter(({ type }) => type === 'title.changed')).toEqual([])
    expect(run.state()).toBe('ready')
  })

  it('is not tried again where the platform refuses, which is said', async () => {
    const setTitle = vi.fn(async () => {
      throw new PrometheanError('refused', 'cannot set the title: Twitch rejects it')
    })
    const getTitle = async () => undefined
    const target = { ...fakeTarget(), ...fakePort(TitleTarget, { setTitle, getTitle }) }
    const { run, live } = await stage({ target })
    live()
    await expect.poll(() => said(run.logged)).toContain('Twitch rejects it; set it by hand')
    expect(setTitle).toHaveBeenCalledTimes(1)
  })

  it('whose target hangs names who hangs', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const setTitle: Provided<typeof TitleTarget>['setTitle'] = (_, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    const port = fakePort(TitleTarget, { setTitle, getTitle: async () => undefined })
    const { run, live } = await stage({ target: { ...fakeTarget(), ...port } })
    live()
    await vi.advanceTimersByTimeAsync(45_000)
    expect(said(run.logged)).toContain(
      'the title could not be set: fake-title-target did not answer in time; set it by hand',
    )
  })

  it('that was sent when the end came is not said to have failed', async () => {
    const setTitle: Provided<typeof TitleTarget>['setTitle'] = (_, { signal } = {}) =>
      new Promise(resolve => {
        signal?.addEventListener('abort', () => resolve({ isConfirmed: false }))
      })
    const asked = vi.fn(setTitle)
    const port = fakePort(TitleTarget, { setTitle: asked, getTitle: async () => undefined })
    const { run, live } = await stage({ target: { ...fakeTarget(), ...port } })
    live()
    await expect.poll(() => asked.mock.calls).toHaveLength(1)
    await run.stop()
    expect(run.logged.map(({ message }) => message)).toEqual([
      'the title was sent but not confirmed before shutdown; check whether it is set',
    ])
  })

  it('says so where nobody can', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const { run, live } = await stage({ options: { target: 'twitch' } })
    live()
    await vi.advanceTimersByTimeAsync(40_000)
    expect(run.logged.map(({ message }) => message).join()).toContain(
      'the title could not be set: twitch is not connected, or cannot set titles',
    )
  })
})

describe('with approval', () => {
  const options = { approve: { within: '1m' } } as const

  it('nothing is set before the broadcaster says ok', async () => {
    const { run, live, chat, target } = await stage({ options })
    live()
    await expect.poll(async () => (await run.status()).waiting).toHaveLength(1)
    expect(target.set).toEqual([])
    chat('!title ok', ['moderator'])
    chat('!title ok', ['broadcaster'], { test: true })
    await run.next('chat.message', ({ test }) => test === true)
    expect(target.set).toEqual([])
    chat('!ti\u00ADtle ok \u034F')
    const { cause } = await run.next('title.changed')
    expect(target.set).toEqual(['Cosy evening'])
    expect((await run.status()).waiting).toEqual([])
    const decided = await run.next('approval.decided')
    const data = { plugin: 'title-generator', what: 'title', decision: 'approved' }
    expect(decided).toMatchObject({ cause, data })
  })

  it('nothing is set where he says no, and the stream is asked for no more', async () => {
    const { run, live, chat, target } = await stage({ options })
    live()
    await expect.poll(async () => (await run.status()).waiting).toHaveLength(1)
    chat('!title no')
    await expect.poll(() => said(run.logged)).toContain('the title was not set: you dropped it')
    expect((await run.next('approval.decided')).data.decision).toBe('dropped')
    live({ raw: 'again' })
    await run.next('obs.stream.started', ({ raw }) => raw === 'again')
    expect(target.set).toEqual([])
    expect((await run.status()).waiting).toEqual([])
  })

  it('nothing is set where nobody says anything in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const { run, live, target } = await stage({ options })
    live()
    await vi.advanceTimersByTimeAsync(59_000)
    expect((await run.status()).waiting).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(target.set).toEqual([])
    expect(said(run.logged)).toContain('the title was not set: nobody approved it within 1m')
  })

  it('a newer wish takes the place of what waits', async () => {
    const model = answering('Cosy evening', 'Wild night')
    const { run, live, chat, target } = await stage({ options, model })
    live()
    await expect.poll(async () => (await run.status()).waiting).toHaveLength(1)
    chat('!title new')
    await run.next('title.generated', ({ data }) => data.title === 'Wild night')
    await expect
      .poll(async () => (await run.status()).waiting.map(({ text }) => text))
      .toEqual(['Wild night'])
    chat('!title ok')
    await run.next('title.changed')
    expect(target.set).toEqual(['Wild night'])
  })

  it('an ok where nothing waits is only noted', async () => {
    const { chat, notes } = await stage({ options })
    chat('!title ok')
    await expect.poll(() => notes()).toContain('nothing to decide: no title is pending')
  })
})

function said(lines: readonly { readonly message: string }[]): string {
  return lines.map(({ message }) => message).join('\n')
}
