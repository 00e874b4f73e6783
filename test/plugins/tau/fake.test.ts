import { once } from 'node:events'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { payloads } from '../../support/frames/tau/payloads.ts'
import { type FakeTau, type FakeTauSettings, startFakeTau } from '../../support/tau/fake-tau.ts'

// The fake is held to what was seen of the real TAU, by a plain websocket and plain HTTP.

async function start(settings: FakeTauSettings = {}) {
  const fake = await startFakeTau(settings)
  onTestFinished(() => fake.close())
  return fake
}

async function connect(url: string, path = '/ws/twitch-events/') {
  const socket = new WebSocket(url.replace('http', 'ws') + path)
  const frames: string[] = []
  const pings: number[] = []
  socket.on('message', data => frames.push(String(data)))
  socket.on('ping', () => pings.push(Date.now()))
  const closed = once(socket, 'close').then(([code]) => Number(code))
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return { socket, frames, pings, closed }
}

const get = (url: string, path: string, token?: string, init: RequestInit = {}) =>
  fetch(url + path, {
    ...init,
    headers: {
      connection: 'close',
      ...(token !== undefined && { authorization: `Token ${token}` }),
    },
  })

test('a good token is taken in silence, and later frames are ignored', async () => {
  const fake = await start()
  const { socket, frames } = await connect(fake.url)
  socket.send(JSON.stringify({ token: fake.token, other: 1 }))
  await vi.waitFor(() => expect(fake.clients[0]?.authenticatedAt).toBeDefined())
  socket.send('[garbage')
  socket.send('[]')
  fake.happen('channel-follow', payloads['channel-follow'])
  await vi.waitFor(() => expect(frames).toHaveLength(1))
  expect(socket.readyState).toBe(WebSocket.OPEN)
})

test.each([
  ['an unknown token', '{"token":"no"}'],
  ['null', '{"token":null}'],
  ['a number', '{"token":5}'],
  ['a list', '[]'],
  ['bytes', Buffer.from('{"token":"x"}')],
])('%s is answered with 1011', async (_, first) => {
  const fake = await start()
  const { socket, closed } = await connect(fake.url)
  socket.send(first)
  expect(await closed).toBe(1011)
})

test.each([
  ['nothing', undefined],
  ['no JSON', 'hello'],
  ['no token', '{}'],
])('%s is answered with keep-alives only, and a token later still works', async (_, first) => {
  const fake = await start()
  const { socket, frames } = await connect(fake.url)
  if (first !== undefined) socket.send(first)
  fake.happen('channel-follow', payloads['channel-follow'])
  fake.keepAlive()
  await vi.waitFor(() => expect(frames).toEqual(['{"event": "keep_alive"}']))
  socket.send(JSON.stringify({ token: fake.token }))
  await vi.waitFor(() => expect(fake.clients[0]?.authenticatedAt).toBeDefined())
  fake.happen('channel-update', payloads['channel-update'])
  await vi.waitFor(() => expect(frames).toHaveLength(2))
  expect(fake.notes.map(note => note.listened)).toEqual([false, true])
})

test('frames are ASCII with Python separators; stored and test times are written in two ways', async () => {
  const fake = await start()
  const { socket, frames } = await connect(fake.url)
  socket.send(JSON.stringify({ token: fake.token }))
  await vi.waitFor(() => expect(fake.clients[0]?.authenticatedAt).toBeDefined())
  fake.happen('channel-cheer', { message: 'é 👋' })
  await get(fake.url, '/api/v1/twitch-events/my-own/test', undefined, {
    method: 'POST',
    body: '[1]',
  })
  await vi.waitFor(() => expect(frames).toHaveLength(2))
  expect(frames[0]).toMatch(/^\{"id": "[0-9a-f-]+", "event_id": /)
  expect(frames[0]).toContain('{"message": "\\u00e9 \\ud83d\\udc4b"}')
  expect(frames[0]).toMatch(
    /"created": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", "origin": "twitch"\}$/,
  )
  expect(frames[1]).toMatch(/^\{"id": null, .*"event_data": \[1\], .*\+00:00", "origin": "test"\}$/)
})

test('a wrong path is answered with 500, an unknown account with 403', async () => {
  const fake = await start({ bots: ['helper'] })
  const refused = async (path: string) => {
    const socket = new WebSocket(fake.url.replace('http', 'ws') + path)
    socket.on('error', () => undefined)
    const [, response] = await once(socket, 'unexpected-response')
    return response.statusCode
  }
  expect(await refused('/ws/twitch-events')).toBe(500)
  expect(await refused('/ws/chat-bots/stranger/')).toBe(403)
})

test('chat reaches unauthenticated sockets, with the quirks of the parser', async () => {
  const fake = await start({ bots: ['helper'] })
  const { frames } = await connect(fake.url, '/ws/chat-bots/helper/')
  fake.chat(
    'helper',
    '@display-name=A\\sB;n=a=b;emotes=25:0-1 :a!a@a PRIVMSG #c :x y: z\r\n:b PRIVMSG #c :2',
  )
  await vi.waitFor(() => expect(frames).toHaveLength(1))
  expect(JSON.parse(frames[0] ?? '')).toMatchObject({
    irc_username: 'helper',
    data: {
      tags: { 'display-name': 'A\\sB', n: 'a', emotes: [{ id: '25', positions: [[0, 1]] }] },
      prefix: ':a!a@a',
      command: 'PRIVMSG',
      params: ['PRIVMSG', '#c', ':x y: z\r\n:b PRIVMSG #c :2\r\n'],
      'message-text': 'x y: z\r\n:b PRIVMSG #c :2',
    },
  })
})

test('a bot that is left before its IRC connection is up stops the worker', async () => {
  const fake = await start({ bots: ['helper'] })
  const { socket } = await connect(fake.url, '/ws/chat-bots/helper/')
  socket.send(JSON.stringify({ token: fake.token }))
  await vi.waitFor(() => expect(fake.clients[0]?.authenticatedAt).toBeDefined())
  expect(fake.isWorkerDead).toBe(false)
  socket.close()
  await vi.waitFor(() => expect(fake.isWorkerDead).toBe(true))
})

test('lines are sent once the IRC connection is up, and vanish with the worker', async () => {
  const fake = await start({ bots: ['helper'], ircDelayMs: 0 })
  const { socket } = await connect(fake.url, '/ws/chat-bots/helper/')
  socket.send('{}')
  socket.send(JSON.stringify({ token: fake.token }))
  await vi.waitFor(() => expect(fake.clients[0]?.authenticatedAt).toBeDefined())
  socket.send(JSON.stringify({ irc_channel: 'annstreams', message: 'one' }))
  await vi.waitFor(() =>
    expect(fake.said).toEqual([{ account: 'helper', line: 'PRIVMSG #annstreams :one' }]),
  )
  fake.isWorkerDead = true
  socket.send(JSON.stringify({ irc_channel: 'annstreams', message: 'two' }))
  socket.send('no JSON')
  await once(socket, 'close')
  expect(fake.said).toHaveLength(1)
})

test('the list pages by ten, newest first, with absolute links', async () => {
  const fake = await start()
  for (let n = 0; n < 23; n += 1) fake.happen('channel-follow', { n })
  const seen: number[] = []
  let next: string | null = `${fake.url}/api/v1/twitch-events`
  let pages = 0
  while (next !== null) {
    const answer = await get(next, '', fake.token)
    const body = (await answer.json()) as {
      next: string | null
      results: { event_data: { n: number } }[]
    }
    seen.push(...body.results.map(row => row.event_data.n))
    next = body.next
    pages += 1
  }
  expect(pages).toBe(3)
  expect(seen).toEqual([...Array(23).keys()].reverse())
})

test('the two refusals and the open doors', async () => {
  const fake = await start()
  const none = await get(fake.url, '/api/v1/settings')
  expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Token'])
  expect(await none.json()).toEqual({ detail: 'Authentication credentials were not provided.' })
  const wrong = await get(fake.url, '/api/v1/heartbeat', 'wrong')
  expect([wrong.status, await wrong.json()]).toEqual([401, { detail: 'Invalid token.' }])
  expect((await get(fake.url, '/api/v1/heartbeat')).status).toBe(200)
  expect((await get(fake.url, '/api/v1/users', fake.token)).status).toBe(404)
})

test('a PATCH sends the row again, a GET of replay replays it, an unknown replay breaks', async () => {
  const fake = await start()
  const { socket, frames } = await connect(fake.url)
  socket.send(JSON.stringify({ token: fake.token }))
  await vi.waitFor(() => expect(fake.clients[0]?.authenticatedAt).toBeDefined())
  const { id } = fake.happen('channel-follow', payloads['channel-follow'])
  await get(fake.url, `/api/v1/twitch-events/${id}`, fake.token, { method: 'PATCH', body: '{}' })
  await get(fake.url, `/api/v1/twitch-events/${id}/replay`, fake.token)
  await vi.waitFor(() => expect(frames).toHaveLength(3))
  expect(frames.map(frame => JSON.parse(frame).origin)).toEqual(['twitch', 'twitch', 'replay'])
  expect(new Set(frames.map(frame => JSON.parse(frame).id))).toEqual(new Set([id]))
  expect((await get(fake.url, '/api/v1/twitch-events/none/replay', fake.token)).status).toBe(500)
})

test('the webhook stores what it was told once', async () => {
  const fake = await start()
  const tell = () =>
    fetch(`${fake.url}/api/v1/twitch-events/channel-follow/webhook/`, {
      method: 'POST',
      headers: { 'twitch-eventsub-message-id': 'm1', connection: 'close' },
      body: JSON.stringify({ subscription: {}, event: payloads['channel-follow'] }),
    })
  await tell()
  await tell()
  expect(fake.store.all.map(row => row.event_id)).toEqual(['m1'])
})

test('a lost Redis ends sockets with 1011 and broadcasts with 500; pages and pings go on', async () => {
  const fake = await start({ pingMs: 20 })
  const { socket, closed, pings } = await connect(fake.url)
  socket.send(JSON.stringify({ token: fake.token }))
  await vi.waitFor(() => expect(pings.length).toBeGreaterThan(0))
  fake.redis(false)
  expect(await closed).toBe(1011)
  const post = { method: 'POST', body: '{}' }
  expect((await get(fake.url, '/api/v1/twitch-events/x/test', undefined, post)).status).toBe(500)
  expect((await get(fake.url, '/api/v1/settings', fake.token)).status).toBe(200)
})

test('an ending server ends sockets with 1006 and comes back on its port with what it stored', async () => {
  const fake = await start()
  const { closed } = await connect(fake.url)
  const { url } = fake
  await fake.down()
  expect(await closed).toBe(1006)
  fake.happen('channel-follow', payloads['channel-follow'])
  await fake.up()
  expect(fake.url).toBe(url)
  const body = await (await get(url, '/api/v1/twitch-events', fake.token)).json()
  expect(body).toMatchObject({ next: null, previous: null, results: [{ origin: 'twitch' }] })
})

/** A bot's socket that has sent its token. */
async function signedIn(fake: FakeTau, account = 'helper') {
  const made = await connect(fake.url, `/ws/chat-bots/${account}/`)
  const client = fake.clients.at(-1)
  made.socket.send(JSON.stringify({ token: fake.token }))
  await vi.waitFor(() => expect(client?.authenticatedAt).toBeDefined())
  const leave = async () => {
    made.socket.close()
    await vi.waitFor(() => expect(client?.closedAt).toBeDefined())
  }
  return { ...made, leave }
}

describe('the worker', () => {
  test('counts the clients of a bot, and knows of none that came before it was started', async () => {
    const fake = await start({ bots: ['helper'], ircDelayMs: 0 })
    const first = await signedIn(fake)
    expect([fake.clientsOf('helper'), fake.isInChat('helper')]).toEqual([1, true])
    fake.killWorker()
    fake.startWorker()
    expect([fake.clientsOf('helper'), fake.isInChat('helper')]).toEqual([0, false])
    await first.leave()
    expect(fake.clientsOf('helper')).toBe(-1)
    await signedIn(fake)
    expect([fake.clientsOf('helper'), fake.isInChat('helper')]).toEqual([0, false])
  })

  test('takes a bot into chat for a second socket beside the first, and out with either', async () => {
    const fake = await start({ bots: ['helper'], ircDelayMs: 0 })
    const first = await signedIn(fake)
    fake.killWorker()
    fake.startWorker()
    await signedIn(fake)
    expect([fake.clientsOf('helper'), fake.isInChat('helper')]).toEqual([1, true])
    await first.leave()
    expect([fake.clientsOf('helper'), fake.isInChat('helper')]).toEqual([0, false])
  })

  test('bears an early end of a bot it had in chat before, and of the streamer', async () => {
    const fake = await start({ bots: ['helper'], ircDelayMs: 60_000 })
    await (await signedIn(fake, 'annstreams')).leave()
    expect(fake.isWorkerDead).toBe(false)
    await (await signedIn(fake)).leave()
    expect(fake.isWorkerDead).toBe(true)
  })

  test('killed sends no keep-alive and takes nobody into chat; the server pings on', async () => {
    const fake = await start({ bots: ['helper'], ircDelayMs: 0, keepAliveMs: 20, pingMs: 20 })
    const { frames, pings } = await signedIn(fake)
    await vi.waitFor(() => expect(frames).toContain('{"event": "keep_alive"}'))
    fake.killWorker()
    const heard = frames.length
    const before = pings.length
    await vi.waitFor(() => expect(pings.length).toBeGreaterThan(before + 5))
    expect(frames.length - heard).toBeLessThan(2)
    expect(fake.isInChat('helper')).toBe(false)
  })

  test('tells a line to every account in the room but its author', async () => {
    const fake = await start({ bots: ['helper'], ircDelayMs: 0 })
    const bot = await signedIn(fake)
    const own = await signedIn(fake, 'annstreams')
    bot.socket.send(JSON.stringify({ irc_channel: 'annstreams', message: 'hello' }))
    await vi.waitFor(() => expect(own.frames).toHaveLength(1))
    expect(own.frames[0]).toContain(':helper!helper@helper.tmi.twitch.tv')
    expect(bot.frames).toEqual([])
  })
})

test('a socket is in no group any more a day after it came, and is pinged all the same', async () => {
  const fake = await start({ pingMs: 20 })
  const { socket, frames, pings } = await connect(fake.url)
  socket.send(JSON.stringify({ token: fake.token }))
  await vi.waitFor(() => expect(fake.clients[0]?.authenticatedAt).toBeDefined())
  fake.forgetSockets()
  fake.happen('channel-follow', payloads['channel-follow'])
  fake.keepAlive()
  const before = pings.length
  await vi.waitFor(() => expect(pings.length).toBeGreaterThan(before + 3))
  expect(frames).toEqual([])
})
