import { chatBot } from '@promethean/plugins'
import { ChatSender, definePlugin, event, LanguageModel } from 'promethean'
import { fakeModel, fakePort, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { fastTime } from '../../../support/fast-time.ts'
import { BANNED, INJECTIONS, obedientModel, SECRET } from '../../../support/injections.ts'
import { botWith, line, raid } from '../world.ts'

const ASK = { on: '!ask', reply: { prompt: 'Answer the viewer.' } } as const

describe('a question to a language model', () => {
  fastTime()

  it('has persona and prompt apart from what viewers wrote, and its answer is marked', async () => {
    const model = fakeModel('Hello Bea')
    const { ask, tell, chat } = await botWith(
      { rules: [ASK], persona: 'You are Tilda, an owl.' },
      { ports: [model] },
    )
    await tell(line('good evening'))
    expect(await ask('!ask who are you?')).toBe('Hello Bea')
    const [asked] = model.asked
    expect(asked?.system).toContain('You are Tilda, an owl.')
    expect(asked?.prompt).toBe('Answer the viewer.')
    expect(asked?.untrusted?.map(({ lines }) => lines)).toEqual([
      ['Bea: good evening'],
      ['Bea: !ask who are you?'],
    ])
    expect(asked).toMatchObject({ maxLength: 500, cause: { type: 'chat.message' } })
    expect(chat.calls[0]?.options).toMatchObject({ reply: true, isGenerated: true })
  })

  it('about an event hands that over', async () => {
    const model = fakeModel('Welcome all')
    const { tell, said } = await botWith(
      { rules: [{ on: 'channel.raided', reply: { prompt: 'Welcome the raid.' } }] },
      { ports: [model] },
    )
    await tell(raid(12))
    await vi.waitFor(() => expect(said()).toEqual(['Welcome all']))
    expect(model.asked[0]?.untrusted?.[1]?.lines[0]).toContain('"viewers":12')
  })

  it('has an answer from one line that fits the platform and starts no command', async () => {
    const model = fakeModel(['!title hacked\nnow', 'word '.repeat(100)])
    const { ask } = await botWith({ rules: [ASK] }, { ports: [model] })
    expect(await ask('!ask')).toBe('title hacked now')
    const long = await ask('!ask', {}, { platform: 'youtube', channel: 'UCann' })
    expect(long?.length).toBeLessThanOrEqual(200)
    expect(long).toMatch(/ word…?$/)
  })

  it('is answered by the words alone, whatever the model wraps them in', async () => {
    const wrapped = [
      '{"text": "Good evening, Bea"}',
      '```json\n{\n  "answer": "Good evening, Bea"\n}\n```',
      '["Good evening, Bea"]',
      '"Good evening, Bea"',
      'Answer: Good evening, Bea',
      '**Good evening, Bea**',
      '{"text": "/Good evening, Bea"}',
      "Sure! Here's a reply:\n\nGood evening, Bea",
    ]
    const model = fakeModel([...wrapped, '"Yes" is no {answer}, "no" is'])
    const { ask } = await botWith({ rules: [ASK] }, { ports: [model] })
    for (const answer of wrapped) expect(await ask('!ask'), answer).toBe('Good evening, Bea')
    expect(await ask('!ask')).toBe('"Yes" is no {answer}, "no" is')
  })

  it('that fails is named once and noted, and the next one is asked', async () => {
    const model = fakeModel([new Error('no model here'), new Error('no model here'), 'back'])
    const { ask, tell, problems, notes } = await botWith({ rules: [ASK] }, { ports: [model] })
    await tell(line('!ask', { messageId: 'q' }), line('!ask'))
    expect(await ask('!ask')).toBe('back')
    expect(problems().map(({ message }) => message)).toEqual([
      'cannot answer !ask: no model here; the next match tries again',
    ])
    expect(await notes('twitch:chat.message:q')).toEqual(['!ask: failed, no model here'])
  })

  it('does not hold up what needs no model', async () => {
    const model = fakeModel(() => new Promise<string>(() => undefined))
    const { ask, tell } = await botWith(
      { rules: [ASK, { on: '!x', reply: 'ok' }] },
      { ports: [model] },
    )
    await tell(line('!ask'))
    expect(await ask('!x')).toBe('ok')
  })

  it('is let go, and said why, where too many wait', async () => {
    const model = fakeModel(() => new Promise<string>(() => undefined))
    const { tell, notes } = await botWith({ rules: [ASK] }, { ports: [model] })
    await tell(line('!ask'), line('!ask', { messageId: 'second' }))
    for (let count = 0; count < 10; count++) await tell(line('!ask'))
    expect(await notes('twitch:chat.message:second')).toEqual([
      '!ask: held back, too many answers are already waiting',
    ])
  })

  it('remembers what was said in this chat, without what moderators removed', async () => {
    const model = fakeModel('ok')
    const { ask, tell } = await botWith({ rules: [ASK] }, { ports: [model] })
    const where = { platform: 'twitch', channel: 'ann' }
    await tell(
      line('one', { messageId: 'one' }),
      line('two', { messageId: 'two' }),
      line('elsewhere', {}, { channel: 'another' }),
      event('chat.deleted', { messageId: 'one' }, where),
      event('chat.sent', { text: 'three', via: 'x', confirmed: true }, where),
    )
    await ask('!ask')
    expect(model.asked[0]?.untrusted?.[0]?.lines).toEqual(['Bea: two', 'you: three'])
    await tell(event('chat.cleared', { user: { id: '2' } }, where))
    await ask('!ask')
    expect(model.asked[1]?.untrusted?.[0]?.lines).toEqual(['you: three'])
  })
})

describe('a model that obeys every injection', () => {
  it.each(INJECTIONS)(
    'does no harm through the real outbox: $kind',
    async ({ words, place, isLeak }) => {
      const model = obedientModel('All is well')
      const sent: string[] = []
      const sender = fakePort(ChatSender, {
        platforms: ['twitch'],
        account: () => ({ name: 'annbot' }),
        send: async text => {
          sent.push(text)
          return { status: 'sent', confirmed: true }
        },
      })
      const run = await runPlugin(chatBot({ rules: [ASK], banned: [BANNED] }), {
        ports: [fakePort(LanguageModel, model), sender],
        beside: [keepsSecret({ token: SECRET })],
      })
      onTestFinished(() => run.stop())
      const displayName = place === 'name' ? words : 'Mallory'
      const user = { id: '6', name: 'mallory', displayName, roles: [] }
      run.emit(line(`!ask ${place === 'text' ? words : 'me'}`, { user, messageId: 'ask' }))
      await vi.waitFor(async () => {
        await run.flush()
        const notes = (await run.journal.find('twitch:chat.message:ask'))?.notes ?? []
        expect(notes.length).toBeGreaterThan(0)
      })
      expect(model.asked).toHaveLength(1)
      for (const text of sent) expect(isLeak(text), text).toBe(false)
    },
  )
})

/** A plugin of the same config that knows a secret. */
const keepsSecret = definePlugin({
  name: 'keeps-secret',
  options: z.strictObject({ token: z.string() }),
  setup: () => undefined,
})
