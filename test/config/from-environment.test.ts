import { simulator } from '@promethean/plugins'
import { expect, it } from 'vitest'
import { fromEnvironment } from '../../config/from-environment.ts'

const TAU = { TAU_URL: 'http://127.0.0.1:8000', TAU_TOKEN: 'made-up' }
const MONGODB = { MONGODB_URI: 'mongodb://127.0.0.1:27017' }

const chosen: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
  [{}, ['simulator']],
  [{ STREAMERBOT_HOST: '', TWITCH_CHANNELS: ' ', MONGODB_URI: ' ' }, ['simulator']],
  // Mistyped or half set: somebody wants something real, so nobody is invented.
  [{ STREAMERBOT_PROT: '8080', TWITCH_TOKEN: 'made-up' }, ['hint']],
  [{ TWITCH_CHANELS: 'ann' }, ['hint']],
  [{ TWITCH_CHANNELS: ' , ' }, ['hint']],
  [{ STREAMERBOT_HOST: '127.0.0.1' }, ['streamerbot']],
  [{ TWITCH_CHANNELS: 'ann, ben' }, ['twitch-irc']],
  [{ TWITCH_CHANNELS: 'ann', TWITCH_CLIENT_ID: 'made-up' }, ['twitch', 'twitch-irc']],
  [{ TWITCH_CLIENT_ID: 'made-up' }, ['hint']],
  [TAU, ['tau']],
  [{ TAU_CHAT: 'annbot' }, ['hint']],
  // Both have an address by default, so a password alone is enough.
  [{ OBS_PASSWORD: 'made-up' }, ['obs']],
  [{ STREAMERBOT_PASSWORD: 'made-up' }, ['streamerbot']],
  [{ STREAMERBOT_PORT: '9090' }, ['streamerbot']],
  [{ OBS_URL: 'ws://127.0.0.1:4455', ...TAU }, ['tau', 'obs']],
  [{ OBS_PASSWORT: 'made-up' }, ['hint']],
  [{ ...TAU, ...MONGODB }, ['tau', 'mongo']],
  [MONGODB, ['mongo', 'hint']],
  [{ TAU_URL: 'http://127.0.0.1:8000' }, ['hint']],
  [
    { STREAMERBOT_HOST: '127.0.0.1', TWITCH_CHANNELS: 'ann', ...TAU, ...MONGODB },
    ['streamerbot', 'twitch-irc', 'tau', 'mongo'],
  ],
]

it.each(chosen)('the variables %j bring %j', (environment, ids) => {
  expect(fromEnvironment(environment).map(({ id }) => id)).toEqual(ids)
})

it('what is brought has options its plugin accepts', async () => {
  const uses = fromEnvironment({
    STREAMERBOT_HOST: '192.0.2.1',
    STREAMERBOT_PORT: '9090',
    STREAMERBOT_PASSWORD: 'made-up',
    TWITCH_CHANNELS: 'ann,ben',
    TWITCH_USERNAME: 'annbot',
    TWITCH_TOKEN: 'oauth:madeup',
    TWITCH_CLIENT_ID: 'made-up',
    TWITCH_BOT: 'AnnBot',
    ...TAU,
    TAU_CHAT: 'AnnBot, ,@ann,annbot',
    OBS_URL: 'ws://192.0.2.2:4455',
    OBS_PASSWORD: 'made-up',
    ...MONGODB,
  })
  const checked = uses.map(use => use.plugin.options?.['~standard'].validate(use.options))
  expect(await Promise.all(checked)).toMatchObject([
    { value: { host: '192.0.2.1', port: 9090, password: 'made-up' } },
    { value: { clientId: 'made-up', channel: 'ann', bot: 'annbot' } },
    { value: { channels: ['ann', 'ben'], username: 'annbot' } },
    { value: { url: TAU.TAU_URL, chat: ['annbot', 'ann'] } },
    { value: { url: 'ws://192.0.2.2:4455', password: 'made-up' } },
    { value: { uri: MONGODB.MONGODB_URI } },
  ])
})

it('a port that is no number is a problem of the config, not a silent default', async () => {
  const [use] = fromEnvironment({ STREAMERBOT_HOST: '127.0.0.1', STREAMERBOT_PORT: 'eighty' })
  const result = await use?.plugin.options?.['~standard'].validate(use.options)
  expect(result).toMatchObject({ issues: [{ path: ['port'] }] })
})

it('an invented stream is chosen for nobody who has named something real', () => {
  for (const [environment, ids] of chosen) {
    const uses = fromEnvironment(environment)
    expect(uses.some(({ plugin }) => plugin === simulator.plugin)).toBe(ids.includes('simulator'))
  }
})

it.each([
  [MONGODB, /no source; set STREAMERBOT_HOST, TWITCH_CHANNELS, OBS_URL, or TAU_URL and TAU_TOKEN$/],
  [{ TAU_TOKEN: 'made-up' }, /TAU is left out/],
  [{ TAU_CHAT: 'annbot' }, /TAU is left out: set both TAU_URL and TAU_TOKEN/],
  [{ TWITCH_TOKEN: 'made-up' }, /Twitch is left out: set TWITCH_CHANNELS/],
  [{ TWITCH_CLIENT_ID: 'made-up' }, /Twitch is left out: set TWITCH_CHANNELS/],
  [{ TWITCH_CHANELS: 'ann' }, /TWITCH_CHANELS is not a known variable/],
])('with %j a hint says what is missing', (environment, sentence) => {
  const hint = fromEnvironment(environment).find(({ id }) => id === 'hint')
  expect(hint?.options).toEqual({ lines: [expect.stringMatching(sentence)] })
})
