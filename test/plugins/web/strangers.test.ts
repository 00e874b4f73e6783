import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RawClient } from '../../support/web/raw-client.ts'
import { realInstance } from '../../support/web/real.ts'
import { DOCK_TOKEN, type Served, serve } from '../../support/web/served.ts'
import { SocketClient } from '../../support/web/socket-client.ts'

/** What a request made of these bytes is answered with. */
async function answered({ port }: Served, bytes: string | Buffer) {
  const client = await RawClient.open(port, '')
  client.write(Buffer.from(bytes))
  await expect.poll(() => /\r\n\r\n/.test(client.text)).toBe(true)
  const [head = '', body = ''] = client.text.split('\r\n\r\n')
  await expect.poll(() => client.text.length >= head.length + 4 + lengthOf(head)).toBe(true)
  const status = Number(head.split(' ')[1])
  const text = client.text.slice(head.length + 4)
  const said: { code?: string; message?: string } = text.startsWith('{') ? JSON.parse(text) : {}
  return { status, head, body, ...said }
}

const lengthOf = (head: string) => Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)

const request = (
  { port }: Served,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | Buffer = '',
) => {
  const all = { Host: `127.0.0.1:${port}`, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([
    Buffer.from(`${line} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    Buffer.from(body),
  ])
}

function post(served: Served, body: string | Buffer) {
  const headers = {
    Authorization: `Bearer ${DOCK_TOKEN}`,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
  }
  return request(served, 'POST /api/say', headers, body)
}

describe('what cannot be read as a request', () => {
  const both = { 'Content-Length': '2', 'Transfer-Encoding': 'chunked' }
  it.each<[string, (served: Served) => string | Buffer, number]>([
    [
      'with two ways to tell its length',
      one => request(one, 'POST /api/say', both, '0\r\n\r\n'),
      400,
    ],
    [
      'with another encoding',
      one => request(one, 'POST /api/say', { 'Transfer-Encoding': 'x' }),
      400,
    ],
    ['with an address that is none', one => request(one, 'GET \\api'), 400],
    ['with a byte that no address has', one => request(one, 'GET /\xff\xfe'), 400],
    ['of an unknown method', one => request(one, 'FOO /'), 400],
    ['of another version', () => 'GET / HTTP/9.9\r\n\r\n', 400],
    ['with a space after the name of a header', () => 'GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400],
    ['that wants https', () => Buffer.from('16030100a5010000a10303', 'hex'), 400],
    ['with very long headers', one => request(one, 'GET /', { 'X-Long': 'x'.repeat(40_000) }), 431],
    ['with very many headers', one => request(one, 'GET /', many(3_000)), 431],
    ['with a very long address', one => request(one, `GET /${'x'.repeat(40_000)}`), 431],
  ])(
    '%s is refused in the same form as everything, and the connection ends',
    async (_, bytes, status) => {
      const served = await serve()
      const answer = await answered(served, bytes(served))
      expect(answer).toMatchObject({ status, code: 'invalid_input', message: expect.any(String) })
      expect(answer.head).toMatch(/content-security-policy: default-src 'none'/i)
      expect(answer.head).toMatch(/connection: close/i)
      expect(served.asked).toEqual([])
    },
  )
})

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, '1']))

describe('a request of a stranger', () => {
  it.each<[string, (served: Served) => string | Buffer, number]>([
    ['with a second name', one => request(one, 'GET /api', { host: 'evil.example' }), 403],
    ['to an address with another name', one => request(one, 'GET http://evil.example/api'), 403],
    ['to another server', one => request(one, 'GET //evil.example/'), 404],
    ['to a file of this computer', one => request(one, 'GET /../../etc/passwd'), 404],
    ['to such a file in other letters', one => request(one, 'GET /%2e%2e/%2e%2e/etc/passwd'), 404],
    ['with a zero in its path', one => request(one, 'GET /page.js%00'), 404],
    ['with letters that are none', one => request(one, 'GET /api/%ff%zz'), 404],
    ['to what every object has', one => request(one, 'GET /api/__proto__'), 404],
    ['that wants it back', one => request(one, 'TRACE /'), 404],
    ['that asks what is possible', one => request(one, 'OPTIONS *'), 404],
    [
      'that asks whether another site may',
      one => request(one, 'OPTIONS /api/say', { Origin: 'http://evil.example' }),
      403,
    ],
  ])('%s is refused', async (_, bytes, status) => {
    const served = await serve()
    const answer = await answered(served, bytes(served))
    expect(answer.status).toBe(status)
    expect(answer.head).not.toMatch(/access-control/i)
    expect(served.asked).toEqual([])
  })

  it.each<[string, string | Buffer, number]>([
    ['nested without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 400],
    ['nested within a field', `{"data":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`, 400],
    ['with bytes that are no UTF-8', Buffer.from('{"text":"\xff\xc0\x80"}', 'latin1'), 400],
    ['with a mark before it', '\ufeff{}', 200],
    ['nested as far as anything is', `{"data":${'['.repeat(99)}${']'.repeat(99)}}`, 200],
  ])('with JSON %s is answered with its status', async (_, body, status) => {
    const served = await serve()
    expect((await answered(served, post(served, body))).status).toBe(status)
    expect(served.asked).toHaveLength(status === 200 ? 1 : 0)
  })

  it('with keys that objects have anyway changes no other object', async () => {
    const served = await serve()
    await answered(
      served,
      post(served, '{"__proto__":{"isEvil":1},"constructor":{"prototype":{"isEvil":1}}}'),
    )
    expect(Object({}).isEvil).toBeUndefined()
  })

  it('is answered after one that was refused, on the same connection, and none after a goodbye', async () => {
    const served = await serve()
    const refused = request(served, 'GET /nothing')
    const icon = request(served, 'GET /favicon.ico')
    const both = await RawClient.open(served.port, `${refused}${icon}`)
    await expect
      .poll(() => both.text.match(/HTTP\/1\.1 \d+/g))
      .toEqual(['HTTP/1.1 404', 'HTTP/1.1 204'])
    const goodbye = request(served, 'GET /favicon.ico', { Connection: 'close' })
    const closed = await RawClient.open(served.port, `${goodbye}${icon}`)
    await expect.poll(() => closed.isOver).toBe(true)
    expect(closed.text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 204'])
  })

  it('leaves no token in the log or in any other file, wherever it was sent', async () => {
    const { port, token, folder, post: ask } = await realInstance()
    const at = `http://127.0.0.1:${port}`
    for (const path of [`/?token=${token}`, `/${token}`, `/api/${token}`, `/api/status?${token}`])
      await fetch(`${at}${path}`, { headers: { Referer: `${at}/#${token}` } })
    await ask(`say?token=${token}`, { text: 'Hello' })
    await ask('say', { text: 'Hello', platform: token })
    const page = await SocketClient.open(port)
    page.say({ token })
    page.say({ id: 1, call: token })
    await expect.poll(() => page.of(1)).toHaveLength(1)
    page.socket.terminate()
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(one => one.isFile() && one.name !== 'access.json')
      .map(one => join(one.parentPath, one.name))
    expect(kept.length).toBeGreaterThan(1)
    for (const file of kept) expect(readFileSync(file).includes(token), file).toBe(false)
  })

  it('over a WebSocket with an input nested without end is closed, and others are answered', async () => {
    const served = await serve()
    const page = await served.page()
    page.socket.send(`{"id":1,"call":"say","input":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)
    expect(await page.closed).toMatchObject({ code: 4400 })
    expect((await served.get('/favicon.ico')).status).toBe(204)
  })

  it('that holds connections open without a word makes way once it leaves', async () => {
    const served = await serve()
    const idle: Socket[] = Array.from({ length: 300 }, () =>
      connect(served.port, '127.0.0.1').on('error', () => undefined),
    )
    onTestFinished(() => {
      for (const one of idle) one.destroy()
    })
    await expect.poll(() => idle.every(one => !one.connecting)).toBe(true)
    for (const one of idle) one.destroy()
    const status = () =>
      served.get('/favicon.ico').then(
        answer => answer.status,
        () => 0,
      )
    await expect.poll(status).toBe(204)
  })
})
