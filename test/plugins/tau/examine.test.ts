import { createServer } from 'node:http'
import type { Finding } from 'promethean'
import { expect, onTestFinished, test, vi } from 'vitest'
import { tau } from '../../../plugins/tau/index.ts'
import { options } from '../../../plugins/tau/options.ts'
import { type FakeTau, type FakeTauSettings, startFakeTau } from '../../support/tau/fake-tau.ts'

async function start(settings: FakeTauSettings = {}): Promise<FakeTau> {
  const fake = await startFakeTau(settings)
  onTestFinished(() => fake.close())
  return fake
}

async function examined(
  { url, token }: { readonly url: string; readonly token: string },
  chat: readonly string[] = [],
  signal = AbortSignal.timeout(30_000),
): Promise<readonly Finding[]> {
  const found = await tau.plugin.examine?.({
    options: options.parse({ url, token, chat }),
    folder: '',
    signal,
    uses: [],
  })
  return found ?? []
}

test('a TAU that is whole is good, and no chat socket is signed in for it', async () => {
  const fake = await start({ bots: ['annbot'] })
  const found = await examined(fake, ['annstreams', 'annbot'])
  expect(found.map(({ ok }) => ok)).toEqual([true, true, true, true])
  expect(found[0]?.what).toBe(`TAU at ${fake.url} accepts the token`)
  expect(found[1]?.what).toBe('TAU asks Twitch for annstreams')
  expect(found[3]?.what).toContain("if its messages do not appear, restart TAU's worker")
  expect(fake.clients.every(client => client.authenticatedAt === undefined)).toBe(true)
  expect(fake.isWorkerDead).toBe(false)
})

test('a refused token and a TAU that is away say what to do', async () => {
  const fake = await start()
  const [refused] = await examined({ url: fake.url, token: 'wrong' })
  expect(refused).toMatchObject({
    ok: false,
    advice: "copy the token from TAU's dashboard and set token to it",
  })
  await fake.down()
  const [away] = await examined(fake)
  expect(away).toMatchObject({ ok: false, advice: 'start TAU or correct url' })
  expect(away?.what).toMatch(/ECONNREFUSED/)
})

test('Twitch out of reach, chat off and an unknown account are said one by one', async () => {
  const fake = await start({ useIrc: false })
  const off = await examined(fake, ['annstreams', 'nobody'])
  expect(off.filter(({ ok }) => !ok)).toEqual([
    {
      ok: false,
      what: 'nothing is received or sent as annstreams: use_irc is off',
      advice: "turn it on in TAU's settings",
    },
    {
      ok: false,
      what: 'TAU does not open the chat of nobody',
      advice: 'add it there as a chat bot, or remove it from the option chat',
    },
  ])
  fake.isHelixDown = true
  const [, twitch] = await examined(fake)
  expect(twitch).toMatchObject({
    ok: false,
    what: 'TAU cannot ask Twitch: it answered HTTP 500',
  })
})

test('a TAU that hangs says so and what it may be, without a number and without blaming its accounts', async () => {
  const fake = await start({ bots: ['annbot'] })
  fake.deafen()
  // As doctor ends it.
  const ending = new AbortController()
  setTimeout(() => ending.abort(), 50)
  expect(await examined(fake, ['annbot'], ending.signal)).toEqual([
    {
      ok: false,
      what: `cannot read from TAU at ${fake.url}: it did not answer in time`,
      advice: 'wait if Twitch hangs, else restart TAU or correct url',
    },
  ])
})

test('https to a TAU without TLS says which of the two to write', async () => {
  const fake = await start()
  const url = fake.url.replace('http:', 'https:')
  const [found] = await examined({ url, token: fake.token })
  expect(found).toMatchObject({ ok: false, advice: expect.stringContaining('without TLS') })
  expect(found?.what).toMatch(/it does not use TLS there|did not answer in time/)
})

test('where Twitch hangs behind TAU the accounts are not called missing', async () => {
  const fake = await start({ bots: ['annbot'] })
  const ending = new AbortController()
  const hanging = new Promise<void>(resolve =>
    ending.signal.addEventListener('abort', () => setTimeout(resolve, 50)),
  )
  const run = fake.thread.run.bind(fake.thread)
  let turns = 0
  vi.spyOn(fake.thread, 'run').mockImplementation(async turn => {
    turns += 1
    if (turns === 2) setTimeout(() => ending.abort(), 20)
    if (turns > 1) await hanging
    return run(turn)
  })
  const found = await examined(fake, ['annbot'], ending.signal)
  expect(found.map(({ what }) => what)).toEqual([
    `TAU at ${fake.url} accepts the token`,
    'TAU cannot ask Twitch: it did not answer in time',
    'no time was left to check whether TAU opens the chat of annbot',
  ])
})

test('a proxy that passes no websockets is not called an unknown account', async () => {
  const fake = await start({ bots: ['annbot'] })
  const server = createServer(async ({ url, headers }, answer) => {
    const { authorization = '' } = headers
    if (url?.startsWith('/ws/')) return void answer.writeHead(404).end()
    const asked = await fetch(`${fake.url}${url}`, { headers: { authorization } })
    answer.writeHead(asked.status).end(await asked.text())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = Object(server.address())
  const given = { url: `http://127.0.0.1:${port}`, token: fake.token }
  expect((await examined(given, ['annbot'])).at(-1)).toEqual({
    ok: false,
    what: 'the chat of annbot cannot be opened: HTTP 404 came back',
    advice: 'correct url, or let the proxy in front of TAU pass websockets',
  })
})

test('a chat socket that hangs is not called an unknown account', async () => {
  const settings = JSON.stringify({ use_irc: true })
  const users = JSON.stringify({ data: [{ id: '7', login: 'ann' }] })
  const ending = new AbortController()
  const server = createServer(({ url }, answer) =>
    answer.end(url === '/api/v1/settings' ? settings : users),
  )
  // The upgrade is taken and never answered.
  server.on('upgrade', () => setTimeout(() => ending.abort(), 20))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = Object(server.address())
  const given = { url: `http://127.0.0.1:${port}`, token: 'made-up' }
  expect((await examined(given, ['annbot'], ending.signal)).at(-1)).toEqual({
    ok: false,
    what: 'no time was left to check whether TAU opens the chat of annbot',
    advice: 'check first what TAU did not answer',
  })
})
