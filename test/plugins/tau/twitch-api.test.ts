import { TwitchApi } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { tau } from '../../../plugins/tau/index.ts'
import { startFakeTau } from '../../support/tau/fake-tau.ts'

async function given() {
  const fake = await startFakeTau()
  onTestFinished(() => fake.close())
  const run = await runPlugin(tau({ url: fake.url, token: fake.token, history: false }))
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  return { fake, api: run.port(TwitchApi) }
}

const query = { broadcaster_id: '700100' }

describe("Twitch's API behind TAU", () => {
  test('is asked through the pass-through; status and body come back', async () => {
    const { api, fake } = await given()
    expect(await api.request('GET', 'users')).toMatchObject({
      status: 200,
      body: { data: [{ id: '700100', login: 'annstreams' }] },
    })
    expect(await api.request('PATCH', 'channels', { query, body: { title: 'Anew' } })).toEqual({
      status: 204,
      body: undefined,
    })
    expect(fake.title).toBe('Anew')
    const helix = vi.spyOn(fake, 'helix').mockReturnValue({ status: 202, body: { data: [1] } })
    expect(await api.request('POST', 'clips', { query: { a: ['b c', '+'] } })).toEqual({
      status: 202,
      body: { data: [1] },
    })
    expect(helix).toHaveBeenLastCalledWith('POST', 'clips?a=b+c&a=%2B', {})
  })

  test('is asked one call at a time', async () => {
    const { api, fake } = await given()
    fake.thread.delayMs = 10
    await Promise.all(Array.from({ length: 5 }, () => api.request('GET', 'users')))
    expect(fake.mostAtOnce).toBe(1)
  })

  test.each([
    [
      401,
      'Missing scope: clips:edit',
      /\(Missing scope: clips:edit\); tick clips:edit in TAU's da/,
    ],
    [401, 'Invalid OAuth token', /\(Invalid OAuth token\); sign in to Twitch there again/],
    [
      403,
      'Forbidden',
      /Twitch rejects it \(Forbidden\); check that the account TAU is signed in with/,
    ],
    [404, 'no such clip', /Twitch rejects it \(no such clip\); check that it still exists/],
    [429, 'Too Many Requests', /Twitch was asked too often/],
    [503, 'Service Unavailable', /Twitch has an internal error \(Service Unavailable\)/],
  ])('answers %i %s in words', async (status, message, said) => {
    const { api, fake } = await given()
    const body = { error: message, status, message }
    vi.spyOn(fake, 'helix').mockReturnValue({ status, body })
    await expect(api.request('POST', 'clips')).rejects.toThrow(said)
    await expect(api.request('POST', 'clips')).rejects.toThrow(
      /^cannot call POST \/clips of Twitch/,
    )
  })

  test('tells the two kinds of 401 apart, and what is no JSON is Twitch’s too', async () => {
    const { api, fake } = await given()
    vi.spyOn(fake, 'helix').mockReturnValueOnce({ status: 502 })
    await expect(api.request('GET', 'users')).rejects.toThrow(
      /Twitch has an internal error \(HTTP 502\)/,
    )
    fake.isHelixDown = true
    await expect(api.request('GET', 'users')).rejects.toThrow(/it answered HTTP 500; Twitch may be/)
    fake.token = 'another'
    await expect(api.request('GET', 'users')).rejects.toThrow(/rejects the token; copy the token/)
  })

  test('tells what TAU itself has against a call', async () => {
    const { api, fake } = await given()
    const body = { detail: 'Unsupported media type in request.' }
    vi.spyOn(fake, 'helix').mockReturnValueOnce({ status: 415, body })
    await expect(api.request('POST', 'clips')).rejects.toThrow(
      /TAU at http:\S+: it answered HTTP 415 \(Unsupported media type in request\); check TAU's log/,
    )
  })

  test('refuses more calls than can be waited for, and nothing but Helix is reached', async () => {
    const { api, fake } = await given()
    await expect(api.request('GET', '../../v1/chat-bots')).rejects.toThrow(
      /path is not one of Helix/,
    )
    fake.deafen()
    const asked = Array.from({ length: 70 }, () => api.request('GET', 'users').catch(one => one))
    expect(String(await asked.at(-1))).toMatch(
      /cannot call Twitch's API: 60 calls are already waiting for answers; call less often/,
    )
    await fake.close()
    await Promise.all(asked)
  })
})
