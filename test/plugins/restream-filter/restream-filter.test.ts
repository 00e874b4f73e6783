import { restreamFilter } from '@promethean/plugins'
import fc from 'fast-check'
import { event, type Platform } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { story } from '../../../plugins/simulator/story.ts'

type Options = Parameters<typeof restreamFilter>[0]

const ECHO = { echo: { users: ['Talkative'] } }
const RELAY = { id: '900', name: 'restreambot', displayName: 'RestreamBot', roles: [] }
const TALKATIVE = { id: '41', name: 'talkative', displayName: 'Talkative', roles: [] }
const VIEWER = { id: '7', name: 'mapleteapot', displayName: 'MapleTeapot', roles: [] }

contract('restream-filter', () => ({
  use: restreamFilter(),
  other: restreamFilter({ users: ['bridge'], echo: { users: ['ann'] } }),
}))

describe('accounts that only relay', () => {
  it.each(['twitch', 'youtube', 'kick', 'trovo'])('are dropped on %s', async platform => {
    const { say } = await filtering()
    expect(say(RELAY, 'any words at all', platform)).toBe('restream-filter/relay_account')
  })

  it('are known by login, display name or id, in any case, spaces and @ aside', async () => {
    const { say } = await filtering({ users: ['restreambot', '900'] })
    const somebody = { id: '1', name: 'one', displayName: 'One', roles: [] }
    const spellings = [
      { ...somebody, name: 'RESTREAMBOT' },
      { ...somebody, displayName: 'ReStreamBot' },
      { ...somebody, displayName: 'Restream Bot' },
      { ...somebody, displayName: '@restreambot' },
      { ...somebody, id: '900' },
    ]
    for (const user of spellings) {
      expect(say(user, 'hello')).toBe('restream-filter/relay_account')
    }
    expect(say(somebody, 'hello')).toBe('kept')
  })

  it('are the listed ones alone where the config lists some', async () => {
    const { say } = await filtering({ users: ['bridge'] })
    expect(say(RELAY, 'hello')).toBe('kept')
    expect(say({ ...VIEWER, name: 'bridge' }, 'hello')).toBe('restream-filter/relay_account')
  })

  it('stay relays where they are named under echo as well', async () => {
    const { say } = await filtering({ echo: { users: ['restreambot'] } })
    expect(say(RELAY, 'words of my own')).toBe('restream-filter/relay_account')
  })

  it('lose their lines only, nothing else they do', async () => {
    const { run } = await filtering()
    run.emit(event('channel.followed', { user: RELAY }, { key: 'f', platform: 'twitch' }))
    expect((await run.next('channel.followed')).data.user.name).toBe('restreambot')
  })
})

describe('accounts that relay and talk', () => {
  it.each([
    '[YouTube: Juniper Falls] good evening',
    '[Twitch: maple_teapot] hi',
    '[Kick: a] !discord',
    '[YouTube: [clan] name] hi',
    '[Twitch] maple_teapot: hi',
    '(YouTube) Juniper Falls: good evening',
    'mapleteapot (Kick): hi',
    '🔴 [YT] Juniper Falls: hi',
    '[from TikTok: someone] hi',
    '<Facebook> some one: hi',
    '[youtube:juniper] hi',
  ])('are dropped for the prefix of %s', async text => {
    const { say } = await filtering(ECHO)
    expect(say(TALKATIVE, text)).toBe('restream-filter/relay_prefix')
  })

  it.each([
    'good evening',
    'what does [YouTube: name] mean?',
    '[youtube] is down again',
    '(kick) the ball',
    '[youtube] is down again, see: the status page',
    '[YouTube] https://example.org/live',
    'twitch: the good parts',
    '[BossFight: Moth] starts now',
    '[1:20] that jump',
  ])('are kept with words of their own: %s', async text => {
    const { say } = await filtering(ECHO)
    expect(say(TALKATIVE, text)).toBe('kept')
  })

  it('are dropped for a line just told from another platform, however it is spelt', async () => {
    const { say } = await filtering(ECHO)
    expect(say(VIEWER, 'Hello  there,\u{e0000} friends', 'youtube')).toBe('kept')
    expect(say(TALKATIVE, ' hello there, FRIENDS', 'twitch')).toBe('restream-filter/echo')
  })

  it('are kept with a line told on the same platform', async () => {
    const { say } = await filtering(ECHO)
    say(VIEWER, 'hello there', 'twitch')
    expect(say(TALKATIVE, 'hello there', 'twitch')).toBe('kept')
  })

  it('are kept with a blank line', async () => {
    const { say } = await filtering(ECHO)
    say(VIEWER, ' ', 'youtube')
    expect(say(TALKATIVE, '\u{e0000}', 'twitch')).toBe('kept')
  })
})

describe("an account that relays copies another's line with his name in front", () => {
  const ROSA = { id: 'UCr', name: '@rosa-k9', displayName: '@rosa-k9', roles: [] }
  const LIND = { id: 'UCl', name: 'Rosa Lind', displayName: 'Rosa Lind', roles: [] }
  const TEAPOT = { id: '7', name: 'maple_teapot', displayName: 'MapleTeapot', roles: [] }
  const QUESTION = 'which opening is that'

  it.each([
    '@rosa-k9 said: which opening is that',
    'rosa-k9: which opening is that',
    '@rosa-k9 which opening is that',
    '[YT] rosa-k9 » which opening is that',
    'rosa-k9 (YouTube) > which opening is that',
    '<rosa-k9> which opening is that',
    '[rosa-k9] which opening is that',
    '**Rosa-K9**: which opening is that?',
    'from YouTube, @rosa-k9 | Which opening is that',
    '🔴 rosa-k9 · which opening is that',
    'rosa-k9 – which opening is that',
    'rosa-k9 schreibt auf YouTube: which opening is that',
    'rosa-k9 said "which opening is that"',
    '[MOD] rosa-k9: which opening is that',
    '19:04 rosa-k9: which opening is that',
    'YouTube | rosa-k9 | which opening is that',
    'viewer @rosa-k9 (YT): which opening is that',
    '@rosa\u034f-k9 said: which\u00ad opening is that \u{E0000}',
    '@rosa-k9 said: which opening...',
    'rosa-k9: which opening is th…',
  ])('%s', async copy => {
    const { say } = await filtering(ECHO)
    expect(say(ROSA, QUESTION, 'youtube')).toBe('kept')
    expect(say(TALKATIVE, copy)).toBe('restream-filter/echo')
  })

  it('by his login, the name shown, or the handle', async () => {
    const { say } = await filtering(ECHO)
    say(TEAPOT, 'no castling today', 'kick')
    for (const name of ['maple_teapot', 'MapleTeapot', '@MAPLE_TEAPOT'])
      expect(say(TALKATIVE, `${name}: no castling today`), name).toBe('restream-filter/echo')
    say(LIND, 'I lost my queen again', 'youtube')
    for (const name of ['Rosa Lind', 'rosalind', '@Rosa  Lind'])
      expect(say(TALKATIVE, `${name}: I lost my queen again`), name).toBe('restream-filter/echo')
  })

  it.each([
    ['what is not Latin', 'すごい、もう一回', 'rosa-k9: すごい、もう一回'],
    ['emoji alone', '😂😂', 'rosa-k9: 😂😂'],
    ['emoji written out', '😂', 'rosa-k9: :joy:'],
    ['emoji left out', 'well played 🎉', 'rosa-k9: well played'],
    ['signs written for HTML', "don't & never", 'rosa-k9: don&#39;t &amp; never'],
    ['other quotes', "that's it", 'rosa-k9: that’s it'],
    ['accents lost', 'café olé', 'rosa-k9: cafe ole'],
    ['one short word', 'gg', 'rosa-k9: gg'],
    [
      'a line cut at its end',
      `${'a long story of '.repeat(9)}`,
      `rosa-k9: ${'a long story of '.repeat(5)}`,
    ],
  ])('%s', async (_what, told, copy) => {
    const { say } = await filtering(ECHO)
    say(ROSA, told, 'youtube')
    expect(say(TALKATIVE, copy)).toBe('restream-filter/echo')
  })

  it('without the emotes the other chat does not have', async () => {
    const { run, say } = await filtering(ECHO)
    const emotes = [{ id: '25', name: 'Kappa', start: 10, end: 14 }]
    const data = { messageId: 'e1', text: 'very nice Kappa', user: VIEWER, emotes }
    run.emit(event('chat.message', data, { key: 'e1', platform: 'kick' }))
    expect(say(TALKATIVE, 'mapleteapot: very nice')).toBe('restream-filter/echo')
  })

  it.each([
    'my mother said: never play the Grob',
    '@rosa-k9 the Italian',
    '@rosa-k9 gg',
    'rosa-k9, gg',
    '@rosa-k9! gg',
    '@rosa-k9: it is the Italian',
    'rosa-k9 asked which opening',
    'somebody else: which opening is that',
    'rosa-k99: which opening is that',
    'which opening is that, rosa-k9?',
    'I told rosa-k9: gg',
    '@rosa-k9 said: which...',
    'rosa-k9',
    'rosa-k9:',
    '@rosa-k9 :)',
  ])('but not where the words are the account’s own: %s', async own => {
    const { say } = await filtering(ECHO)
    say(ROSA, QUESTION, 'youtube')
    say(ROSA, 'gg', 'youtube')
    say(ROSA, '😂', 'youtube')
    expect(say(TALKATIVE, own)).toBe('kept')
  })

  it('is found among many lines of one author', async () => {
    const { say } = await filtering(ECHO)
    for (let line = 0; line < 500; line++) say(ROSA, `${QUESTION} ${line}`, 'youtube')
    for (const text of ['rosa-k9 '.repeat(60), 'rosa-k9 [ ( '.repeat(40), 'rosa-k9: - - -'])
      expect(say(TALKATIVE, text)).toBe('kept')
    expect(say(TALKATIVE, `rosa-k9: ${QUESTION} 7`)).toBe('restream-filter/echo')
  })

  it('nor where the line was told on the same platform', async () => {
    const { say } = await filtering(ECHO)
    say(ROSA, QUESTION, 'twitch')
    expect(say(TALKATIVE, 'rosa-k9: which opening is that')).toBe('kept')
  })
})

describe('everybody else', () => {
  it('is kept, also where a relayed line is quoted', async () => {
    const { say } = await filtering(ECHO)
    say(VIEWER, 'hello there', 'youtube')
    expect(say({ ...VIEWER, id: '8', name: 'other', displayName: 'other' }, 'hello there')).toBe(
      'kept',
    )
    expect(say(VIEWER, '[YouTube: Juniper Falls] hello there')).toBe('kept')
  })

  it('is never dropped for a text', async () => {
    const { say } = await filtering(ECHO)
    const name = fc.string({ minLength: 1 }).filter(isUnlisted)
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), relayedText)
    fc.assert(
      fc.property(name, name, name, text, platform, (id, login, displayName, words, where) => {
        say(VIEWER, words, 'youtube')
        const user = { id, name: login, displayName, roles: [] }
        expect(say(user, words, where)).toBe('kept')
      }),
    )
  })
})

it('a listed account is dropped in any case, wherever it is listed by', async () => {
  const accounts = ['restream', 'restreambot', 'Some Bridge', 'UCabcDEF']
  const { say } = await filtering({ users: accounts })
  const spelling = fc.constantFrom(...accounts).chain(name => fc.mixedCase(fc.constant(name)))
  const field = fc.constantFrom('id', 'name', 'displayName')
  fc.assert(
    fc.property(spelling, field, fc.string(), platform, (spelt, told, text, where) => {
      expect(say({ ...VIEWER, [told]: spelt }, text, where)).toBe('restream-filter/relay_account')
    }),
  )
})

const refused: readonly (readonly [Options, string])[] = [
  [{ echo: { users: ['ann'], window: '2m' } }, 'echo.window'],
  [{ echo: { users: ['ann'], window: 'soon' } }, 'echo.window'],
  [{ echo: { users: [] } }, 'echo.users'],
  [{ users: [' '] }, 'users[0]'],
]

it.each(refused)('the options %j are refused at %s', async (options, path) => {
  await expect(runPlugin(restreamFilter(options))).rejects.toMatchObject({
    code: 'config_problem',
    problems: [{ path }],
  })
})

it('of an invented stream the relayed copies are dropped, and nothing else', async () => {
  const { run } = await filtering()
  const told = story('evening')
  for (let count = 0; count < 3_000; count++) run.emit(told.next().value)
  const dropped = run.judged.filter(({ verdict }) => !verdict.kept).map(({ event }) => event)
  expect(dropped.length).toBeGreaterThan(100)
  for (const { data } of dropped) {
    expect(data).toMatchObject({ text: expect.stringMatching(/^\[(Twitch|YouTube|Kick): /) })
  }
  const kept = run.events.filter(({ type }) => type === 'chat.message')
  expect(kept.filter(({ data }) => 'text' in data && /^\[/.test(String(data.text)))).toEqual([])
})

const platform = fc.constantFrom('twitch', 'youtube', 'kick')
const relayedText = fc
  .tuple(fc.constantFrom('YouTube', 'Twitch', 'Kick'), fc.string(), fc.string())
  .map(([where, who, words]) => `[${where}: ${who}] ${words}`)

function isUnlisted(name: string): boolean {
  const plain = name.normalize('NFKC').replace(/[\s@]/g, '').toLowerCase()
  return !['restream', 'restreambot', 'talkative'].includes(plain)
}

/** A running filter, and what becomes of a line said to it. */
async function filtering(options?: Options) {
  const run = await runPlugin(restreamFilter(options))
  onTestFinished(() => run.stop())
  let lines = 0
  const say = (user: typeof VIEWER, text: string, where: Platform = 'twitch') => {
    const messageId = `m${++lines}`
    run.emit(event('chat.message', { messageId, text, user }, { key: messageId, platform: where }))
    const verdict = run.judged.at(-1)?.verdict
    return verdict?.kept === false ? verdict.reason : 'kept'
  }
  return { run, say }
}
