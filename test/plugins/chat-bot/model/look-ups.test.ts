import { ignoreUsers, languageModel } from '@promethean/plugins'
import {
  type Events,
  event,
  type GenerateRequest,
  type LookedUp,
  Memory,
  type NewEvent,
} from 'promethean'
import { fakeModel, fakePort, type RunPluginSettings } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { JournalQuery } from '../../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../../core/journal/sqlite/journal.ts'
import { fastTime } from '../../../support/fast-time.ts'
import { startModelServer } from '../../../support/llm/fake-model-server.ts'
import { ann, type BotOptions, botWith, line, liveNow, mod } from '../world.ts'

const TOOLS = ['search', 'user_history', 'session_summary'] as const
const ASK = { on: '!ask', reply: { prompt: 'Answer.' }, tools: TOOLS } as const
const here = { platform: 'twitch', channel: 'ann' }

/** A bot whose model looks this up, and what it finds. */
async function looking(
  tool: string,
  input: object,
  options: BotOptions = { rules: [ASK] },
  settings: RunPluginSettings = {},
) {
  const found: LookedUp[] = []
  const model = fakeModel(async ({ tools = [], signal }: GenerateRequest) => {
    const one = tools.find(({ name }) => name === tool)
    if (one === undefined) return `there is no ${tool}`
    found.push(await one.look(input, signal ?? new AbortController().signal))
    return 'Found.'
  })
  const bot = await botWith(options, { ...settings, ports: [model] })
  return {
    ...bot,
    /** Tells it, each in a millisecond of its own: what comes in that of a clearing, for example, counts as cleared. */
    tell: async (...told: readonly NewEvent[]) => {
      for (const one of told) {
        await bot.tell(one)
        const now = Date.now()
        await vi.waitUntil(() => Date.now() > now, { interval: 1 })
      }
    },
    model,
    /** What everything found was called. */
    labels: () => found.map(({ label }) => label),
    /** What is found for somebody who asks. */
    lookUp: async (...told: Parameters<typeof bot.ask>) => {
      await bot.run.flush()
      await bot.ask(...told)
      const [last] = found.slice(-1)
      return (last?.lines ?? []).map(text => text.replace(/^.*?\d\d:\d\d, /, ''))
    },
  }
}

const past: readonly NewEvent[] = [
  line('the soup is cold', { messageId: 'a' }),
  line('soup again', { messageId: 'b', user: mod }),
  line('soup of another channel', {}, { channel: 'cleo' }),
  line('soup on youtube', {}, { platform: 'youtube', channel: 'UCann' }),
  line('soup from next door', { sharedFrom: { id: '9', name: 'cleo' } }),
  line('a rude soup', { messageId: 'rude' }),
  line('made up soup', {}, { test: true }),
  event('memory.noted', { text: 'Bea hates soup', by: 'an agent' }, here),
  event('platform.event', { name: 'twitch:whisper', text: 'secret soup' }, here),
  event('chat.moderated', { action: 'timeout', user: mod, reason: 'soup' }, here),
  event('chat.deleted', { messageId: 'rude' }, here),
]

describe('what a model finds for somebody in chat', () => {
  it.each([
    ['a viewer', {}],
    ['a moderator, whose answer everybody reads', { user: mod }],
    ['the streamer', { user: ann }],
  ])('is what everybody in this chat can read: %s', async (_, asker) => {
    const { tell, lookUp } = await looking('search', { words: 'soup' })
    await tell(...past)
    expect(await lookUp('!ask about the soup', asker)).toEqual([
      'Bea: the soup is cold',
      'Mo: soup again',
    ])
  })

  it('has nothing that was cleared: of a user, of the whole chat, up to then', async () => {
    const { tell, lookUp } = await looking('search', { words: 'soup' })
    await tell(
      line('soup one'),
      event('chat.cleared', { user: { id: '2' } }, here),
      line('soup two', { user: mod }),
      line('soup three'),
    )
    expect(await lookUp('!ask')).toEqual(['Mo: soup two', 'Bea: soup three'])
    await tell(event('chat.cleared', {}, here), line('soup four'))
    expect(await lookUp('!ask')).toEqual(['Bea: soup four'])
  })

  it('has nothing a filter dropped', async () => {
    const beside = [ignoreUsers({ users: ['mo'] })]
    const { tell, lookUp } = await looking(
      'search',
      { words: 'soup' },
      { rules: [ASK] },
      { beside },
    )
    await tell(...past)
    expect(await lookUp('!ask')).toEqual(['Bea: the soup is cold'])
  })

  it('of one viewer is the first line and the last ones, under any name', async () => {
    const { tell, lookUp } = await looking('user_history', { user: 'BEA' })
    await tell(line('first'), ...Array.from({ length: 20 }, (_, n) => line(`line ${n}`)))
    await tell(line('not mine', { user: mod }))
    const lines = await lookUp('!ask who is bea?', { user: mod })
    expect(lines).toHaveLength(13)
    expect(lines[0]).toBe('Bea: first')
    expect(lines.at(-1)).toBe('Bea: line 19')
  })

  it('of a viewer whose first lines were removed begins with the first that was not', async () => {
    const { tell, lookUp, labels } = await looking('user_history', { user: 'bea' })
    await tell(line('rude', { messageId: 'r1' }), line('ruder', { messageId: 'r2' }), line('sorry'))
    await tell(...Array.from({ length: 20 }, (_, n) => line(`line ${n}`)))
    await tell(event('chat.deleted', { messageId: 'r1' }, here))
    await tell(event('chat.deleted', { messageId: 'r2' }, here))
    const lines = await lookUp('!ask who is bea?', { user: mod })
    expect(lines).toHaveLength(13)
    expect(lines[0]).toBe('Bea: sorry')
    expect(labels()).toEqual([
      'the first line of this viewer in this chat, and their last lines in it',
    ])
  })

  it('of a viewer whose first lines were all removed are the last ones, which are not called the first', async () => {
    const { tell, lookUp, labels } = await looking('user_history', { user: 'bea' })
    await tell(...Array.from({ length: 60 }, (_, n) => line(`rude ${n}`)))
    await tell(event('chat.cleared', { user: { id: '2' } }, here))
    await tell(line('sorry'))
    expect(await lookUp('!ask who is bea?', { user: mod })).toEqual(['Bea: sorry'])
    expect(labels()).toEqual(['the last lines of this viewer in this chat'])
  })

  it('of a stream is its recap, without what rests on anything else', async () => {
    const { tell, lookUp, run } = await looking('session_summary', {})
    await tell(liveNow())
    const { session } = (await run.next('session.started')).data
    await tell(...past, event('channel.raided', { from: mod, viewers: 3 }, { ...here, key: 'r' }))
    const raid = (await run.next('channel.raided')).id
    const ids = (id: string) => `twitch:chat.message:${id}`
    await tell(
      recap(session, {
        happened: [
          { text: 'The soup got cold.', events: [ids('a')] },
          { text: 'Somebody was rude.', events: [ids('a'), ids('rude')] },
          { text: 'Nobody knows.', events: [] },
          { text: 'Gone.', events: [ids('unknown')] },
          { text: 'Mo came along.', events: [raid] },
        ],
        jokes: [{ text: 'Soup.', events: [ids('a'), ids('b')] }],
      }),
    )
    expect(await lookUp('!ask')).toEqual([
      'The soup got cold.',
      'Mo came along.',
      'A running joke: Soup.',
    ])
  })

  it('of a stream without a recap is its chat, evenly thinned out', async () => {
    const { tell, lookUp, run } = await looking('session_summary', {})
    expect(await lookUp('!ask')).toEqual([])
    await tell(line('before the stream'), liveNow())
    await run.next('session.started')
    await tell(line('good evening'), line('hi', { user: mod }))
    expect(await lookUp('!ask')).toEqual(['Bea: good evening', 'Mo: hi'])
    const many = Array.from({ length: 400 }, (_, n) => line(`${n} `.padEnd(60, 'soup ')))
    await tell(...many)
    const lines = await lookUp('!ask')
    expect(lines.length).toBeGreaterThan(20)
    expect(lines.join('').length).toBeLessThan(8_000)
    expect(lines.at(-1)).toContain('399 ')
  })

  it('is only what the rule names', async () => {
    const { ask, model, run } = await looking(
      'search',
      { words: 'soup' },
      {
        rules: [
          { on: '!one', reply: { prompt: 'Answer.' }, tools: ['search'] },
          { on: '!none', reply: { prompt: 'Answer.' } },
          { on: 'obs.scene.changed', reply: { prompt: 'Comment.' }, tools: ['search'] },
        ],
      },
    )
    await ask('!one')
    await ask('!none')
    run.emit(event('obs.scene.changed', { scene: 'Break' }, { platform: 'obs' }))
    await vi.waitFor(() => expect(model.asked).toHaveLength(3))
    expect(model.asked.map(({ tools }) => tools?.map(({ name }) => name))).toEqual([
      ['search'],
      undefined,
      undefined,
    ])
  })
})

it.each([
  ['search', { words: 'soup' }],
  ['user_history', { user: 'bea' }],
  ['session_summary', {}],
])('%s asks once what moderators removed', async (tool, input) => {
  const journal = await openMemoryJournal()
  const query = journal.query.bind(journal)
  let asked = 0
  Object.assign(journal, {
    query: (wanted: JournalQuery) => {
      if (wanted.types?.includes('chat.deleted')) asked += 1
      return query(wanted)
    },
  })
  const { tell, lookUp, run } = await looking(tool, input, { rules: [ASK] }, { journal })
  await tell(liveNow())
  const { session } = (await run.next('session.started')).data
  await tell(...past)
  const events = ['twitch:chat.message:a']
  await tell(recap(session, { happened: [{ text: 'The soup got cold.', events }] }))
  expect(await lookUp('!ask')).not.toEqual([])
  expect(asked).toBe(1)
})

describe('what was missed', () => {
  const MISSED = { on: /what did i miss/i, reply: { prompt: 'Say it.', about: 'missed' } } as const

  const toldTo = ({ asked }: { asked: readonly GenerateRequest[] }) => {
    const [told] = asked.at(-1)?.untrusted ?? []
    return (told?.lines ?? []).map(text => text.replace(/^.*?\d\d:\d\d, /, ''))
  }

  it('is what others wrote since the viewer last did', async () => {
    const { ask, tell, model, run } = await looking('', {}, { rules: [MISSED] })
    await tell(line('good evening', { user: mod }), line('back soon'))
    await tell(line('the boss fell', { user: mod }), line('gg', { user: ann }))
    await tell(line('elsewhere', { user: mod }, { channel: 'cleo' }))
    await run.flush()
    await ask('What did I miss?')
    expect(toldTo(model)).toEqual(['Mo: the boss fell', 'Ann: gg'])
  })

  it('is the recap of a stream that ended since, and what came after it', async () => {
    const { ask, tell, model, run } = await looking('', {}, { rules: [MISSED] })
    await tell(line('bye'), line('the soup boils', { messageId: 's', user: mod }))
    await tell(
      recap('2026-11-23T19:04Z', {
        happened: [{ text: 'The soup boiled.', events: ['twitch:chat.message:s'] }],
      }),
    )
    await tell(line('and again', { user: mod }))
    await run.flush()
    await ask('what did I miss?')
    expect(toldTo(model)).toEqual(['The soup boiled.', 'Mo: the soup boils', 'Mo: and again'])
  })

  it('by somebody new is the stream', async () => {
    const { ask, tell, model, run } = await looking('', {}, { rules: [MISSED] })
    await tell(line('yesterday', { user: mod }), liveNow())
    await run.next('session.started')
    await tell(line('the boss fell', { user: mod }))
    await run.flush()
    await ask('what did i miss?')
    expect(toldTo(model)).toEqual(['Mo: the boss fell'])
  })

  it('by nobody is said, and nothing made up', async () => {
    const { ask, tell, model, run } = await looking('', {}, { rules: [MISSED] })
    await tell(line('here I am'))
    await run.flush()
    await ask('what did i miss?')
    expect(model.asked[0]?.prompt).toBe(
      'Say it. Nothing was written: say only that, and make nothing up.',
    )
  })

  it('has a command of its own, as the stream has', async () => {
    const { ask, tell, model, run } = await looking('', {}, {})
    await tell(liveNow())
    await run.next('session.started')
    await tell(line('the boss fell', { user: mod }))
    await run.flush()
    await ask('!recap')
    expect(toldTo(model)).toEqual(['Mo: the boss fell'])
    await ask('!missed')
    expect(model.asked.at(-1)?.prompt).toContain('what they missed')
  })
})

describe('a look-up that hangs', () => {
  fastTime()

  it('is given up, and the answer comes without it, within its time', async () => {
    const fake = await startModelServer()
    onTestFinished(() => fake.close())
    const never = () => new Promise<never>(() => undefined)
    const model = languageModel({ provider: 'ollama', model: 'llama3.2', baseURL: fake.url })
    const { tell, said, notes } = await botWith(
      { rules: [ASK] },
      { beside: [model], ports: [fakePort(Memory, { search: never })] },
    )
    fake.next({ calls: [{ name: 'search', input: { words: 'soup' } }] }, { text: 'Who knows?' })
    await tell(line('!ask', { messageId: 'q' }))
    await vi.waitFor(() => expect(said()).toEqual(['Who knows?']), { timeout: 30_000 })
    expect(await notes('twitch:chat.message:q')).toContain('!ask: looked up search')
    expect(JSON.stringify(fake.questions[1]?.body)).toContain('it failed or took too long')
  })

  it('before a model that hangs leaves no answer: nothing is said, and why is noted', async () => {
    const fake = await startModelServer()
    onTestFinished(() => fake.close())
    const model = languageModel({ provider: 'ollama', model: 'llama3.2', baseURL: fake.url })
    const { tell, said, notes } = await botWith({ rules: [ASK] }, { beside: [model] })
    fake.next({ calls: [{ name: 'search', input: { words: 'soup' } }] }, { fault: 'slow' })
    await tell(line('!ask', { messageId: 'q' }))
    await vi.waitFor(
      async () =>
        expect((await notes('twitch:chat.message:q')).at(-1)).toMatch(
          /^!ask: failed, .*(?:within 25 s|took too long)/,
        ),
      { timeout: 30_000 },
    )
    expect(said()).toEqual([])
  })
})

function recap(session: string, said: Partial<Events['session.summarized']>): NewEvent {
  const empty = { happened: [], jokes: [], questions: [] }
  const made = { model: 'llama3.2', calls: 1, tokens: 1, lines: 1, read: 1 }
  return event('session.summarized', { session, ...empty, ...made, ...said }, { key: session })
}
