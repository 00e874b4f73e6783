import { readFileSync } from 'node:fs'
import {
  ChatSender,
  definePlugin,
  type Event,
  event,
  inOrder,
  Moderation,
  messageOf,
  TitleTarget,
  TokenSource,
} from 'promethean'
import { runPlugin } from 'promethean/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import { examine } from '../../../plugins/twitch/examine.ts'
import type { TwitchOptions } from '../../../plugins/twitch/options.ts'
import { BOT_SCOPES, STREAMER_SCOPES } from '../../../plugins/twitch/scopes.ts'
import { fastTime } from '../../support/fast-time.ts'
import { line } from '../../support/frames/twitch/eventsub.ts'
import { stored } from '../../support/twitch-api/signed-in.ts'
import { connected, type Options, until, use, type World, world } from './world.ts'

// Each scope that only reads is a subscription, made anew for each test.
const ACTS = {
  scopes: Object.keys(STREAMER_SCOPES).filter(
    scope =>
      /:(write|manage):/.test(scope) || scope === 'user:read:chat' || scope === 'moderation:read',
  ),
}
const { signal } = new AbortController()
const here = { platform: 'twitch', channel: 'annstreams' } as const
const BOT = { login: 'annbot' }

const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'it went well',
    thrown => messageOf(thrown),
  )

async function lineOf(given: World, made: Awaited<ReturnType<typeof connected>>) {
  given.fake.events.notify('channel.chat.message', line({ text: 'rude' }))
  return made.next('chat.message')
}

describe('speaking', () => {
  test('is as the bot where one is set, with what it is in the channel', async () => {
    const given = await world(ACTS, BOT)
    given.fake.world.moderators.set('700100', new Set(['700150']))
    const made = await connected(given, { bot: 'annbot' })
    const sender = made.port(ChatSender)
    await until(() =>
      expect(sender.account('twitch', 'annstreams')).toEqual({
        id: '700150',
        name: 'annbot',
        roles: ['moderator'],
      }),
    )
    expect(sender.account('twitch', 'elsewhere')).toEqual({ id: '700150', name: 'annbot' })
    expect(sender.account('youtube')).toBeUndefined()
    await sender.send('hello', { ...here, replyTo: 'l0' }, signal)
    expect(given.fake.helix.said).toMatchObject([{ text: 'hello', sender: '700150' }])
    expect(given.fake.asked('POST /chat/messages')[0]?.json.reply_parent_message_id).toBe('l0')
  })

  test('is as the broadcaster otherwise', async () => {
    const made = await connected(await world(ACTS))
    expect(made.port(ChatSender).account('twitch', 'annstreams')?.roles).toEqual(['broadcaster'])
  })

  test.each([
    ['breaks the connection', 'hang up'],
    ['says nothing for ten seconds', 'silence'],
  ] as const)('where Twitch %s is sent, unconfirmed', async (_, fault) => {
    const timeout = AbortSignal.timeout.bind(AbortSignal)
    const given = await world(ACTS)
    const sender = (await connected(given)).port(ChatSender)
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(ms => timeout(ms / 50))
    onTestFinished(() => void vi.restoreAllMocks())
    given.fake.fail('POST /chat/messages', fault)
    const receipt = await sender.send('hello', here, signal)
    expect(receipt).toEqual({ status: 'sent', confirmed: false })
    expect(given.fake.asked('POST /chat/messages')).toHaveLength(1)
  })

  test('is not done by a bot that is not signed in, nor by the streamer in its place', async () => {
    const given = await world(ACTS)
    const sender = (await connected(given, { bot: 'annbot' })).port(ChatSender)
    expect(sender.account('twitch')).toBeUndefined()
    expect(await failure(sender.send('a', here, signal))).toMatch(
      /^cannot speak on Twitch: the account that sends chat is not signed in; see promethean doctor$/,
    )
    expect(given.fake.helix.said).toEqual([])
  })

  test('of what Twitch drops gives its reason', async () => {
    const given = await world(ACTS)
    const sender = (await connected(given)).port(ChatSender)
    given.fake.helix.dropNext = { code: 'msg_rejected', message: 'held' }
    expect(await sender.send('a', here, signal)).toEqual({
      status: 'dropped',
      reason: 'msg_rejected',
      refusal: { code: 'refused' },
      confirmed: true,
    })
    expect(await sender.send('a'.repeat(501), here, signal)).toMatchObject({
      refusal: { code: 'too_long' },
    })
    given.fake.world.banned.add('700100')
    expect(await sender.send('b', here, signal)).toMatchObject({ refusal: { code: 'forbidden' } })
  })

  test.each([
    ['msg_duplicate', 'duplicate'],
    ['msg_ratelimit', 'rate_limited'],
    ['followers_only_mode', 'forbidden'],
    ['a_code_of_tomorrow', 'refused'],
  ])('of what Twitch drops as %s is %s, and keeps its word', async (reason, code) => {
    const given = await world(ACTS)
    const sender = (await connected(given)).port(ChatSender)
    given.fake.helix.dropNext = { code: reason, message: 'whatever it says here' }
    expect(await sender.send('a', here, signal)).toMatchObject({ reason, refusal: { code } })
  })

  test('where Twitch is asked too often, in whatever words, is a value', async () => {
    const given = await world(ACTS)
    const sender = (await connected(given)).port(ChatSender)
    given.fake.fail('POST /chat/messages', {
      ...{ status: 429, body: { message: 'slow down' } },
    })
    expect(await sender.send('a', here, signal)).toMatchObject({
      status: 'dropped',
      refusal: { code: 'rate_limited' },
      reason:
        'cannot speak in annstreams: Twitch was asked too often (slow down); try again in a minute',
    })
  })

  test('goes into another channel by its name', async () => {
    const given = await world(ACTS)
    const sender = (await connected(given)).port(ChatSender)
    const there = { platform: 'twitch', channel: 'bo_builds' }
    await sender.send('one', there, signal)
    await sender.send('two', there, signal)
    expect(given.fake.asked('GET /users')).toHaveLength(1)
    expect(await failure(sender.send('x', { ...there, channel: 'nobody' }, signal))).toMatch(
      /cannot speak in nobody: Twitch rejects it \(there is no such channel\)/,
    )
  })

  test('by the runtime comes back as its own line', async () => {
    const given = await world(ACTS)
    const made = await connected(given)
    await made.port(ChatSender).send('mine', here, signal)
    expect((await made.next('chat.message')).data).toMatchObject({ text: 'mine', isSelf: true })
  })
})

describe('Helix', () => {
  fastTime()

  test('that refuses the token gets a new one, once, and the call again, once', async () => {
    const given = await world(ACTS)
    const title = (await connected(given)).port(TitleTarget)
    given.fake.world.lapse()
    await expect(title.getTitle()).resolves.toBe('Old title')
    expect(given.fake.id.refreshes).toBe(1)
    given.fake.fail('GET /channels', { status: 401 }, { status: 401 })
    expect(await failure(title.getTitle())).toMatch(/^cannot read the title: Twitch rejects it/)
    expect(given.fake.id.refreshes).toBe(2)
  })

  test('that misses a scope is not asked again, and the scope is named', async () => {
    const scopes = Object.keys(STREAMER_SCOPES).filter(one => one !== 'channel:manage:broadcast')
    const given = await world({ scopes })
    const title = (await connected(given)).port(TitleTarget)
    expect(await failure(title.setTitle('New'))).toBe(
      'cannot set the title: Twitch rejects it (Missing scope: channel:manage:broadcast); run promethean auth twitch',
    )
    expect(given.fake.id.refreshes).toBe(0)
  })

  test('that is used up is waited for', async () => {
    const given = await world(ACTS)
    const title = (await connected(given)).port(TitleTarget)
    const reset = Math.ceil(Date.now() / 1_000) + 1
    const headers = {
      'ratelimit-limit': '800',
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(reset),
    }
    given.fake.fail('GET /channels', { status: 429, headers })
    await expect(title.getTitle()).resolves.toBe('Old title')
    const [, second] = given.fake.asked('GET /channels')
    expect(second?.at).toBeGreaterThanOrEqual(reset * 1_000 - 10)
  })

  test('that is used up holds nobody past the signal', async () => {
    const given = await world(ACTS)
    const title = (await connected(given)).port(TitleTarget)
    const reset = String(Math.ceil(Date.now() / 1_000) + 50)
    const headers = { 'ratelimit-remaining': '0', 'ratelimit-reset': reset }
    given.fake.fail('GET /channels', { status: 429, headers })
    const ending = new AbortController()
    const asked = title.getTitle({ signal: ending.signal })
    await until(() => expect(given.fake.asked('GET /channels')).toHaveLength(1))
    ending.abort(new Error('too late'))
    expect(await failure(asked)).toMatch(/too late|aborted/)
  })

  test('that cannot be reached is said without an address or a token', async () => {
    const given = await world(ACTS)
    const title = (await connected(given)).port(TitleTarget)
    given.fake.fail('GET /channels', 'hang up')
    const said = await failure(title.getTitle())
    expect(said).toMatch(/^cannot read the title: Twitch was not reached, .*; try again$/)
    expect(said).not.toContain(stored(given.folder).accessToken)
  })

  test('that answers nonsense is said', async () => {
    const given = await world(ACTS)
    const title = (await connected(given)).port(TitleTarget)
    given.fake.fail('GET /channels', { status: 200, body: 'what' })
    expect(await failure(title.getTitle())).toMatch(/its answer is not in Helix's format/)
  })
})

describe('the title', () => {
  fastTime()

  test('that is given up while it is read back is set all the same', async () => {
    const given = await world(ACTS)
    const target = (await connected(given)).port(TitleTarget)
    given.fake.helix.isTitleStuck = true
    const asker = new AbortController()
    const set = target.setTitle('New', { signal: asker.signal })
    await until(() => expect(given.fake.asked('GET /channels')).toHaveLength(1))
    setTimeout(() => asker.abort(new Error('a newer one was requested')), 100)
    expect(await set).toEqual({ isConfirmed: false })
    expect(given.fake.asked('PATCH /channels')).toHaveLength(1)
  })

  test('that stays the old one is not confirmed', async () => {
    const given = await world(ACTS)
    given.fake.helix.isTitleStuck = true
    const title = (await connected(given)).port(TitleTarget)
    await expect(title.setTitle('New')).resolves.toEqual({ isConfirmed: false })
  })

  test('Twitch does not take is refused with its words', async () => {
    const title = (await connected(await world(ACTS))).port(TitleTarget)
    expect(await failure(title.setTitle('x'.repeat(141)))).toMatch(
      /rejects it \(The title must be 1 to 140 characters\); change the request$/,
    )
  })
})

describe('what Twitch has trouble with', () => {
  test.each([
    [500, 'Internal Server Error', 'not_ready', /Twitch has an internal error \(Internal Serv/],
    [503, '', 'not_ready', /Twitch has an internal error \(HTTP 503\); try again later$/],
    [429, 'Request limit exceeded', 'not_ready', /Twitch was asked too often \(Request limit exc/],
    [
      403,
      'Forbidden',
      'refused',
      /Twitch rejects it \(Forbidden\); check that the account is allowed/,
    ],
    [
      401,
      'Missing scope: channel:manage:broadcast',
      'refused',
      /\(Missing scope: channel:manage:broadcast\); run promethean auth twitch$/,
    ],
  ])('and answers with %i %s is told as what it is', async (status, message, code, said) => {
    const given = await world(ACTS)
    const title = (await connected(given)).port(TitleTarget)
    const body = message === '' ? undefined : { error: message, status, message }
    given.fake.fail('PATCH /channels', { status, ...(body && { body }) })
    const thrown = await title.setTitle('New').catch(one => one)
    expect(thrown.message).toMatch(said)
    expect(thrown.code).toBe(code)
  })
})

describe('moderation', () => {
  test('deletes a line, times out by name or id, gives a shoutout', async () => {
    const given = await world(ACTS)
    const made = await connected(given)
    const port = made.port(Moderation)
    await port.delete(await lineOf(given, made))
    await port.timeout({ name: 'Bo_Builds' }, '10m')
    await port.timeout({ id: '42' }, '30s')
    await port.timeout({ id: '43' }, '30s', { reason: 'spam' })
    await port.shoutout('@Bo_Builds')
    const { deleted, timeouts, shoutouts } = given.fake.helix
    expect(deleted).toEqual(['7c5d0001-0000-4000-8000-000000000001'])
    expect(timeouts).toEqual([
      { userId: '700201', seconds: 600 },
      { userId: '42', seconds: 30 },
      { userId: '43', seconds: 30, reason: 'spam' },
    ])
    expect(shoutouts).toEqual(['700201'])
  })

  test('ends a timeout, by name or id, and says of somebody who has none that there is nothing to do', async () => {
    const given = await world(ACTS)
    const port = (await connected(given)).port(Moderation)
    await port.timeout({ name: 'bo_builds' }, '10m')
    await port.timeout({ id: '42' }, '10m')
    await port.untimeout({ name: '@Bo_Builds' })
    await port.untimeout({ id: '42' })
    expect(given.fake.helix.unbanned).toEqual(['700201', '42'])
    const sentence =
      'cannot end the timeout: this viewer is neither timed out nor banned; nothing needs to be done'
    expect(await failure(port.untimeout({ id: '42' }))).toBe(sentence)
    expect(await failure(port.untimeout({ name: 'nobody' }))).toMatch(/there is no such account/)
  })

  test('refuses what cannot be done, with a sentence', async () => {
    const given = await world(ACTS)
    const made = await connected(given)
    const port = made.port(Moderation)
    const mine = await lineOf(given, made)
    const strange: Event<'chat.message'> = { ...mine, channel: 'elsewhere' }
    expect(await failure(port.delete(strange))).toMatch(/was not written in the streamer's channel/)
    const nameless = { ...mine, data: { ...mine.data, messageId: '' } }
    expect(await failure(port.delete(nameless))).toMatch(/did not provide its id/)
    expect(given.fake.helix.deleted).toEqual([])
    expect(await failure(port.timeout({ id: '1' }, '15d'))).toMatch(/at most two weeks/)
    const wordy = port.timeout({ id: '1' }, '1m', { reason: 'x'.repeat(501) })
    expect(await failure(wordy)).toMatch(/at most 500 characters as a reason; use a shorter reason/)
    expect(await failure(port.shoutout('nobody'))).toMatch(/there is no such account/)
  })
})

test('the token source gives the channel’s token, fresh', async () => {
  const given = await world(ACTS)
  const tokens = (await connected(given)).port(TokenSource)
  const token = await tokens.token()
  expect(token).toMatchObject({ login: 'annstreams', userId: '700100' })
  expect(given.fake.world.token(token.accessToken)).toBeDefined()
})

describe('doctor', () => {
  async function examined(
    { fake, folder }: World,
    options: Options = {},
    ending: AbortSignal = signal,
  ) {
    const { config } = await checkConfig({ plugins: [use({ fake }, options)] })
    // Made by the plugin's own schema.
    const checked = config?.uses[0]?.options as TwitchOptions
    return examine({ options: checked, folder: `${folder}/.promethean`, signal: ending })
  }

  test('finds everything in order', async () => {
    const findings = await examined(await world({}, BOT), { bot: 'annbot' })
    expect(findings).toHaveLength(6)
    expect(findings.filter(({ ok }) => !ok)).toEqual([])
    expect(findings[0]?.what).toBe('signed in as annstreams, renewed 0 min ago')
  })

  test('names the account that is not signed in, and the command', async () => {
    expect(await examined(await world(ACTS), { bot: 'annbot' })).toContainEqual({
      ok: false,
      what: expect.stringMatching(/^cannot act as annbot on Twitch/),
      advice: 'run promethean auth twitch --as bot',
    })
  })

  test('names the scope that is missing, and what it is for', async () => {
    const scopes = Object.keys(STREAMER_SCOPES).filter(one => one !== 'channel:read:ads')
    expect(await examined(await world({ scopes }))).toContainEqual({
      ok: false,
      what: 'annstreams lacks channel:read:ads (reads ads)',
      advice: 'run promethean auth twitch',
    })
  })

  test.each([
    ['GET /users', 'Helix did not answer as annstreams in time'],
    ['GET /validate', 'Twitch did not confirm in time that annstreams is still signed in'],
  ])('says that %s hangs, in words', async (call, what) => {
    const given = await world(ACTS)
    given.fake.fail(call, 'silence')
    const ending = new AbortController()
    const found = examined(given, {}, ending.signal)
    await until(() => expect(given.fake.asked(call)).toHaveLength(1))
    ending.abort()
    expect((await found).at(-1)).toMatchObject({ ok: false, what })
  })

  test.each([
    [
      { status: 503, body: '<html>Service Unavailable</html>' },
      'Twitch has an internal error (HTTP 503)',
      'try again later',
    ],
    [
      {
        status: 403,
        body: { status: 403, error: 'Forbidden', message: 'the account is suspended' },
      },
      'Twitch rejects it (the account is suspended)',
      'check that the account is allowed to',
    ],
    [
      { status: 302, body: '' },
      'the answer did not come from Twitch (HTTP 302)',
      'check the network, then try again',
    ],
  ])('says why Helix answers %j, and does not call it away', async (answer, why, advice) => {
    const given = await world(ACTS)
    given.fake.fail('GET /users', answer)
    const what = `cannot ask Helix as annstreams: ${why}`
    expect((await examined(given)).at(-1)).toEqual({ ok: false, what, advice })
  })

  test('says that Helix is away', async () => {
    const given = await world(ACTS)
    given.fake.fail('GET /users', 'hang up')
    expect(await examined(given)).toContainEqual({
      ok: false,
      what: expect.stringMatching(/^Helix did not answer as annstreams/),
      advice: 'check the network and urls.api',
    })
  })
})

describe('options', () => {
  const problems = async (options: Record<string, unknown>) => {
    const made = use({ fake: (await world()).fake })
    const all = { ...Object(made.options), ...options }
    return (await checkConfig({ plugins: [{ ...made, options: all }] })).problems
  }

  test.each([
    [{ clientId: undefined }, /expected the client id of an app registered at dev.twitch.tv/],
    [{ channel: 'not a login' }, /expected a login/],
    [{ bot: 'AnnStreams' }, /is the channel itself; remove it/],
    [{ urls: { api: 'http://example.com/helix' } }, /tokens would travel in clear text/],
    [{ urls: { eventsub: 'https://example.com' } }, /expected an address that begins with wss:/],
    [{ quiet: 'soon' }, /expected a duration/],
  ])('%o is refused', async (options, said) => {
    expect((await problems(options)).map(({ message }) => message)).toEqual([
      expect.stringMatching(said),
    ])
  })
})

test('the page names every scope, and what it is for', () => {
  const page = readFileSync(new URL('../../../docs/twitch.md', import.meta.url), 'utf8')
  for (const [scope, use] of Object.entries({ ...BOT_SCOPES, ...STREAMER_SCOPES }))
    expect(page).toContain(`| \`${scope}\` | ${use}`)
})

test('a token is blanked in whatever others log, though no config names it', async () => {
  const given = await world(ACTS)
  const leaker = definePlugin({
    name: 'leaker',
    needs: { tokens: TokenSource },
    setup: ({ on, ports, log }) =>
      on('mood.set').pipe(
        inOrder(async () => log.info(`got ${(await ports.tokens.token()).accessToken}`)),
      ),
  })
  const made = await runPlugin(use(given), { folder: given.folder, beside: [leaker()] })
  onTestFinished(() => made.stop())
  await made.next('source.connected')
  made.emit(event('mood.set', { mood: 'glad' }))
  const said = () => made.logged.filter(({ plugin }) => plugin === 'leaker')
  await until(() => expect(said().map(({ message }) => message)).toEqual(['got [redacted]']))
})
