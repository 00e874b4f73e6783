import { chatBot } from '@promethean/plugins'
import { Actions, type EventType, event } from 'promethean'
import { contract, fakeChatOutput, fakeModel, fakePort } from 'promethean/testing'
import { describe, expect, it, vi } from 'vitest'
import { ann, bea, botWith, line, mod, raid } from './world.ts'

contract('chat-bot', () => ({
  use: chatBot({ rules: [{ on: '!hi', reply: 'hello' }], timers: [{ every: '15m', say: 'hi' }] }),
  other: chatBot({ rules: [{ on: '!hi', reply: 'good day' }] }),
  ports: [fakeChatOutput()],
}))

const DEEDS = [
  'channel.followed',
  'channel.subscribed',
  'channel.gifted',
  'channel.cheered',
  'channel.tipped',
  'channel.raided',
  'channel.redeemed',
] as const satisfies readonly EventType[]

it('a rule for an event type leaves channels alone that are only read, unless it is shared', async () => {
  const { tell, said, notes } = await botWith({
    rules: [
      { on: 'channel.cheered', reply: 'Thanks!' },
      { on: 'channel.updated', reply: 'Updated', shared: true },
    ],
  })
  const where = { platform: 'twitch', channel: 'carl' }
  await tell(event('channel.cheered', { bits: 5 }, { ...where, key: 'c1' }))
  expect(said()).toEqual([])
  expect(await notes('twitch:channel.cheered:c1')).toEqual([
    'channel.cheered: held back, carl is not your channel',
  ])
  await tell(event('channel.updated', { title: 'x' }, where))
  expect(said()).toEqual(['Updated'])
  // Fired into a channel that is not his, it would be said there for real.
  await tell(event('channel.cheered', { bits: 5 }, { ...where, test: true }))
  await tell(event('channel.cheered', { bits: 5 }, { ...where, channel: 'Ann' }))
  expect(said()).toEqual(['Updated', 'Thanks!'])
})

describe('a command', () => {
  it('is the first word in any case, and is answered as a reply', async () => {
    const { ask, chat } = await botWith({ rules: [{ on: '!Discord', reply: 'discord.gg/ann' }] })
    expect(await ask('!dIScord please')).toBe('discord.gg/ann')
    expect(chat.calls[0]?.options).toMatchObject({ reply: true })
    expect(chat.calls[0]?.target).toMatchObject({ to: { data: { text: '!dIScord please' } } })
  })

  it('has aliases', async () => {
    const { ask } = await botWith({ rules: [{ on: '!discord', aliases: ['!dc'], reply: 'here' }] })
    expect(await ask('!DC')).toBe('here')
  })

  it('is no command within a line, nor a longer word', async () => {
    const { tell, said } = await botWith({ rules: [{ on: '!hi', reply: 'hello' }] })
    await tell(line('so !hi'), line('!hit'), line('hi'), line('!'))
    expect(said()).toEqual([])
  })

  it('is found behind the name of whom its line answers', async () => {
    const { ask } = await botWith({ rules: [{ on: '!hi', reply: '<%= it.args[0] %>' }] })
    expect(await ask('@Cleo !hi there', { reply: { messageId: 'm0' } })).toBe('there')
  })
})

describe('a template', () => {
  it('reads user, args, rest, channel and event; what is not there is nothing', async () => {
    const reply =
      '<%= it.user %>|<%= it.args[1] %>|<%= it.args[9] %>|<%= it.rest %>|<%= it.channel %>|<%= it.event.data.user.name %>'
    const { ask } = await botWith({ rules: [{ on: '!t', reply }] })
    expect(await ask('!t one two')).toBe('Bea|two||one two|ann|bea')
  })

  it('never executes chat', async () => {
    const { ask } = await botWith({ rules: [{ on: '!echo', reply: '<%= it.rest %>' }] })
    expect(await ask('!echo <%= process.pid %>')).toBe('<%= process.pid %>')
  })

  it('that fails on an event is named once, and noted', async () => {
    const reply = '<%= it.event.data.nobody.name %>'
    const { tell, problems, notes } = await botWith({ rules: [{ on: '!t', reply }] })
    await tell(line('!t', { messageId: 'a' }), line('!t'))
    expect(problems().map(({ message }) => message)).toEqual([
      expect.stringMatching(/^cannot answer !t: .*; correct the rule in the config$/),
    ])
    expect(await notes('twitch:chat.message:a')).toEqual([expect.stringMatching(/^!t: failed, /)])
  })
})

describe('a mention', () => {
  it('is the name of an own account behind an @, in any case', async () => {
    const { ask, tell, said } = await botWith({ rules: [{ on: '@', reply: 'yes?' }] })
    expect(await ask('hey @AnnBot, how are you')).toBe('yes?')
    expect(await ask('@ann')).toBe('yes?')
    await tell(line('@annbots'), line('annbot'), line('@cleo'))
    expect(said()).toHaveLength(2)
  })

  it('is of an account, however the config and the line write its name', async () => {
    const { ask, tell, said } = await botWith(
      { rules: [{ on: '@', reply: 'yes?' }] },
      { config: { bots: ['@annhelper', 'otherhelper'], streamer: { youtube: '@ann-plays' } } },
    )
    const youtube = { platform: 'youtube', channel: 'UCann' }
    for (const text of [
      'are you there @otherhelper',
      'are you there @annhelper',
      'hello @ann-plays',
      'hello @Ann-Plays!',
      'hello @ann\u034F-plays',
    ])
      expect(await ask(text, {}, youtube), text).toBe('yes?')
    const before = said().length
    await tell(
      ...['hello @ann-plays2', 'mail ann-plays please', 'ann@ann-plays', '@ann-plays.too'].map(
        text => line(text, {}, youtube),
      ),
    )
    expect(said()).toHaveLength(before)
  })
})

describe('characters that show nothing', () => {
  const hug = {
    on: '!hug' as const,
    reply:
      '<%= it.user %> hugs <%= it.args[0] ?? "everybody" %> (<%= it.args.length %>, <%= it.rest %>)',
  }

  it.each(['\u034F', '\u{E0000}', '\u200D', '\uFE0F', '\u3164', '\u00AD'])(
    'are no word of a command: %j',
    async nothing => {
      const { ask } = await botWith({ rules: [hug] })
      expect(await ask(`!hug ${nothing}`)).toBe('Bea hugs everybody (0, )')
      expect(await ask(`!hug bob ${nothing}`)).toBe('Bea hugs bob (1, bob)')
      expect(await ask(`${nothing}!h${nothing}ug b${nothing}ob`)).toBe('Bea hugs bob (1, bob)')
    },
  )

  it('stay where they join an emoji or shape a letter', async () => {
    const { ask } = await botWith({ rules: [hug] })
    expect(await ask('!hug 👩\u200D👧 می\u200Cخواهم \u034F')).toBe(
      'Bea hugs 👩\u200D👧 (2, 👩\u200D👧 می\u200Cخواهم)',
    )
  })

  it('hide nothing from a pattern, and are no part of what it finds', async () => {
    const { ask } = await botWith({ rules: [{ on: /^good (.*)$/, reply: '[<%= it.args[0] %>]' }] })
    expect(await ask('go\u00ADod night \u034F')).toBe('[night]')
  })

  it('are no word of what came with an event either', async () => {
    const { tell, said } = await botWith({
      rules: [{ on: 'channel.redeemed', reply: '[<%= it.rest %>] <%= it.args.length %>' }],
    })
    const reward = { id: 'r', title: 'Hug', cost: 1 }
    const data = { redemptionId: '1', user: bea, reward, text: 'bob \u034F' }
    await tell(event('channel.redeemed', data, { platform: 'twitch', channel: 'ann' }))
    expect(said()).toEqual(['[bob] 1'])
  })
})

describe('a pattern', () => {
  it('gives its groups, and the first that may answers', async () => {
    const { ask, said } = await botWith({
      rules: [
        { on: /good (night|morning)/i, roles: ['moderator'], reply: 'mods first' },
        { on: /good (night|morning)/i, reply: 'a good <%= it.args[0] %> to you' },
        { on: /good/i, reply: 'never' },
      ],
    })
    expect(await ask('Good night all')).toBe('a good night to you')
    expect(said()).toHaveLength(1)
  })

  it('is not checked in a command', async () => {
    const { ask, said } = await botWith({
      rules: [
        { on: /hi/, reply: 'pattern' },
        { on: '!hi', reply: 'command' },
      ],
    })
    expect(await ask('!hi')).toBe('command')
    expect(said()).toHaveLength(1)
  })
})

describe('an event', () => {
  it('of any type is answered in its channel by every rule for it', async () => {
    const { tell, said, chat } = await botWith({
      rules: [
        { on: 'channel.raided', reply: 'Welcome <%= it.event.data.viewers %> raiders' },
        { on: 'channel.raided', reply: ({ data }) => `from ${data.from.displayName}` },
      ],
    })
    await tell(raid(12))
    expect(said()).toEqual(['Welcome 12 raiders', 'from Cleo'])
    expect(chat.calls[0]?.target).toMatchObject({ to: { type: 'channel.raided', channel: 'ann' } })
  })

  it('of no chat is answered in the streamer’s own chats', async () => {
    const { tell, chat } = await botWith({
      rules: [{ on: 'obs.scene.changed', reply: 'on air: <%= it.event.data.scene %>' }],
    })
    await tell(line('hello'), line('salut', {}, { channel: 'another' }))
    await tell(event('obs.scene.changed', { scene: 'Desk' }, { platform: 'obs' }))
    expect(chat.calls.map(({ text, target }) => [text, target])).toEqual([
      ['on air: Desk', { platform: 'twitch', channel: 'ann' }],
    ])
  })
})

describe('a function', () => {
  it('gets the event and tools, and may say nothing', async () => {
    const { ask, tell, said, notes } = await botWith({
      rules: [
        {
          on: '!count',
          reply: async (told, { args, state, user }) => {
            if (args[0] === 'off') return undefined
            const count = state.update<number>('count', (known = 0) => known + 1)
            return `${user} ${told.data.text} ${count}`
          },
        },
      ],
    })
    expect(await ask('!count')).toBe('Bea !count 1')
    expect(await ask('!count')).toBe('Bea !count 2')
    await tell(line('!count off', { messageId: 'off' }))
    expect(said()).toHaveLength(2)
    expect(await notes('twitch:chat.message:off')).toEqual(['!count: had nothing to say'])
  })

  it('may say more than one thing, and look back', async () => {
    const { ask, tell, said } = await botWith({
      rules: [
        {
          on: '!twice',
          reply: async (_, { say, history }) => {
            await say('first')
            return history(2)
              .map(({ name, text }) => `${name} ${text}`)
              .join()
          },
        },
      ],
    })
    await tell(line('good evening'))
    await ask('!twice')
    await vi.waitFor(() => expect(said()).toEqual(['first', 'Bea good evening']))
  })
})

describe('an action', () => {
  it('is run with user, message and args', async () => {
    const ran: unknown[] = []
    const actions = fakePort(Actions, { run: async (...all) => void ran.push(all) })
    const { tell, said } = await botWith(
      { rules: [{ on: '!hug', run: 'Hug' }] },
      { ports: [actions] },
    )
    await tell(line('!hug Cleo now'))
    expect(ran).toEqual([
      [
        'Hug',
        expect.objectContaining({ user: 'Bea', message: '!hug Cleo now', args: ['Cleo', 'now'] }),
        expect.objectContaining({ cause: expect.objectContaining({ type: 'chat.message' }) }),
      ],
    ])
    expect(said()).toEqual([])
  })
})

it('an action that cannot be run is a warning, and the reply is given all the same', async () => {
  const actions = fakePort(Actions, {
    run: () => Promise.reject(new Error('Streamer.bot is away')),
  })
  const { tell, said, problems } = await botWith(
    { rules: [{ on: '!hug', run: 'Hug', reply: 'hugged' }] },
    { ports: [actions] },
  )
  await tell(line('!hug'))
  expect(said()).toEqual(['hugged'])
  expect(problems().map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'cannot answer !hug: Streamer.bot is away; the next match tries again'],
  ])
})

describe('what may be said again and what is held back', () => {
  it('a cooldown holds everybody back, a user cooldown one; both are noted with what is left', async () => {
    const { ask, tell, said, notes } = await botWith({
      rules: [
        { on: '!a', reply: 'a', cooldown: '1m' },
        { on: '!b', reply: 'b', userCooldown: '1m' },
      ],
    })
    await ask('!a')
    await ask('!b')
    await ask('!b', { user: mod })
    await tell(line('!a', { messageId: 'a2', user: mod }), line('!b', { messageId: 'b2' }))
    expect(said()).toEqual(['a', 'b', 'b'])
    expect(await notes('twitch:chat.message:a2')).toEqual(['!a: held back, cooldown 60 s left'])
    expect(await notes('twitch:chat.message:b2')).toEqual([
      '!b: held back, user cooldown 60 s left',
    ])
  })

  it('a role is needed; the broadcaster has every one', async () => {
    const { ask, tell, said, notes } = await botWith({
      rules: [{ on: '!x', reply: 'ok', roles: ['vip', 'moderator'] }],
    })
    await tell(line('!x', { messageId: 'x1' }))
    expect(said()).toEqual([])
    expect(await notes('twitch:chat.message:x1')).toEqual([
      '!x: held back, role missing: vip or moderator',
    ])
    await ask('!x', { user: mod })
    await ask('!x', { user: ann })
  })

  it('a the role is from another channel that is read is none', async () => {
    const { ask, tell, said, notes } = await botWith({
      rules: [
        { on: '!x', reply: 'ok', roles: ['moderator'] },
        { on: '!y', reply: 'for all' },
      ],
    })
    await tell(line('!x', { user: ann, messageId: 'x1' }, { channel: 'friend' }))
    expect(said()).toEqual([])
    expect(await notes('twitch:chat.message:x1')).toEqual([
      '!x: held back, the role is from another channel',
    ])
    await ask('!y', { user: ann }, { channel: 'friend' })
    await ask('!x', { user: mod }, { channel: 'friend', test: true })
  })

  it('platforms, live and shared chat', async () => {
    const { tell, said, ask } = await botWith({
      rules: [
        { on: '!p', reply: 'p', platforms: ['YouTube'] },
        { on: '!l', reply: 'l', onlyLive: true },
        { on: '!s', reply: 's' },
        { on: '!t', reply: 't', shared: true },
      ],
    })
    const sharedFrom = { id: '9' }
    await tell(line('!p'), line('!l'), line('!s', { sharedFrom }))
    expect(said()).toEqual([])
    await ask('!p', {}, { platform: 'youtube', channel: 'UCann' })
    await ask('!t', { sharedFrom })
    await tell(event('obs.stream.started', {}, { platform: 'obs' }))
    await ask('!l')
    expect(said()).toEqual(['p', 't', 'l'])
  })

  it('own lines, bots and ignored users are never answered', async () => {
    const { tell, said, notes } = await botWith({
      rules: [
        { on: '!x', reply: 'ok' },
        { on: /x/, reply: 'ok' },
        { on: 'channel.followed', reply: 'hi' },
      ],
      ignore: ['Night Bot'],
    })
    const user = { id: '8', name: 'nightbot', displayName: 'Nightbot', roles: [] }
    const own = { id: '7', name: 'annbot', displayName: 'AnnBot', roles: [] }
    await tell(
      line('!x', { user, messageId: 'i' }),
      line('x', { user }),
      line('!x', { user: own, messageId: 'o' }),
      line('!x', { isSelf: true }),
      event('channel.followed', { user }, { platform: 'twitch', channel: 'ann' }),
    )
    expect(said()).toEqual([])
    expect(await notes('twitch:chat.message:i')).toEqual(['!x: held back, its author is ignored'])
    expect(await notes('twitch:chat.message:o')).toEqual(['!x: held back, its author is a bot'])
  })

  it('relays are never answered, nor do they run anything', async () => {
    const ran: string[] = []
    const actions = fakePort(Actions, { run: async action => void ran.push(action) })
    const { tell, said, notes, ask } = await botWith(
      {
        rules: [
          { on: '!x', reply: 'ok', run: 'Confetti' },
          { on: /x/, reply: 'ok' },
        ],
      },
      { ports: [actions] },
    )
    const user = { id: 'UC5', name: '@restreambot', displayName: 'Restream Bot', roles: [] }
    await tell(
      line('!x', { user, messageId: 'r' }, { platform: 'youtube', channel: 'UCann' }),
      line('[Twitch: bea] x', { user }, { platform: 'youtube', channel: 'UCann' }),
    )
    expect(await notes('youtube:chat.message:r')).toEqual(['!x: held back, its author is a relay'])
    expect(said()).toEqual([])
    expect(await ask('!x')).toBe('ok')
    expect(ran).toEqual(['Confetti'])
  })

  it('whoever is ignored is never answered, whatever they do and however they are spelled', async () => {
    const model = fakeModel()
    const ran: string[] = []
    const actions = fakePort(Actions, { run: async action => void ran.push(action) })
    const doing = { reply: 'ok', run: 'Confetti' }
    const { tell, said, ask } = await botWith(
      {
        rules: [
          { on: '!x', ...doing },
          { on: /x/, ...doing },
          { on: '@', reply: { prompt: 'Answer.' } },
          { on: 'chat.message', ...doing },
          ...DEEDS.map(on => ({ on, ...doing })),
        ],
        ignore: ['@Night Bot', '77'],
      },
      { ports: [model, actions] },
    )
    for (const user of [
      { id: '8', name: 'nightbot', displayName: 'Nightbot', roles: [] },
      { id: '9', name: '@NightBot', displayName: 'Night Bot', roles: [] },
      { id: '77', name: 'somebody', displayName: 'Some Body', roles: [] },
    ]) {
      const where = { platform: 'twitch', channel: 'ann' }
      await tell(
        ...['!x', 'x', '@ann hi', '!recap', '!commands', '!uptime'].map(text =>
          line(text, { user }),
        ),
        event('channel.followed', { user }, where),
        event('channel.subscribed', { user }, where),
        event('channel.subscribed', { user: bea, gift: { from: user } }, where),
        event('channel.gifted', { user, count: 5 }, where),
        event('channel.cheered', { user, bits: 100 }, where),
        event('channel.tipped', { user, amount: 5, currency: 'EUR' }, where),
        event('channel.raided', { from: user, viewers: 5 }, where),
        event('channel.redeemed', { user, reward: { id: 'r', title: 'Hydrate' } }, where),
      )
    }
    expect([said(), model.asked, ran]).toEqual([[], [], []])
    await ask('!x')
    expect(ran).not.toEqual([])
  })

  it('what was recovered later, and what was told again, is not answered', async () => {
    const { tell, said } = await botWith({ rules: [{ on: '!x', reply: 'ok' }] })
    await tell(line('!x', {}, { recovered: true }))
    expect(said()).toEqual([])
    await tell(line('!x', { messageId: 'same' }), line('!x', { messageId: 'same' }))
    expect(said()).toEqual(['ok'])
  })
})
