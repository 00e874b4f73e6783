import { titleGenerator } from '@promethean/plugins'
import { type Event, EventHistory, event, type GenerateRequest } from 'promethean'
import { fakePort } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import { answering, fakeHistory, fakeTarget, nothing, past, stage } from './stage.ts'

const ANN = { channel: 'ann', platform: 'twitch' } as const
const bob = { id: '7', name: 'bob', displayName: 'Bob', roles: [] }

/** What the model is asked for a stream that begins now. */
async function asked(settings: Parameters<typeof stage>[0] = {}): Promise<GenerateRequest> {
  const model = answering('Cosy evening')
  const { run, live } = await stage({ ...settings, model })
  live()
  await run.next('title.generated')
  const [request] = model.asked
  if (request === undefined) throw new Error('the model was not asked')
  return request
}

function linesOf({ untrusted = [] }: GenerateRequest, label: string): readonly string[] {
  return untrusted.find(text => text.label.includes(label))?.lines ?? []
}

function chat(text: string, more: Partial<Event<'chat.message'>['data']> = {}): Event {
  const data = { messageId: text, text, user: bob, ...more }
  return past('chat.message', data, { ...ANN, session: 'before' })
}

describe('the model is told', () => {
  it('weekday, hour and part of the day where the streamer is', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T23:30:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    const { prompt } = await asked({ timezone: 'Asia/Tokyo' })
    expect(prompt).toContain("It is Tuesday, 8 o'clock, morning.")
  })

  it('the wish, the streamer’s facts and the mood he set', async () => {
    const model = answering('Cosy evening')
    const options = {
      prompt: 'Puns, please. <%= it.variables.game %>!',
      variables: { game: 'Chess' },
    }
    const { run, live } = await stage({ model, options })
    run.emit(event('mood.set', { mood: 'tired\nbut  happy' }, { test: true }))
    run.emit(event('mood.set', { mood: 'said by a viewer' }, { cause: 'a-redemption' }))
    live()
    await run.next('title.generated')
    expect(model.asked[0]?.prompt.split('\n').slice(0, 2)).toEqual(['Puns, please. Chess!', ''])
    expect(model.asked[0]?.prompt).toContain("The streamer's mood: tired but happy.")
    expect(model.asked[0]?.prompt).toContain('game: Chess')
  })

  it('how many characters there are', async () => {
    expect((await asked({ options: { maxLength: 60 } })).system).toContain('60 characters at most')
  })

  it('category, title now and last titles, apart from the instructions', async () => {
    const changed = ['One', 'Two'].map(title =>
      past('title.changed', { title, target: 'x', isConfirmed: true }),
    )
    const request = await asked({
      target: fakeTarget({ title: 'On the channel now' }),
      ports: [
        fakeHistory(
          past('channel.updated', { category: 'Chess', title: 'Told before' }, ANN),
          past('channel.updated', { category: 'Poker' }, { ...ANN, channel: 'somebody-else' }),
          ...changed,
        ),
      ],
    })
    expect(linesOf(request, 'game or category')).toEqual(['Chess'])
    expect(linesOf(request, 'title the channel has now')).toEqual(['On the channel now'])
    expect(linesOf(request, 'last streams')).toEqual(['Two', 'One'])
    expect(`${request.system} ${request.prompt}`).not.toMatch(/Chess|On the channel|One|Two|Poker/)
  })

  it('the last stream’s chat: its mood in numbers, and lines nobody removed', async () => {
    const mood = { rate: 12.4, chatters: 3, mentions: 0, emotes: 0, sentiment: 0.5, understood: 1 }
    const session = 'before'
    const request = await asked({
      ports: [
        fakeHistory(
          past('chat.mood', mood, { session }),
          past('chat.mood', { ...mood, rate: 7.6 }, { session }),
          chat('hello there'),
          chat('bad line'),
          chat('!command'),
          chat('our own', { isSelf: true }),
          chat('of the partner', { sharedFrom: { id: '9' } }),
          chat('of a troll', { user: { ...bob, name: 'troll', displayName: 'Troll' } }),
          past('chat.deleted', { messageId: 'bad line' }, { session }),
          past('chat.cleared', { user: { name: 'troll' } }, { session }),
          chat('two\nlines'),
          past('session.ended', { session }),
        ),
      ],
    })
    expect(request.prompt).toContain("The last stream's chat: 10 lines a minute, cheerful.")
    expect(linesOf(request, "last stream's chat")).toEqual(['Bob: hello there', 'Bob: two lines'])
  })

  it('thirty lines of a long chat, from its beginning to its end', async () => {
    const lines = Array.from({ length: 300 }, (_, at) => chat(`line ${at}`))
    const ended = past('session.ended', { session: 'before' })
    const shown = linesOf(await asked({ ports: [fakeHistory(...lines, ended)] }), 'chat')
    expect(shown).toHaveLength(30)
    expect(shown[0]).toBe('Bob: line 0')
    expect(shown.at(-1)).toBe('Bob: line 290')
  })

  it('what is left where history and platform do not answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    const target = fakeTarget()
    const model = answering('Cosy evening')
    const never = () => new Promise<never>(() => undefined)
    const silentHistory = fakePort(EventHistory, {
      query: never,
      search: never,
      find: never,
      stream: nothing,
    })
    const { run, live } = await stage({ model, target, ports: [silentHistory] })
    live()
    await vi.advanceTimersByTimeAsync(4_000)
    expect(run.events.map(({ type }) => type)).toContain('title.changed')
    expect(model.asked[0]?.untrusted).toEqual([])
  })
})

describe('the prompt', () => {
  it('is made by a function of what is known', async () => {
    const prompt = ({ weekday, partOfDay }: { weekday: string; partOfDay: string }) =>
      `For a ${weekday.length > 0 ? 'good' : ''} ${partOfDay.length > 0 ? 'day' : ''}`
    expect((await asked({ options: { prompt } })).prompt).toMatch(/^For a good day\n/)
  })

  it('is a plain one where the function fails', async () => {
    const prompt = () => {
      throw new Error('no idea')
    }
    expect((await asked({ options: { prompt } })).prompt).toMatch(/^Make the title friendly/)
  })
})

describe('a config is refused', () => {
  it.each([
    [{ prompt: '<%= it.wether %>' }, 'prompt', 'unknown name it.wether; known names: '],
    [{ prompt: '<%= it.category %>' }, 'prompt', 'unknown name it.category'],
    [{ prompt: '<%= it.mood.length %>' }, 'prompt', 'Cannot read properties of undefined'],
    [{ fallback: '<%= it.variables.gane %>' }, 'fallback', 'unknown name it.variables.gane'],
    [{ fallback: '<% if (' }, 'fallback', ''],
    [{ prompt: '' }, 'prompt', ''],
    [{ maxLength: 200 }, 'maxLength', 'at most 140'],
    [{ maxLength: 5 }, 'maxLength', 'at least 10'],
    [{ deadline: 'soon' }, 'deadline', "a duration like '10s'"],
    [{ approve: { within: 'soon' } }, 'approve', ''],
    [{ approve: { until: '2m' } }, 'approve', ''],
    [{ banned: ['x'] }, 'banned[0]', '2 characters'],
  ])('%j', async (options, path, message) => {
    // What a config written without types may hold.
    const use = titleGenerator(options as Parameters<typeof titleGenerator>[0])
    const { problems } = await checkConfig({ plugins: [use] })
    expect(problems[0]?.path.startsWith(path)).toBe(true)
    expect(problems[0]?.message).toContain(message)
  })

  it('but not for a template that uses all there is', async () => {
    const all =
      "<%= it.weekday %> <%= it.hour %> <%= it.partOfDay %> <%= it.mood ?? 'calm' %> <%= it.lastChat?.rate %> <%= it.maxLength %>"
    const use = titleGenerator({
      prompt: all,
      fallback: `${all} <%= it.category %> <%= it.title %>`,
    })
    expect((await checkConfig({ plugins: [use] })).problems).toEqual([])
  })
})
