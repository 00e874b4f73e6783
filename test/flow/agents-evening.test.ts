import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { StdioAgent } from '../support/mcp/agent.ts'
import { configOf } from './own-plugins.ts'
import { workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()
// An agent may use tools 120 times a minute.
const PATIENTLY = { timeout: 30_000, interval: 300 }

// An evening in a few events: gifts, a raid, a joke, a timeout, two commands of which one is held back, a relayed line.
const PLATFORM = `
import { ChatSender, definePlugin, event } from 'promethean'
import { merge, mergeMap, of, take } from 'rxjs'

const person = (name, displayName = name) => ({ id: 'u-' + name, name, displayName, roles: [] })
const at = { platform: 'twitch', channel: 'ann' }
let count = 0
const told = (type, data) => event(type, data, { ...at, key: 'k-' + ++count })
const said = (user, text) => {
  const key = 'm-' + ++count
  return event('chat.message', { messageId: key, text, user }, { ...at, key })
}

export default definePlugin({
  name: 'platform',
  provides: [ChatSender],
  setup: ({ provide, link, on }) => {
    provide(ChatSender, {
      platforms: ['twitch'],
      account: () => ({ name: 'annbot' }),
      send: async () => ({ status: 'sent', messageId: 's-1', confirmed: true }),
    })
    link({ quiet: '1d' }).connected([{ platform: 'twitch', channel: 'ann' }])
    const live = told('stream.online', { streamId: 's-1', title: 'Soup' })
    const all = [
      said(person('early'), 'first'),
      told('channel.gifted', { user: person('lumi', 'Lumi'), count: 20 }),
      ...[1, 2, 3, 4, 5].map(() => told('channel.gifted', { user: person('tessa', 'テッサ'), count: 5 })),
      told('channel.gifted', { count: 10, isAnonymous: true }),
      told('channel.tipped', { user: person('ivo', 'Ivo'), amount: 10, currency: 'EUR' }),
      told('channel.cheered', { user: person('bert', 'Bert'), bits: 500 }),
      said(person('pia', 'Pia'), 'why did the umbrella quit? it kept folding'),
      said(person('rook', 'Rook'), 'more umbrella jokes please'),
      told('channel.updated', { title: 'Bread' }),
      told('chat.moderated', {
        action: 'timeout', user: person('troll'), seconds: 60, reason: 'spoilers', moderator: person('mia', 'Mia'),
      }),
      told('channel.raided', { from: person('moss', 'Moss'), viewers: 87 }),
      said(person('dan', 'Dan'), '!discord'),
      said(person('ola', 'Ola'), '!discord'),
      said(person('restreambot'), '[YouTube: Pia] !discord'),
      said(person('late'), 'last'),
    ]
    return merge(of(live), on('session.started').pipe(take(1), mergeMap(() => all)))
  },
})
`

const USES = [
  'platform()',
  'restreamFilter()',
  "chatBot({ rules: [{ on: '!discord', reply: 'come', cooldown: '5m' }] })",
]

/** An agent beside an instance that has seen the evening, and what a tool told it. */
async function evening() {
  const stage = project({
    'platform.ts': PLATFORM,
    'promethean.config.ts': configOf(
      USES,
      "streamer: { twitch: 'ann' },",
      "import platform from './platform.ts'\nimport { chatBot, restreamFilter } from '@promethean/plugins'",
    ),
  })
  await start(stage)
  const agent = await StdioAgent.start(stage.file)
  onTestFinished(async () => void (await agent.leave()))
  const use = async (tool: string, input: object) => {
    const { structuredContent, content } = await agent.use(tool, input)
    if (structuredContent === undefined) throw new Error(content[0]?.text)
    return structuredContent
  }
  // Streams are counted a second or so after their events came.
  await expect
    .poll(async () => Object(await use('session_summary', {})).sessions, PATIENTLY)
    .toMatchObject([{ lines: 6, raids: 1 }])
  return { agent, use }
}

describe('what a model asks about an evening', () => {
  it('is answered in one call: who gave most, what was the joke, who raided, why somebody is timed out', async () => {
    const { use } = await evening()
    expect(await use('session_summary', { session: 'newest' })).toMatchObject({
      sessions: [{ titles: [{ title: 'Soup' }, { title: 'Bread' }], gifts: 55 }],
      most: {
        gifts: [
          { user: 'テッサ', login: 'tessa', amount: 25 },
          { user: 'Lumi', amount: 20 },
          { user: 'anonymous', amount: 10 },
        ],
        bits: [{ user: 'Bert', amount: 500 }],
        tips: [{ user: 'Ivo', amount: 10, currency: 'EUR' }],
      },
    })
    const joke = await use('search', { words: 'umbrella', detail: 'brief' })
    const [, told] = Object(joke).lines
    expect(told).toEqual({
      ...{ at: expect.any(String), platform: 'twitch', user: 'Pia' },
      text: 'why did the umbrella quit? it kept folding',
    })
    const tonight = { session: 'newest', detail: 'brief' }
    const raids = await use('events', { types: ['channel.raided'], ...tonight })
    expect(raids).toMatchObject({ events: [{ data: { from: 'Moss', viewers: 87 } }] })
    const moderated = await use('events', { types: ['chat.moderated'], ...tonight })
    expect(moderated).toMatchObject({
      events: [{ data: { user: 'troll', reason: 'spoilers', moderator: 'Mia' } }],
    })
    const first = { types: ['chat.message'], oldest: true, limit: 1, ...tonight }
    expect(await use('events', first)).toMatchObject({ events: [{ user: 'early' }] })
  })

  it('is answered in two: why a message was not answered, also one that a filter dropped', async () => {
    const { use } = await evening()
    const { lines: olas } = Object(await use('chat_recent', { user: 'ola', session: 'newest' }))
    const held = await use('explain', { id: olas[0].id })
    expect(held).toMatchObject({
      explanation: {
        notes: [{ plugin: 'chat-bot', text: expect.stringContaining('cooldown') }],
        rules: [{ rule: '!discord', outcome: 'match' }],
      },
    })
    expect(Object(held).explanation).not.toHaveProperty('copies')
    const unseen = await use('search', { words: 'restreambot' })
    expect(unseen).toMatchObject({ lines: [], hidden: { dropped: 1 } })
    const { lines: relayed } = Object(await use('search', { words: 'restreambot', dropped: true }))
    expect(relayed).toMatchObject([{ dropped: 'restream-filter/relay_account' }])
    const { explanation } = Object(await use('explain', { id: relayed[0].id }))
    expect(explanation).toMatchObject({ verdict: { kept: false } })
    expect(explanation).not.toHaveProperty('hearers')
  })

  it('is found by its moment, and where nothing is found, it says what to write instead', async () => {
    const { agent, use } = await evening()
    const raids = await use('events', { types: ['channel.raided'] })
    const [{ at }] = Object(raids).events
    // Here everything happens at once, and a moment is a millisecond.
    const until = new Date(Date.parse(at) + 1).toISOString()
    const before = await use('chat_recent', { until, limit: 2, detail: 'brief' })
    const { lines } = Object(before)
    expect(lines).not.toEqual([])
    expect(lines.every((line: { at: string }) => line.at <= at)).toBe(true)
    expect(await use('search', { words: 'umbrella joke' })).toMatchObject({
      ...{ lines: [], advice: expect.stringContaining('search for one of them') },
    })
    const { isError, content } = await agent.use('session_summary', { session: 'tonight' })
    expect(isError).toBe(true)
    expect(content[0]?.text).toContain('write newest, or an id from session_summary')
  })
})
