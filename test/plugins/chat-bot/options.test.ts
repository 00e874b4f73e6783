import { chatBot } from '@promethean/plugins'
import { fakeChatOutput, runPlugin } from 'promethean/testing'
import { expect, it } from 'vitest'
import { botWith, line } from './world.ts'

const CASES: readonly (readonly [string, unknown, string, RegExp])[] = [
  ['a plain word', { on: 'hi', reply: 'x' }, 'rules[0].on', /^expected a command like '!word'/],
  ['a command of two words', { on: '!a b', reply: 'x' }, 'rules[0].on', /^expected a command/],
  ['nothing to do', { on: '!a' }, 'rules[0].reply', /^this rule does nothing/],
  ['an alias of a pattern', { on: /a/, aliases: ['!b'], reply: 'x' }, 'rules[0].aliases', /only a/],
  [
    'look-ups of no model',
    { on: '!a', reply: 'x', tools: ['search'] },
    'rules[0].tools',
    /^only a language model looks things up/,
  ],
  [
    'an unknown look-up',
    { on: '!a', reply: { prompt: 'x' }, tools: ['serach'] },
    'rules[0].tools[0]',
    /search\?/,
  ],
  [
    'what an event missed',
    { on: 'channel.raided', reply: { prompt: 'x', about: 'missed' } },
    'rules[0].reply',
    /^nobody's last message is known for an event/,
  ],
  [
    'a mistyped role',
    { on: '!a', reply: 'x', roles: ['moderater'] },
    'rules[0].roles[0]',
    /moderator\?/,
  ],
  [
    'a role no source tells',
    { on: '!a', reply: 'x', roles: ['founder'] },
    'rules[0].roles[0]',
    /subscriber/,
  ],
  ['a chance of 2', { on: '!a', reply: 'x', chance: 2 }, 'rules[0].chance', /^expected at most 1/],
  ['a cooldown in no unit', { on: '!a', reply: 'x', cooldown: '30' }, 'rules[0].cooldown', /'30s'/],
  ['an unknown member', { on: '!a', reply: 'x', cooldwn: '3s' }, 'rules[0].cooldwn', /cooldown\?/],
  ['a number as reply', { on: '!a', reply: 5 }, 'rules[0].reply', /a string, a function or/],
  [
    'an answer to an answer',
    { on: 'chat.sent', reply: 'x' },
    'rules[0].reply',
    /^answering its own messages/,
  ],
  [
    'an open tag',
    { on: '!a', reply: 'hi <%= it.user' },
    'rules[0].reply',
    /eta template: unclosed/,
  ],
  ['a broken tag', { on: '!a', reply: '<%= it. %>' }, 'rules[0].reply', /eta template: Unexpected/],
  ['a name of nowhere', { on: '!a', reply: '<%= user %>' }, 'rules[0].reply', /it\.user/],
  [
    'a mistyped name',
    { on: '!a', reply: '<%= it.usr %> hugs' },
    'rules[0].reply',
    /unknown name it\.usr; did you mean it\.user\?$/,
  ],
  [
    'a mistyped name where words follow the command',
    { on: '!a', reply: '<% if (it.args[0]) { %><%= it.whatever %><% } %>' },
    'rules[0].reply',
    /unknown name it\.whatever; known names: it\.channel, it\.platform, it\.user, it\.args, /,
  ],
  ['an empty text', { on: '!a', reply: ' ' }, 'rules[0].reply', /expected a non-empty string/],
]

it.each(CASES)('a rule with %s is refused with its place', async (_, rule, path, message) => {
  // What a config in plain JavaScript may hold.
  await expect(problemsOf({ rules: [rule] })).resolves.toEqual([
    { plugin: 'chat-bot', path, message: expect.stringMatching(message) },
  ])
})

it('one command has one rule, aliases included', async () => {
  const rules = [
    { on: '!a', reply: 'x' },
    { on: '!b', aliases: ['!c', '!A'], reply: 'x' },
    { on: '!C', reply: 'x' },
  ]
  await expect(problemsOf({ rules })).resolves.toEqual([
    expect.objectContaining({
      path: 'rules[1].aliases[1]',
      message: expect.stringMatching(/^rules\[0\] already has/),
    }),
    expect.objectContaining({
      path: 'rules[2].on',
      message: expect.stringMatching(/^rules\[1\] already has/),
    }),
  ])
})

it('a text said again and again knows the place alone', async () => {
  const timers = [
    { every: '15m', say: 'Hello <%= it.channel %> on <%= it.platform %>' },
    { every: '15m', say: 'Hello <%= it.chanel %>' },
    { every: '15m', say: 'Hello <%= it.user %>' },
  ]
  await expect(problemsOf({ timers })).resolves.toEqual([
    expect.objectContaining({
      path: 'timers[1].say',
      message: expect.stringMatching(/it\.chanel; did you mean it\.channel\?$/),
    }),
    expect.objectContaining({
      path: 'timers[2].say',
      message: expect.stringMatching(/it\.user; known names: it\.channel, it\.platform$/),
    }),
  ])
})

it('timers come from 1s to 24h, and built-ins by their names', async () => {
  await expect(problemsOf({ timers: [{ every: '2d', say: 'x' }] })).resolves.toEqual([
    expect.objectContaining({ path: 'timers[0].every' }),
  ])
  await expect(problemsOf({ builtin: ['!uptim'] })).resolves.toEqual([
    expect.objectContaining({ path: 'builtin[0]', message: expect.stringMatching(/!uptime\?/) }),
  ])
})

it('an event type nobody tells is refused with the nearest', async () => {
  const use = chatBot({ rules: [{ on: 'channel.raidd' as never, reply: 'x' }] })
  await expect(runPlugin(use, { ports: [fakeChatOutput()] })).rejects.toThrow(/channel\.raided\?/)
})

it('a rule nobody can serve is said at the start, once it is asked noted, and harms no other', async () => {
  const { tell, said, problems, notes } = await botWith({
    rules: [
      { on: '!ask', reply: { prompt: 'Answer.' } },
      { on: '!act', run: 'Confetti' },
      { on: '!x', reply: 'ok' },
    ],
  })
  expect(problems().map(({ message }) => message)).toEqual([
    'cannot answer !ask: no plugin in this config provides LanguageModel under that name; add languageModel({ ... }), or correct the option',
    'cannot answer !act: no plugin in this config provides Actions under that name; add streamerbot({ ... }), or correct the option',
  ])
  await tell(line('!ask', { messageId: 'q' }), line('!act', { messageId: 'r' }), line('!x'))
  expect(said()).toEqual(['ok'])
  expect(await notes('twitch:chat.message:q')).toEqual([
    expect.stringMatching(/^!ask: failed, no plugin/),
  ])
  expect(await notes('twitch:chat.message:r')).toEqual([
    expect.stringMatching(/^!act: failed, no plugin/),
  ])
})

async function problemsOf(options: unknown): Promise<unknown> {
  const use = chatBot(options as never)
  const started = runPlugin(use, { ports: [fakeChatOutput()] })
  return started.then(
    run => run.stop().then(() => []),
    failure => Object(failure).problems,
  )
}
