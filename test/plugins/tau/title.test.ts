import { TitleTarget } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { tau } from '../../../plugins/tau/index.ts'
import { type FakeTau, type FakeTauSettings, startFakeTau } from '../../support/tau/fake-tau.ts'

async function connected(settings: FakeTauSettings = {}) {
  const fake = await startFakeTau(settings)
  onTestFinished(() => fake.close())
  const run = await runPlugin(tau({ url: fake.url, token: fake.token, history: false }))
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  return { fake, run, target: run.port(TitleTarget) }
}

const calls = (fake: FakeTau) => fake.helixCalls.map(({ method, path }) => `${method} ${path}`)
const PATH = 'channels?broadcaster_id=700100'

describe('the title through TAU', () => {
  test('is set at Twitch, read back, and the calls come one after the other', async () => {
    const { fake, target } = await connected()
    fake.thread.delayMs = 20
    const [set, before] = await Promise.all([
      target.setTitle('Castles “& cake” ✨'),
      target.getTitle(),
    ])
    expect(set).toEqual({ isConfirmed: true })
    expect(before).toBeDefined()
    expect(fake.title).toBe('Castles “& cake” ✨')
    await expect(target.getTitle()).resolves.toBe('Castles “& cake” ✨')
    expect(calls(fake)).toContain(`PATCH ${PATH}`)
    expect(fake.helixCalls.find(({ method }) => method === 'PATCH')?.body).toEqual({
      title: 'Castles “& cake” ✨',
    })
    expect(fake.mostAtOnce).toBe(1)
  })

  test('is not confirmed where it cannot be read back, or reads otherwise', async () => {
    const { fake, target } = await connected()
    const helix = vi.spyOn(fake, 'helix')
    helix.mockReturnValueOnce({ status: 204 })
    await expect(target.setTitle('Mine')).resolves.toEqual({ isConfirmed: false })
    helix.mockReturnValueOnce({ status: 204 }).mockReturnValueOnce({ status: 500, body: '<h1>' })
    await expect(target.setTitle('Mine')).resolves.toEqual({ isConfirmed: false })
    fake.isHelixDown = true
    await expect(target.getTitle()).resolves.toBeUndefined()
  })

  test('without the scope says which to tick', async () => {
    const { fake, target } = await connected()
    fake.scopes = []
    await expect(target.setTitle('Mine')).rejects.toThrow(
      /cannot set the title through TAU: Twitch rejects it \(Missing scope: channel:manage:broadcast\); tick channel:manage:broadcast in TAU's dashboard/,
    )
  })

  test('with a token TAU no longer takes says so: its 401 is not Twitch’s', async () => {
    const { fake, target } = await connected()
    fake.token = 'another'
    await expect(target.setTitle('Mine')).rejects.toThrow(
      /TAU at http:\/\/127.0.0.1:\d+ rejects the token; copy the token from TAU's dashboard/,
    )
  })

  test('that nobody takes says why: Twitch, TAU, nobody there, nothing in it', async () => {
    const { fake, target } = await connected()
    await expect(target.setTitle('x'.repeat(141))).rejects.toThrow(
      /Twitch rejects it \(The parameter "title" is invalid\); correct the title/,
    )
    await expect(target.setTitle('  ')).rejects.toThrow(
      /it is empty, and Twitch does not accept that/,
    )
    fake.isHelixDown = true
    await expect(target.setTitle('Mine')).rejects.toThrow(
      /it answered HTTP 500; Twitch may be down, else check TAU's log/,
    )
    await fake.down()
    await expect(target.setTitle('Mine')).rejects.toThrow()
  })

  test('is given up at once, also behind a call that hangs', async () => {
    const { fake, target } = await connected()
    fake.deafen()
    const hanging = target.setTitle('Mine').catch(() => undefined)
    const gone = new AbortController()
    const waiting = target.setTitle('Yours', { signal: gone.signal })
    gone.abort(new Error('too late'))
    await expect(waiting).rejects.toThrow(
      /cannot set the title through TAU: TAU at http:\/\/127.0.0.1:\d+, or Twitch behind it, did not answer in time; wait if Twitch hangs/,
    )
    fake.deafen(false)
    await fake.close()
    await hanging
  })

  test.each([
    [
      429,
      'Request limit exceeded',
      'not_ready',
      /Twitch was asked too often \(.*\); try again in a/,
    ],
    [
      500,
      'Internal Server Error',
      'not_ready',
      /Twitch has an internal error \(.*\); try again later/,
    ],
    [
      403,
      'Forbidden',
      'refused',
      /Twitch rejects it \(.*\); check that the account TAU is signed in/,
    ],
    [400, 'Bad', 'refused', /Twitch rejects it \(.*\); correct the title/],
    [401, 'Invalid OAuth token', 'refused', /Twitch rejects it \(.*\); tick channel:manage:broad/],
  ])(
    'that Twitch answers with %i is told as what it is',
    async (status, message, code, sentence) => {
      const { fake, target } = await connected()
      const body = { error: message, status, message }
      vi.spyOn(fake, 'helix').mockReturnValue({ status, body })
      const failure = await target.setTitle('Mine').catch(thrown => thrown)
      expect(failure.message).toMatch(sentence)
      expect(failure.code).toBe(code)
    },
  )

  test('a refused token is final too: nobody asks again', async () => {
    const { fake, target } = await connected()
    fake.token = 'another'
    await expect(target.setTitle('Mine')).rejects.toMatchObject({ code: 'refused' })
  })
})
