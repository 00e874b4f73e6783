import { ChatOutput, ChatSender, definePlugin, type Finding } from 'promethean'
import { expect, onTestFinished, test } from 'vitest'
import { twitchIrc } from '../../../plugins/twitch-irc/index.ts'
import { twitchIrcOptions } from '../../../plugins/twitch-irc/options.ts'
import { fastTime } from '../../support/fast-time.ts'
import { type FakeTwitchSettings, startFakeTwitch } from '../../support/twitch/fake-twitch.ts'

fastTime()

const greeter = definePlugin({ name: 'greeter', needs: { chat: ChatOutput }, setup: () => {} })
const voice = definePlugin({ name: 'voice', provides: [ChatSender], setup: () => {} })

async function examined(
  settings: FakeTwitchSettings,
  written: object = {},
  { uses = [greeter()], signal = AbortSignal.timeout(30_000) } = {},
): Promise<readonly Finding[]> {
  const fake = await startFakeTwitch(settings)
  onTestFinished(() => fake.close())
  const connection = { server: '127.0.0.1', port: fake.port, channels: ['ann'] }
  const found = await twitchIrc.plugin.examine?.({
    options: twitchIrcOptions.parse({ ...connection, ...written }),
    ...{ folder: '', signal, uses },
  })
  await expect.poll(() => fake.open()).toEqual([])
  return found ?? []
}

test('a login that is taken is good, and says how much may be said where', async () => {
  const bot = { token: 'sesame', username: 'annbot', channels: ['ann', 'bea'] }
  const moderators = { bea: ['annbot'] }
  expect(await examined({ tokens: ['sesame'], moderators }, bot)).toEqual([
    { ok: true, what: 'logged in to Twitch chat as annbot' },
    { ok: true, what: 'in #ann it may say 20 lines in 30 s, 100 as a moderator' },
    { ok: true, what: 'in #bea it may say 100 lines in 30 s' },
  ])
})

test('a refused token says what to make, and not the token', async () => {
  const found = await examined({ tokens: ['other'] }, { token: 'sesame' })
  expect(found).toEqual([
    {
      ok: false,
      what: 'cannot log in to Twitch chat as ann: Twitch rejected it (Login authentication failed)',
      advice: 'create a token for that account with chat:read and chat:edit and set token',
    },
  ])
})

test('reading anonymously is wrong only where somebody wants to speak and nobody else can', async () => {
  const anonymous = { ok: true, what: 'logged in to Twitch chat anonymously' }
  const advice = 'create a token with chat:read and chat:edit and set token'
  expect(await examined({})).toMatchObject([anonymous, { ok: false, advice }])
  expect(await examined({}, {}, { uses: [] })).toEqual([anonymous])
  expect(await examined({}, {}, { uses: [greeter(), voice()] })).toEqual([anonymous])
})

test('a channel that is not there is named', async () => {
  const found = await examined({ unknown: ['nobody'] }, { channels: ['nobody'] }, { uses: [] })
  expect(found).toMatchObject([
    { ok: true },
    { ok: false, what: 'cannot join #nobody: Twitch did not answer' },
  ])
})

test('a server that is silent ends with its time', async () => {
  const signal = AbortSignal.timeout(50)
  expect(await examined({ silentAfterNick: true }, {}, { signal })).toEqual([
    {
      ok: false,
      what: 'cannot log in to Twitch chat: no answer in time',
      advice: 'check the network',
    },
  ])
})
