import { TwitchApi } from 'promethean'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { fastTime } from '../../support/fast-time.ts'
import { connected, world } from './world.ts'

// Each further scope is a subscription, made anew for each test.
const SCOPES = ['user:read:chat', 'channel:manage:broadcast']

async function given(scopes = SCOPES) {
  const made = await world({ scopes })
  const run = await connected(made)
  return { fake: made.fake, run, api: run.port(TwitchApi) }
}

describe("Twitch's API", () => {
  fastTime()

  test('is asked as the streamer; status and body come back, and nothing where there is nothing', async () => {
    const { api, fake } = await given([...SCOPES, 'clips:edit'])
    const me = await api.request('GET', 'users')
    expect(me).toMatchObject({ status: 200, body: { data: [{ login: 'annstreams' }] } })
    const query = { broadcaster_id: '700100' }
    expect(await api.request('POST', '/clips', { query })).toEqual({
      status: 202,
      body: { data: [{ id: 'Clip1' }] },
    })
    expect(fake.helix.clips).toEqual(['700100'])
    expect(await api.request('PATCH', 'channels', { query, body: { title: 'Anew' } })).toEqual({
      status: 204,
      body: undefined,
    })
    expect(fake.world.titles.get('700100')).toBe('Anew')
  })

  test('gets what stands in query whole: lists repeat, and signs of addresses are only text', async () => {
    const { api, fake } = await given()
    const query = { login: ['ann', 'b&c=d', 'e f+g#h/%41'], first: 5, live: true, after: undefined }
    await api.request('GET', 'users', { query })
    const asked = fake.asked('GET /users').at(-1)
    expect(asked?.params.getAll('login')).toEqual(query.login)
    expect(Object.fromEntries(asked?.params ?? [])).toEqual({
      login: 'e f+g#h/%41',
      first: '5',
      live: 'true',
    })
  })

  test('names the scope that is missing, and where it is to be written', async () => {
    const { api } = await given()
    await expect(api.request('POST', 'clips')).rejects.toMatchObject({
      code: 'refused',
      message:
        "cannot call POST /clips of Twitch: Twitch rejects it (Missing scope: clips:edit); add 'clips:edit' to the option scopes of twitch, then run promethean auth twitch",
    })
  })

  test('of a scope the sign-in asks for by itself says to sign in again', async () => {
    const { api } = await given(SCOPES.filter(scope => scope !== 'channel:manage:broadcast'))
    const query = { broadcaster_id: '700100' }
    await expect(api.request('PATCH', 'channels', { query, body: {} })).rejects.toThrow(
      /\(Missing scope: channel:manage:broadcast\); run promethean auth twitch$/,
    )
  })

  test('keeps to the rate Twitch allows', async () => {
    const { api, fake } = await given()
    fake.helix.limit = 0
    fake.helix.windowMs = 1_200
    const before = performance.now()
    fake.fail('GET /users', {
      status: 429,
      body: { error: 'Too Many Requests', status: 429, message: 'Too Many Requests' },
      headers: {
        'ratelimit-remaining': '0',
        'ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 1),
      },
    })
    fake.helix.limit = 800
    expect((await api.request('GET', 'users')).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThan(90)
    expect(fake.asked('GET /users').length).toBeGreaterThan(1)
  })

  test.each([
    ['GET', 'https://elsewhere.example/users', {}, /its path is not one of Helix/],
    ['GET', '//elsewhere.example/users', {}, /its path is not one of Helix/],
    ['GET', '../oauth2/validate', {}, /its path is not one of Helix/],
    ['GET', 'users/../../x', {}, /its path is not one of Helix/],
    ['GET', 'users/%2e%2e/x', {}, /its path is not one of Helix/],
    ['GET', 'users?login=ann', {}, /what follows \? as query$/],
    ['GET', 'users#x', {}, /its path is not one of Helix/],
    ['GET', 'a\\b', {}, /its path is not one of Helix/],
    ['GET', 'users\r\nhost: x', {}, /its path is not one of Helix/],
    ['GET', '', {}, /its path is not one of Helix/],
    ['get', 'users', {}, /the method is unknown; write GET, POST/],
    ['HEAD', 'users', {}, /the method is unknown/],
    ['GET', 'users', { body: {} }, /GET has no body; pass the values as query/],
    ['DELETE', 'users', { body: { id: 1 } }, /DELETE has no body/],
    ['POST', 'users', { body: 1n }, /JSON cannot represent its body/],
    ['GET', 'users', { query: { id: {} } }, /query.id is not a string, number or boolean/],
    ['GET', 'users', { query: { id: [1, null] } }, /query.id is not a string/],
    ['GET', 'users', { query: { first: Number.NaN } }, /query.first is not a string/],
  ])('%s %j with %o is no call of Helix, and is not sent', async (method, path, request, said) => {
    const { api, fake } = await given()
    const before = fake.requests.length
    // As a plugin without types would.
    const asked = Reflect.apply(api.request, api, [method, path, request])
    await expect(asked).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(said),
    })
    expect(fake.requests.slice(before).map(one => one.path)).not.toContain(path)
  })

  test.each([
    [
      { status: 500, body: { error: 'Internal Server Error', status: 500, message: '' } },
      'not_ready',
      'Twitch has an internal error (Internal Server Error); try again later',
    ],
    [
      { status: 503, body: '<html>Service Unavailable</html>' },
      'not_ready',
      'Twitch has an internal error (HTTP 503); try again later',
    ],
    [
      { status: 302, body: '' },
      'not_ready',
      'the answer did not come from Twitch (HTTP 302); check the network, then try again',
    ],
    [
      { status: 429, body: { error: 'Too Many Requests', status: 429, message: '' } },
      'not_ready',
      'Twitch was asked too often (Too Many Requests); try again in a minute',
    ],
    [
      { status: 409, body: { error: 'Conflict', status: 409, message: 'one is running' } },
      'not_ready',
      'Twitch rejects it for now (one is running); try again later',
    ],
    [
      { status: 422, body: { error: 'Unprocessable', status: 422, message: 'no such colour' } },
      'refused',
      'Twitch rejects it (no such colour); change the request',
    ],
  ])('of %j says whose trouble it is, and what helps', async (answer, code, said) => {
    const { api, fake } = await given()
    fake.fail('GET /users', answer)
    await expect(api.request('GET', 'users')).rejects.toMatchObject({
      code,
      message: `cannot call GET /users of Twitch: ${said}`,
    })
  })

  test('that hangs is not said to be out of reach', async () => {
    const { api, fake } = await given([...SCOPES, 'clips:edit'])
    fake.fail('POST /clips', 'silence')
    onTestFinished(() => void vi.restoreAllMocks())
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.any([AbortSignal.timeout(50)]))
    await expect(api.request('POST', 'clips')).rejects.toThrow(
      /^cannot call POST \/clips of Twitch: Twitch did not answer in \d+ s; try again$/,
    )
  })

  test('is given up by a signal, alone or among the options', async () => {
    const { api, fake } = await given()
    for (const wrapped of [false, true]) {
      fake.fail('GET /users', 'silence')
      const ending = new AbortController()
      const asked = api.request('GET', 'users', {}, wrapped ? ending : ending.signal)
      setTimeout(() => ending.abort(new Error('too late')), 20)
      await expect(asked).rejects.toThrow('too late')
    }
  })

  test('tells what Twitch says without anything of the token', async () => {
    const { api, fake, run } = await given()
    fake.fail('GET /users', { status: 400, body: { status: 400, message: 'The id is invalid' } })
    await expect(api.request('GET', 'users')).rejects.toThrow(
      'cannot call GET /users of Twitch: Twitch rejects it (The id is invalid); change the request',
    )
    const [asked] = fake.asked('GET /users')
    const token = asked?.authorization.replace('Bearer ', '') ?? 'none'
    expect(JSON.stringify(run.logged)).not.toContain(token)
  })
})
