import { statSync, writeFileSync } from 'node:fs'
import { messageOf, type SignInContext } from 'promethean'
import { expect, test } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import type { TwitchOptions } from '../../../plugins/twitch/options.ts'
import { BOT_SCOPES, STREAMER_SCOPES } from '../../../plugins/twitch/scopes.ts'
import { signIn } from '../../../plugins/twitch/sign-in.ts'
import { fastTime } from '../../support/fast-time.ts'
import { stored, tokensFile } from '../../support/twitch-api/signed-in.ts'
import { connected, type Options, use, type World, world } from './world.ts'

fastTime()

interface More {
  readonly as?: string
  /** Who enters the code; nobody where absent. */
  readonly login?: string
  readonly options?: Options
  /** Where its tokens are kept. */
  readonly place?: string
}

async function signingIn({ fake, folder }: World, { as, login, options = {}, place }: More) {
  const context: SignInContext<TwitchOptions> = {
    options: await optionsOf(fake, options),
    folder: place ?? `${folder}/.promethean`,
    as,
    signal: new AbortController().signal,
    verify: ({ userCode }) => {
      if (login !== undefined) fake.id.enter(userCode, login)
    },
  }
  return signIn(context)
}

async function optionsOf(fake: World['fake'], options: Options): Promise<TwitchOptions> {
  const { config } = await checkConfig({ plugins: [use({ fake }, options)] })
  // Made by the plugin's own schema.
  return config?.uses[0]?.options as TwitchOptions
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'it went well',
    thrown => messageOf(thrown),
  )

test('the account that entered the code is kept, readable by its owner alone, and serves at once', async () => {
  const given = await world()
  const done = await signingIn(given, { login: 'annstreams' })
  expect(done).toEqual({ login: 'annstreams', scopes: Object.keys(STREAMER_SCOPES) })
  if (process.platform !== 'win32')
    expect(statSync(tokensFile(given.folder)).mode & 0o777).toBe(0o600)
  await connected(given)
})

test('the bot is kept beside the streamer, with the scopes it needs', async () => {
  const given = await world({})
  const before = stored(given.folder).accessToken
  const options = { bot: 'annbot' }
  const done = await signingIn(given, { as: 'bot', login: 'annbot', options })
  expect(done).toEqual({ login: 'annbot', scopes: Object.keys(BOT_SCOPES) })
  expect(stored(given.folder).accessToken).toBe(before)
  expect(stored(given.folder, 'annbot').accessToken).not.toBe(before)
})

test.each(['authorization_pending', 'invalid device code', 'slow_down'])(
  'it waits while the streamer is still deciding: %s',
  async words => {
    const given = await world()
    const { fake } = given
    fake.id.interval = 0.2
    fake.id.pollAnswers.push(words)
    let userCode = ''
    const done = signIn({
      options: await optionsOf(fake, {}),
      folder: `${given.folder}/.promethean`,
      as: undefined,
      signal: AbortSignal.timeout(20_000),
      verify: step => {
        userCode = step.userCode
      },
    })
    await expect.poll(() => fake.id.polls).toBeGreaterThan(0)
    fake.id.enter(userCode, 'annstreams')
    await expect(done).resolves.toMatchObject({ login: 'annstreams' })
  },
)

test('Twitch away for a moment does not end the waiting', async () => {
  const given = await world()
  given.fake.fail('POST /token', 'hang up', { status: 503 })
  await expect(signingIn(given, { login: 'annstreams' })).resolves.toBeDefined()
})

test('a code nobody enters ends it, with a sentence', async () => {
  const given = await world()
  given.fake.id.expiresIn = 0.1
  expect(await failure(signingIn(given, {}))).toMatch(
    /code was not entered in time; run the command/,
  )
})

test('another account than the config names is not kept, and its sign-in is given back', async () => {
  const given = await world()
  const said = await failure(signingIn(given, { login: 'bo_builds' }))
  expect(said).toMatch(
    /cannot sign in annstreams on Twitch: the code was entered as bo_builds; sign in/,
  )
  expect(() => stored(given.folder)).toThrow()
  expect(given.fake.asked('POST /revoke')).toHaveLength(1)
})

test('a client id Twitch does not know is named', async () => {
  const given = await world()
  const said = await failure(signingIn(given, { options: { clientId: 'mistyped' } }))
  expect(said).toMatch(/invalid client; set clientId to that of an app of the type Public/)
})

test('only the streamer and a bot of the config sign in', async () => {
  const given = await world()
  expect(await failure(signingIn(given, { as: 'bot' }))).toMatch(/names no bot; set bot/)
  expect(await failure(signingIn(given, { as: 'friend' }))).toMatch(
    /write --as bot, or leave --as out/,
  )
})

test.runIf(process.platform === 'linux')(
  'where no sign-in can be kept, it says so before anybody enters a code',
  async () => {
    const given = await world()
    const said = await failure(signingIn(given, { place: '/proc/nope/deeper' }))
    expect(said).toBe(
      'cannot make the folder /proc/nope/deeper for the sign-ins: the system allows no folder there; set another journal.file',
    )
    expect(given.fake.asked('POST /device')).toEqual([])
  },
)

test('a file that is something else is left alone', async () => {
  const given = await world({})
  writeFileSync(tokensFile(given.folder), '{"twitch": "s3cret-value"}')
  const said = await failure(signingIn(given, { login: 'annstreams' }))
  expect(said).toMatch(/its content was changed; move the file away/)
  expect(said).not.toContain('s3cret')
})
