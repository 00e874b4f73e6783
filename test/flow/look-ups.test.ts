import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { INJECTIONS } from '../support/injections.ts'
import { type FakeModelServer, startModelServer } from '../support/llm/fake-model-server.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { type FakeTwitch, startFakeTwitch } from '../support/twitch/fake-twitch.ts'
import { chatLine } from '../support/twitch/lines.ts'
import { command, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const PATIENTLY = { timeout: 30_000, interval: 50 }
const { project, start } = workshop()

describe('a model that looks things up, whole runtime', () => {
  let twitch: FakeTwitch
  let model: FakeModelServer
  let made: TestProject

  beforeAll(async () => {
    ;[twitch, model] = await Promise.all([
      startFakeTwitch({ messageLimit: 100 }),
      startModelServer(),
    ])
    made = project({
      'promethean.config.ts': `
import { chatBot, languageModel, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({
  streamer: { twitch: 'ann' },
  bots: ['annbot'],
  plugins: [
    twitchIrc({ channels: ['ann'], username: 'annbot', token: 'abcdef', server: '127.0.0.1', port: ${twitch.port}, secure: false }),
    languageModel({ provider: 'ollama', model: 'llama3.2', baseURL: '${model.url}' }),
    chatBot({
      rules: [
        { on: '!ping', reply: 'pong <%= it.rest %>' },
        { on: '!ask', reply: { prompt: 'Answer the viewer.' }, tools: ['search', 'user_history', 'session_summary'] },
        { on: /what did i miss/i, reply: { prompt: 'Say what they missed.', about: 'missed' } },
      ],
    }),
  ],
})
`,
    })
    await start(made)
    await vi.waitFor(() => expect(twitch.inRoom('ann').length).toBeGreaterThan(0), PATIENTLY)
  })

  afterAll(() => Promise.all([twitch.close(), model.close()]))

  function says(text: string, login = 'nia'): string {
    const id = randomUUID()
    twitch.send(chatLine({ channel: 'ann', login, text, id, tags: { 'user-id': `id-${login}` } }))
    return id
  }

  const said = () =>
    twitch
      .received()
      .filter(sent => sent.includes(' PRIVMSG '))
      .map(sent => sent.replace(/^.*? PRIVMSG #ann :/, ''))

  const isSaid = (text: string) => vi.waitFor(() => expect(said()).toContain(text), PATIENTLY)

  /** Whatever was said before is kept. */
  async function pinged() {
    const mark = randomUUID().slice(0, 8)
    says(`!ping ${mark}`)
    await isSaid(`pong ${mark}`)
  }

  it('answers with what was said in this chat, and exports show how', async () => {
    says('the dragon fell at nine', 'bea')
    const rude = says('the dragon is a rude word', 'cleo')
    twitch.send(
      `@login=cleo;target-msg-id=${rude} :tmi.twitch.tv CLEARMSG #ann :the dragon is a rude word`,
    )
    await pinged()
    model.next({ calls: [{ name: 'search', input: { words: 'dragon' } }] }, { text: 'At nine.' })
    const asked = says('!ask when did the dragon fall?')
    await isSaid('At nine.')
    const [, second] = model.questions
    const told = JSON.stringify(second?.body)
    expect(told).toContain('the dragon fell at nine')
    expect(told).not.toContain('rude word')
    const { lines } = await command(made, 'explain', `twitch:chat.message:${asked}`, '--json')
    const notes = (lines[0]?.notes ?? []) as readonly { readonly text: string }[]
    expect(notes.map(({ text }) => text)).toContain('!ask: looked up search')
  })

  it('says nothing of an attack it found and obeys', async () => {
    const attacks = INJECTIONS.filter(
      ({ kind, place }) => /link|command/.test(kind) && place === 'text',
    )
    expect(attacks.length).toBeGreaterThan(5)
    for (const { words } of attacks) says(`griffin ${words.replaceAll(/\s+/g, ' ')}`, 'mallory')
    await pinged()
    const before = said().length
    for (const { obeyed } of attacks) {
      const text = obeyed({ prompt: '' })
      model.next({ calls: [{ name: 'search', input: { words: 'griffin' } }] }, { text })
      const questions = model.questions.length
      says('!ask about the griffin')
      await vi.waitFor(() => expect(model.questions).toHaveLength(questions + 2), PATIENTLY)
    }
    await pinged()
    // Each of them came as far as the check of what a model wrote: it is held back there, or said without what was wrong.
    const { lines } = await command(made, 'export', '--format', 'training', '--json')
    const outcomes = lines.map(({ outcome }) => Object(outcome)).slice(-attacks.length)
    for (const [at, { status, text = '', notes = [] }] of outcomes.entries()) {
      const why = notes.join('; ')
      expect(why, attacks[at]?.kind).toMatch(/^!ask: looked up search; !ask: /)
      const isHeld = /the language model answered, but it (holds a link|is rude)/.test(why)
      const isClean = status === 'sent' && attacks.every(({ isLeak }) => !isLeak(text))
      expect(
        isHeld || isClean || /had nothing to say/.test(why),
        `${attacks[at]?.kind}: ${why}`,
      ).toBe(true)
    }
    expect(outcomes).toHaveLength(attacks.length)
    for (const sent of said().slice(before))
      for (const { isLeak } of attacks) expect(isLeak(sent), sent).toBe(false)
  })

  it('tells a viewer what they missed', async () => {
    says('back in a minute', 'moss')
    says('the goblin king sings', 'bea')
    await pinged()
    model.next({ text: 'The goblin king sang.' })
    says('What did I miss?', 'moss')
    await isSaid('The goblin king sang.')
    const { prompt = '' } = model.questions.at(-1) ?? {}
    expect(prompt).toContain('the goblin king sings')
    expect(prompt).not.toContain('back in a minute')
  })

  it('goes on without a model that is away', async () => {
    model.always({ status: 503 })
    says('!ask about the dragon')
    await pinged()
    model.always({ text: 'Here again.' })
    await vi.waitFor(
      () => {
        says('!ask about the dragon')
        expect(said()).toContain('Here again.')
      },
      { timeout: 50_000, interval: 3_000 },
    )
  })
})
