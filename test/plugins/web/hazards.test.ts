import { describe, expect, it } from 'vitest'
import { HEADERS } from '../../../plugins/web/server/headers.ts'
import { asked, sent } from '../../support/web/asked.ts'
import { frame, handshake, RawClient, upgraded } from '../../support/web/raw-client.ts'
import { DOCK_TOKEN, serve } from '../../support/web/served.ts'
import { SocketClient } from '../../support/web/socket-client.ts'

const authorized = { Authorization: `Bearer ${DOCK_TOKEN}`, 'Content-Type': 'application/json' }

describe('a page of somebody else', () => {
  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1.evil.example:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1:PORT@evil.example',
    'LOCALHOST:PORT:PORT',
    '2130706433:PORT',
    '0.0.0.0:PORT',
  ])('that leads here under the name %s gets nothing', async name => {
    const served = await serve()
    const host = name.replace('PORT', String(served.port))
    for (const path of ['/', '/page.js', '/api', '/nothing']) {
      const { status } = await asked(served, { Host: host }, { path })
      expect([400, 403]).toContain(status)
    }
    const post = { path: '/api/say', method: 'POST' }
    expect([400, 403]).toContain((await asked(served, { Host: host, ...authorized }, post)).status)
    await expect(SocketClient.open(served.port, { Host: host })).rejects.toThrow(/40[03]/)
    expect(served.asked).toEqual([])
  })

  it.each(['127.0.0.1', 'localhost', 'LocalHost', '[::1]'])('%s is our own name', async name => {
    const served = await serve()
    const { status } = await asked(served, { Host: `${name}:${served.port}` })
    expect(status).toBe(200)
  })

  it.each([
    'http://evil.example',
    'null',
    '',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://localhost:PORT',
    'http://127.0.0.1:PORT.evil.example',
    'http://127.0.0.1:PORT, http://evil.example',
    'file://',
  ])('from %s may neither look, nor act, nor open a WebSocket', async written => {
    const served = await serve()
    const Origin = written.replace('PORT', String(served.port))
    expect((await asked(served, { Origin })).status).toBe(403)
    const post = { path: '/api/say', method: 'POST' }
    expect((await asked(served, { Origin, ...authorized }, post)).status).toBe(403)
    await expect(SocketClient.open(served.port, { Origin })).rejects.toThrow('403')
    expect(served.asked).toEqual([])
  })

  it('our own page may', async () => {
    const served = await serve()
    const Origin = `http://127.0.0.1:${served.port}`
    expect((await asked(served, { Origin })).status).toBe(200)
    const post = { path: '/api/say', method: 'POST' }
    expect((await asked(served, { Origin, ...authorized }, post)).status).toBe(200)
    const client = await SocketClient.open(served.port, { Origin })
    client.socket.terminate()
  })

  it('may not ask a browser what it may send', async () => {
    const served = await serve()
    const headers = { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST' }
    const told = await asked(served, headers, { path: '/api/say', method: 'OPTIONS' })
    expect(told.status).toBe(403)
    expect(Object.keys(told.headers).filter(name => name.startsWith('access-control'))).toEqual([])
  })
})

describe('every answer', () => {
  it.each(['/', '/page.js', '/page.css', '/favicon.ico', '/api', '/api/say', '/nothing', '/../x'])(
    'of %s forbids what a page could be misused for',
    async path => {
      const { headers } = await asked(await serve(), {}, { path })
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toMatch(/unsafe|\*|data:/)
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      })
    },
  )

  it('says no more of the server than it must', async () => {
    const { headers } = await asked(await serve(), {})
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('server')
  })
})

describe('a WebSocket', () => {
  it.each(['/', '/socket/', '/socket?token=made-up-dock-token', '/api/say', '//socket'])(
    'is not opened at %s',
    async path => {
      const { port } = await serve()
      await expect(SocketClient.open(port, {}, path)).rejects.toThrow('404')
    },
  )

  it.each([
    'hello',
    '{}',
    'null',
    '[]',
    '{"token":7}',
    '{"id":1,"call":"status"}',
    JSON.stringify({ token: 'x'.repeat(1_001) }),
    JSON.stringify({ token: DOCK_TOKEN, id: 1, call: 'status' }),
  ])('that does not begin with its token is closed, whatever it says %#', async text => {
    const served = await serve()
    const client = await SocketClient.open(served.port)
    client.socket.send(text)
    expect(await client.closed).toMatchObject({ code: 4400 })
    expect(client.heard).toEqual([])
    expect(served.asked).toEqual([])
  })

  it('that says nothing is closed', async () => {
    const { port } = await serve()
    const client = await SocketClient.open(port)
    expect(await client.closed).toEqual({ code: 4400, reason: 'the token did not come' })
  })

  it.each(['', 'nobody', `${DOCK_TOKEN} `])(
    'with the token of nobody is told so %#',
    async token => {
      const { port } = await serve()
      const client = await SocketClient.open(port)
      client.say({ token })
      client.say({ id: 1, call: 'status' })
      expect(await client.closed).toMatchObject({ code: 4401 })
      expect(client.heard).toEqual([])
    },
  )

  it.each([
    '{"id":1}',
    '{"id":-1,"call":"status"}',
    '{"id":1.5,"call":"status"}',
    '{"id":1,"call":7}',
    '{"id":1,"call":"status","more":1}',
    '{"id":1,"cancel":false}',
    '{"token":"again"}',
  ])('is closed at the first message that cannot be understood: %s', async text => {
    const served = await serve()
    const page = await served.page()
    page.socket.send(text)
    page.say({ id: 2, call: 'status' })
    expect(await page.closed).toMatchObject({ code: 4400 })
    expect(served.asked).toEqual([])
  })

  it('is closed at a message that is not text, or is too large', async () => {
    const served = await serve()
    const page = await served.page()
    page.socket.send(new Uint8Array([1, 2]))
    expect(await page.closed).toMatchObject({ code: 4400 })
    const other = await served.page()
    other.socket.send(JSON.stringify({ id: 1, call: 'say', input: { text: 'x'.repeat(300_000) } }))
    expect(await other.closed).toMatchObject({ code: 1009 })
    expect(served.asked).toEqual([])
  })

  it('that floods with what makes no sense, or says an id twice, disturbs nobody else', async () => {
    const served = await serve()
    const quiet = await served.page()
    const loud = await served.page()
    for (let turn = 0; turn < 10_000; turn++) loud.socket.send('{"nonsense":true}')
    expect(await loud.closed).toMatchObject({ code: 4400 })
    served.answer = () => new Promise(() => {})
    const twice = await served.page()
    twice.say({ id: 1, call: 'status' })
    twice.say({ id: 1, call: 'status' })
    expect(await twice.closed).toMatchObject({ code: 4400 })
    served.answer = async () => ({ done: true, value: 'here' })
    quiet.say({ id: 1, call: 'status' })
    await expect.poll(() => quiet.of(1)).toEqual([{ id: 1, done: true, value: 'here' }])
  })

  it('that asks for too much at once is told so, and is served again once it was answered', async () => {
    const served = await serve()
    const page = await served.page()
    const answers: (() => void)[] = []
    served.answer = () =>
      new Promise(resolve => answers.push(() => resolve({ done: true, value: 1 })))
    for (let id = 0; id < 100; id++) page.say({ id, call: 'status' })
    await expect
      .poll(() => page.of(99))
      .toMatchObject([{ done: false, refusal: { code: 'refused' } }])
    expect(answers).toHaveLength(64)
    for (const answer of answers) answer()
    await expect.poll(() => page.heard.filter(one => 'done' in one && one.done)).toHaveLength(64)
    served.answer = async () => ({ done: true, value: 2 })
    page.say({ id: 100, call: 'status' })
    await expect.poll(() => page.of(100)).toEqual([{ id: 100, done: true, value: 2 }])
  })

  it('more pages than anybody has are refused, and welcome again once others are closed', async () => {
    const served = await serve()
    const pages: SocketClient[] = []
    for (let page = 0; page < 50; page++) pages.push(await served.page())
    const refused = await upgraded(served, {})
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ what: 'cannot serve another page' })
    for (const { socket } of pages) socket.terminate()
    await expect
      .poll(() =>
        served.page().then(
          () => 'welcome',
          () => 'refused',
        ),
      )
      .toBe('welcome')
  })

  it.each([0, 49])(
    'of the streamer is welcome however many others say nothing, with %i pages open',
    async open => {
      const served = await serve()
      for (let page = 0; page < open; page++) await served.page()
      const silent = Array.from({ length: 200 }, () =>
        RawClient.open(served.port, handshake(served)),
      )
      const clients = await Promise.all(silent)
      const page = await served.page()
      page.say({ id: 1, call: 'status' })
      await expect.poll(() => page.of(1)).toHaveLength(1)
      // The oldest went.
      await expect.poll(() => clients.filter(({ isOver }) => isOver).length).toBeGreaterThan(90)
    },
  )

  it.each([
    ['is refused for its name', { Host: 'evil.example' }, 403],
    ['is refused for its page', { Origin: 'http://evil.example' }, 403],
    ['is asked for elsewhere', { path: '/' }, 404],
    ['has an unknown version', { 'Sec-WebSocket-Version': '7' }, 426],
    ['has no key', { 'Sec-WebSocket-Key': '' }, 426],
    ['is asked for with POST', { method: 'POST' }, 426],
  ] as const)(
    'that %s is answered like any request, and leaves nothing',
    async (_, more, status) => {
      const served = await serve()
      const refused = await upgraded(served, more)
      expect(refused.status).toBe(status)
      expect(await refused.json()).toMatchObject({
        message: expect.any(String),
        what: expect.any(String),
      })
      for (const name of Object.keys(HEADERS))
        expect([...refused.headers.keys()]).toContain(name.toLowerCase())
      const clients = await Promise.all(
        Array.from({ length: 300 }, () => RawClient.open(served.port, handshake(served, more))),
      )
      for (const client of clients) await expect.poll(() => client.isOver).toBe(true)
      expect((await served.get('/favicon.ico')).status).toBe(204)
    },
  )

  it.each(['a silent one', 'one with the token of nobody', 'one that makes no sense'])(
    '%s is gone soon, even if it never says goodbye',
    async kind => {
      const served = await serve()
      const client = await RawClient.open(served.port, handshake(served))
      await expect.poll(() => client.text).toContain('101')
      if (kind !== 'a silent one')
        client.write(frame(kind.includes('nobody') ? '{"token":"nobody"}' : 'nonsense'))
      await expect.poll(() => client.isOver).toBe(true)
    },
  )
})

describe('an Upgrade to something else than a WebSocket', () => {
  it.each(['h2c', 'TLS/1.0', 'websocket2', ''])('%s is none: the request is answered', async to => {
    const served = await serve()
    const body = '{"text":"hello"}'
    const headers = { ...authorized, Upgrade: to, Connection: 'Upgrade, HTTP2-Settings' }
    const answer = await sent(served, headers, { path: '/api/say', method: 'POST', body })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ did: 'say' })
    expect(served.asked).toMatchObject([{ name: 'say', input: { text: 'hello' } }])
  })
})

describe('a strange Host', () => {
  it.each([
    'a b',
    '127.0.0.1:PORT/x',
    '127.0.0.1:PORT@evil.example',
    '127.0.0.1:PORT?',
    '[',
    '[::1',
    '%',
    '127.0.0.1:99999',
    'ü',
  ])('%s gets the same refusal as every name that is not ours', async name => {
    const served = await serve()
    const Host = Buffer.from(name.replace('PORT', String(served.port))).toString('latin1')
    for (const path of ['/', '/api/status']) {
      const answer = await sent(served, { Host }, { path })
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ what: 'cannot answer under this name' })
      for (const [header, value] of Object.entries(HEADERS))
        expect(answer.headers.get(header)).toBe(value)
    }
  })

  it.each(['', 'Host:\r\n'])('none at all gets it, too: "%s"', async line => {
    const { port } = await serve()
    const client = await RawClient.open(port, `GET / HTTP/1.1\r\n${line}Connection: close\r\n\r\n`)
    await expect.poll(() => client.isOver).toBe(true)
    expect(client.text).toMatch(/^HTTP\/1.1 403 /)
    expect(client.text).toContain('cannot answer under this name')
  })

  it.each(['/\\x', '*', '/%', '//', '/..//x'])(
    'so does an address that is none: %s',
    async path => {
      const answer = await sent(await serve(), {}, { path })
      expect([200, 404]).toContain(answer.status)
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
      if (answer.status === 404)
        expect(await answer.json()).toMatchObject({ what: 'there is nothing at this address' })
    },
  )
})

describe('a token that is revoked', () => {
  it('ends its pages, and those of others stay', async () => {
    const served = await serve()
    served.holders.set('t', { name: 'deck', kind: 'dock' })
    const [dock, deck] = [await served.page(), await served.page('t')]
    served.holders.delete('t')
    expect(await deck.closed).toEqual({ code: 4401, reason: 'the token is not known' })
    dock.say({ id: 1, call: 'status' })
    await expect.poll(() => dock.of(1)).toHaveLength(1)
    expect((await served.post('status', {}, 't')).status).toBe(401)
  })

  it('tokens that cannot be read are said once, and pages may come back', async () => {
    const served = await serve()
    const page = await served.page()
    served.holders.get = () => {
      throw new Error('cannot read access.json')
    }
    expect(await page.closed).toMatchObject({ code: 1011 })
    expect((await served.post('status', {})).status).toBe(500)
    expect((await served.post('status', {})).status).toBe(500)
    const said = served.run.logged.filter(({ level }) => level === 'warn')
    expect(said.map(({ message }) => message)).toEqual(['cannot read access.json'])
  })
})
