import type { LookedUp, ModelTool } from 'promethean'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { fastTime } from '../../support/fast-time.ts'
import type { FakeQuestion } from '../../support/llm/fake-model-server.ts'
import { asking } from './asking.ts'

const found: LookedUp = {
  ...{ label: 'lines of chat', lines: ['Bea: the boss fell at nine'] },
  events: ['twitch:chat.message:7'],
}

function tool(look: ModelTool['look'] = async () => found): ModelTool {
  const input = z.object({ words: z.string() })
  return { name: 'search', description: 'Searches the chat.', input, look }
}

const call = (words: string) => ({ name: 'search', input: { words } })

/** What the model was told of its calls, the latest last. */
function toldOf({ body }: FakeQuestion): readonly string[] {
  const messages = body.messages as readonly { role: string; content: unknown }[]
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content))
}

describe('a model that may look things up', () => {
  it('gets what it asked for, fenced, and answers with it', async () => {
    const { ask, fake, run } = await asking()
    const look = vi.fn(async () => found)
    fake.next({ calls: [call('boss')], usage: { input: 10, output: 2 } })
    fake.next({ text: 'At nine.', usage: { input: 20, output: 3 } })
    const answer = await ask({ tools: [tool(look)] })
    expect(look.mock.calls).toMatchObject([[{ words: 'boss' }, expect.any(AbortSignal)]])
    const lookUps = [
      {
        ...{ tool: 'search', input: '{"words":"boss"}' },
        ...{ lines: found.lines, events: found.events },
      },
    ]
    expect(answer).toEqual({ text: 'At nine.', model: 'llama3.2', tokens: 35, lookUps })
    const [first, second] = fake.questions
    expect(first?.body.tools).toMatchObject([
      {
        type: 'function',
        function: {
          ...{ name: 'search', description: 'Searches the chat.' },
          parameters: { properties: { words: { type: 'string' } }, required: ['words'] },
        },
      },
    ])
    const [mark = ''] = /untrusted-[\w-]+/.exec(first?.system ?? '') ?? []
    expect(mark).not.toBe('')
    const [told = ''] = second === undefined ? [] : toldOf(second)
    expect(told.split('\n').slice(0, 3)).toEqual([
      `${mark} begins: lines of chat (untrusted)`,
      '| Bea: the boss fell at nine',
      `${mark} ends: lines of chat`,
    ])
    expect((await run.next('llm.answered')).data).toMatchObject({
      ...{ answer: 'At nine.', tokens: 35, lookUps },
    })
  })

  it('is asked as before where it has no tools, or uses none', async () => {
    const { ask, fake, run } = await asking()
    await ask({})
    expect(await ask({ tools: [tool()] })).not.toHaveProperty('lookUps')
    expect(fake.questions[0]?.body).not.toHaveProperty('tools')
    expect((await run.next('llm.answered')).data).not.toHaveProperty('lookUps')
  })

  it('looks nothing up a fourth time: it is told to answer', async () => {
    const { ask, fake } = await asking()
    const look = vi.fn(async () => found)
    fake.next({ calls: [call('one'), call('two')] }, { calls: [call('three'), call('four')] })
    fake.next({ text: 'Enough.' })
    const { text, lookUps } = await ask({ tools: [tool(look)] })
    expect(text).toBe('Enough.')
    expect(look).toHaveBeenCalledTimes(3)
    expect(lookUps?.map(({ input }) => JSON.parse(input).words)).toEqual(['one', 'two', 'three'])
    const last = fake.questions.at(-1)
    expect(last && toldOf(last).at(-1)).toBe(
      'Nothing was looked up.\n\nNo look-ups are left. Answer now, with what you know.',
    )
  })

  it('that goes on asking gives no answer', async () => {
    const { failure, fake } = await asking()
    const look = vi.fn(async () => found)
    fake.always({ calls: [call('again')] })
    expect(await failure({ tools: [tool(look)], lookUps: 1 })).toBe(
      'llama3.2 asked for more than 1 look-up instead of answering; ask a simpler question, or use a larger model',
    )
    expect(look).toHaveBeenCalledTimes(1)
    expect(fake.questions).toHaveLength(3)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('%s look-ups are three', async lookUps => {
    const { failure, fake } = await asking()
    const look = vi.fn(async () => found)
    fake.always({ calls: [call('again')] })
    expect(await failure({ tools: [tool(look)], lookUps })).toContain('more than 3 look-ups')
    expect(look).toHaveBeenCalledTimes(3)
  })

  it.each([
    ['an unknown tool', { name: 'delete_everything', input: {} }, /no such tool; there are search/],
    ['arguments of another shape', { name: 'search', input: { word: 1 } }, /do not fit its schema/],
    [
      'arguments that are no JSON',
      { name: 'search', input: '{"words": ' },
      /do not fit its schema/,
    ],
    ['a list of arguments', { name: 'search', input: '["boss"]' }, /do not fit its schema/],
  ])('with %s is told, and it counts', async (_, made, why) => {
    const { ask, fake } = await asking()
    const look = vi.fn(async () => found)
    fake.next({ calls: [made] }, { text: 'Then not.' })
    const { text, lookUps } = await ask({ tools: [tool(look)] })
    expect(text).toBe('Then not.')
    expect(look).not.toHaveBeenCalled()
    expect(lookUps).toMatchObject([
      { tool: made.name, lines: [], refused: expect.stringMatching(why) },
    ])
    const last = fake.questions.at(-1)
    expect(last && toldOf(last)[0]).toMatch(why)
  })

  it('is told that a look-up failed, without the reason', async () => {
    const { ask, fake } = await asking()
    fake.next({ calls: [call('boss')] }, { text: 'I do not know.' })
    const broken = async () => Promise.reject(new Error('/home/ann/journal.db is locked'))
    expect((await ask({ tools: [tool(broken)] })).text).toBe('I do not know.')
    const sent = JSON.stringify(fake.questions.at(-1)?.body)
    expect(sent).toContain('it failed or took too long')
    expect(sent).not.toContain('journal.db')
  })

  it('is told the same of a schema that throws', async () => {
    const { ask, fake } = await asking()
    fake.next({ calls: [call('boss')] }, { text: 'I do not know.' })
    const input = z.object({ words: z.string() }).refine(() => {
      throw new Error('/home/ann/journal.db is locked')
    })
    expect((await ask({ tools: [{ ...tool(), input }] })).text).toBe('I do not know.')
    expect(JSON.stringify(fake.questions.at(-1)?.body)).toContain('it failed or took too long')
  })

  it('may write a call out, as small models do', async () => {
    const { ask, fake } = await asking()
    fake.next({ text: '{"name": "search", "parameters": {"words": "boss"}}' }, { text: 'At nine.' })
    const { text, lookUps } = await ask({ tools: [tool()] })
    expect(text).toBe('At nine.')
    expect(lookUps).toHaveLength(1)
  })

  it('gets back with a call what its provider gave with it, and what it thought', async () => {
    const { ask, fake } = await asking({ provider: 'compatible', model: 'gemini-3-pro' })
    const made = { ...call('boss'), signature: 'c2lnbmVk' }
    // Refuses a call that lacks it, as Gemini does, and one without its thoughts, as DeepSeek does.
    fake.always(({ body }) => {
      const [, ...said] = body.messages as readonly Record<string, unknown>[]
      const calls = said.filter(({ role }) => role === 'assistant')
      if (calls.length === 0) return { thinking: 'They ask of the boss.', calls: [made] }
      const isWhole = JSON.stringify(calls).includes('"thought_signature":"c2lnbmVk"')
      const isThought = calls.every(one => one.reasoning_content === 'They ask of the boss.')
      return isWhole && isThought ? { text: 'At nine.' } : { status: 400 }
    })
    expect((await ask({ tools: [tool()] })).text).toBe('At nine.')
  })

  it('is asked without what it thought where its provider refuses that, from then on', async () => {
    const { ask, fake } = await asking({ provider: 'compatible', model: 'gpt-oss-120b' })
    const said = { error: { message: "property 'reasoning_content' is unsupported" } }
    // As Groq does.
    fake.always(({ body }) => {
      if (JSON.stringify(body).includes('reasoning_content'))
        return { status: 400, body: JSON.stringify(said) }
      const isAnswered = JSON.stringify(body).includes('"role":"tool"')
      return isAnswered ? { text: 'At nine.' } : { thinking: 'The boss.', calls: [call('boss')] }
    })
    expect((await ask({ tools: [tool()] })).text).toBe('At nine.')
    expect(fake.questions).toHaveLength(3)
    expect((await ask({ tools: [tool()] })).text).toBe('At nine.')
    expect(fake.questions).toHaveLength(5)
  })

  it('speaks as Anthropic’s do, too', async () => {
    const { ask, fake } = await asking({ provider: 'anthropic', apiKey: 'k', model: 'claude' })
    fake.next({ calls: [call('boss')] }, { text: 'At nine.' })
    expect((await ask({ tools: [tool()], lookUps: 1 })).text).toBe('At nine.')
    const [, second] = fake.questions
    expect(second?.body.tools).toMatchObject([{ name: 'search' }])
    expect(JSON.stringify(second?.body.messages)).toContain('| Bea: the boss fell at nine')
  })

  it('leaves out secrets of what was found', async () => {
    const { ask, fake } = await asking({ apiKey: 'open-sesame-1234' })
    const lines = ['Ann: the key is open-sesame-1234']
    fake.next({ calls: [call('key')] }, { text: 'No.' })
    const { lookUps } = await ask({ tools: [tool(async () => ({ label: 'chat', lines }))] })
    expect(JSON.stringify(fake.questions.map(({ body }) => body))).not.toContain('open-sesame')
    expect(JSON.stringify(lookUps)).not.toContain('open-sesame')
  })

  it('that cannot call tools is named', async () => {
    const { failure, fake } = await asking()
    const said = { error: { message: 'llama3.2 does not support tools' } }
    fake.always({ status: 400, body: JSON.stringify(said) })
    expect(await failure({ tools: [tool()] })).toMatch(
      /cannot look anything up with it .*; use a model that can call tools, or ask without tools/,
    )
  })

  it('pays for what it reads again', async () => {
    const { failure, fake } = await asking({ budget: { tokens: 400 } })
    const lines = Array.from({ length: 20 }, () => 'Bea: '.padEnd(200, 'long '))
    fake.next({ calls: [call('boss')], usage: null })
    expect(await failure({ tools: [tool(async () => ({ label: 'chat', lines }))] })).toContain(
      'its budget of 400 tokens',
    )
    expect(fake.questions).toHaveLength(1)
  })
})

describe('the deadline', () => {
  fastTime()

  it('ends a look-up that never ends', async () => {
    const { failure, fake } = await asking()
    let signal: AbortSignal | undefined
    const never = tool((_, given) => {
      signal = given
      return new Promise(() => undefined)
    })
    fake.next({ calls: [call('boss')] })
    expect(await failure({ tools: [never], deadline: '1s' })).toContain('did not answer within 1 s')
    expect(signal?.aborted).toBe(true)
  })

  it('is that of all requests together', async () => {
    const { failure, fake } = await asking()
    fake.next({ calls: [call('boss')] }, { fault: 'slow' })
    expect(await failure({ tools: [tool()], deadline: '1s' })).toContain(
      'did not answer within 1 s',
    )
    expect(fake.questions).toHaveLength(2)
  })
})
