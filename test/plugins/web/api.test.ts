import { describe, expect, it } from 'vitest'
import { serve } from '../../support/web/served.ts'

function schemaOf(name: string) {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } }
}

describe('an operation over HTTP', () => {
  it('is done as the caller whose token it is, and its value is the answer', async () => {
    const served = await serve()
    served.holders.set('deck-token', { name: 'deck', kind: 'dock' })
    const answer = await served.post('say', { text: 'hello' }, 'deck-token')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await answer.json()).toEqual({ did: 'say' })
    await served.post('say', {})
    expect(served.asked).toMatchObject([
      {
        caller: { kind: 'program', name: 'deck' },
        name: 'say',
        input: { text: 'hello' },
        dry: false,
      },
      { caller: { kind: 'person', name: 'dock' } },
    ])
  })

  it('is brought to its end if whoever asked for it hangs up, unless it only reads', async () => {
    const served = await serve()
    served.answer = () => new Promise(() => {})
    const { port, asked } = served
    const leaving = new AbortController()
    const headers = { Authorization: 'Bearer made-up-dock-token' }
    const settings = { method: 'POST', headers, signal: leaving.signal }
    const gone = ['status', 'say'].map(name =>
      expect(fetch(`http://127.0.0.1:${port}/api/${name}`, settings)).rejects.toThrow('abort'),
    )
    await expect.poll(() => asked).toHaveLength(2)
    leaving.abort()
    await Promise.all(gone)
    const signalOf = (wanted: string) => asked.find(({ name }) => name === wanted)?.signal
    await expect.poll(() => signalOf('status')?.aborted).toBe(true)
    expect(signalOf('say')?.aborted).toBe(false)
  })

  it('without a body asks for nothing special', async () => {
    const { port, asked } = await serve()
    const headers = { Authorization: 'Bearer made-up-dock-token' }
    const answer = await fetch(`http://127.0.0.1:${port}/api/status`, { method: 'POST', headers })
    expect(answer.status).toBe(200)
    expect(asked).toMatchObject([{ name: 'status', input: {} }])
  })

  it.each(['?dry=1', '?dry=true', '?dry'])('with %s only says what would be done', async query => {
    const served = await serve()
    await served.post(`say${query}`, {})
    expect(served.asked).toMatchObject([{ name: 'say', dry: true }])
  })

  it.each([
    ['invalid_input', 422],
    ['not_found', 404],
    ['conflict', 409],
    ['refused', 409],
    ['runtime', 409],
    ['not_ready', 409],
    ['plugin_failure', 409],
    ['config_problem', 409],
  ] as const)(
    'refused as %s is %i, with the sentence in its parts and as a whole',
    async (code, status) => {
      const served = await serve()
      const sentence = { what: 'cannot say it', why: 'nobody listens', advice: 'go live' }
      served.answer = async () => ({ done: false, refusal: { code, ...sentence } })
      const answer = await served.post('say', {})
      expect(answer.status).toBe(status)
      expect(await answer.json()).toEqual({
        code,
        message: 'cannot say it: nobody listens; go live',
        ...sentence,
      })
    },
  )

  it.each([
    ['no token', {}, 401, 'cannot answer without a token'],
    ['another scheme', { Authorization: 'Basic YTpi' }, 401, 'cannot answer without a token'],
    [
      'a token of nobody',
      { Authorization: 'Bearer nobody' },
      401,
      'it is not known, or was revoked',
    ],
  ])('with %s is refused', async (_, headers, status, sentence) => {
    const { port, asked } = await serve()
    const given = { 'Content-Type': 'application/json', ...headers }
    const answer = await fetch(`http://127.0.0.1:${port}/api/status`, {
      method: 'POST',
      headers: given,
      body: '{}',
    })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining(sentence) })
    expect(asked).toEqual([])
  })

  it.each([
    ['nothing', 404, 'there is no operation nothing'],
    ['constructor', 404, 'there is no operation constructor'],
    ['tail', 404, 'tail is a stream of lines; listen to it over the WebSocket /socket'],
    ['status?token=secret', 400, 'the address has a part after ?'],
    ['status?dry=perhaps', 400, 'the address has a part after ?'],
  ])('%s is answered with %i', async (operation, status, sentence) => {
    const served = await serve()
    const answer = await served.post(operation, {})
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining(sentence) })
    expect(served.asked).toEqual([])
  })

  it.each([
    ['text/plain', '{}', 415],
    ['application/x-www-form-urlencoded', 'text=hello', 415],
    ['application/jsonp', '{}', 415],
    [undefined, '{}', 415],
    ['application/json', '{"text":', 400],
    ['application/json; charset=utf-8', '{}', 200],
    ['application/json', `"${'x'.repeat(256_000)}"`, 413],
  ])('a body of %s is checked before anything is done %#', async (type, body, status) => {
    const { port, asked } = await serve()
    const answer = await fetch(`http://127.0.0.1:${port}/api/say`, {
      method: 'POST',
      headers: {
        ...(type && { 'Content-Type': type }),
        Authorization: 'Bearer made-up-dock-token',
      },
      body: new TextEncoder().encode(body),
    })
    expect(answer.status).toBe(status)
    expect(asked).toHaveLength(status === 200 ? 1 : 0)
  })

  it('a body that does not say how large it is, is read no further than the limit', async () => {
    const { port, asked } = await serve()
    let sent = 0
    const endless = new ReadableStream({
      pull: to => {
        sent += 16_000
        to.enqueue(new Uint8Array(16_000).fill(32))
      },
    })
    const answer = fetch(`http://127.0.0.1:${port}/api/say`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer made-up-dock-token' },
      body: endless,
      duplex: 'half',
    } as RequestInit)
    const status = await answer.then(
      ({ status }) => status,
      () => 'closed',
    )
    expect([413, 'closed']).toContain(status)
    expect(sent).toBeLessThan(20_000_000)
    expect(asked).toEqual([])
  })

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('that acts is not done by %s', async method => {
    const { port, asked } = await serve()
    const headers = { Authorization: 'Bearer made-up-dock-token' }
    const answer = await fetch(`http://127.0.0.1:${port}/api/say`, { method, headers })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('POST')
    expect(asked).toEqual([])
  })

  it('that only reads is answered to GET too, for who has a token', async () => {
    const served = await serve()
    const answer = await served.get('/api/status', { Authorization: 'Bearer made-up-dock-token' })
    expect(answer.status).toBe(200)
    expect(served.asked).toMatchObject([{ name: 'status', input: {} }])
    expect((await served.get('/api/status')).status).toBe(401)
    expect((await served.get('/api/status?token=made-up-dock-token')).status).toBe(401)
    expect(
      (await served.get('/api/tail', { Authorization: 'Bearer made-up-dock-token' })).status,
    ).toBe(404)
    expect(served.asked).toHaveLength(1)
  })
})

describe('the list of operations', () => {
  it('is OpenAPI 3.1: each operation with its input and what it returns, each stream beside them', async () => {
    const served = await serve()
    const told = await (await served.get('/api')).json()
    expect(told).toMatchObject({
      openapi: '3.1.1',
      security: [{ token: [] }],
      paths: {
        '/api/say': {
          post: {
            operationId: 'say',
            summary: 'says',
            parameters: [{ name: 'dry', in: 'query' }],
            requestBody: schemaOf('say.input'),
            responses: {
              200: schemaOf('say.output'),
              409: { $ref: '#/components/responses/Refused' },
            },
          },
        },
      },
      components: {
        schemas: { 'say.input': { type: 'object' }, 'tail.output': { type: 'object' } },
      },
      'x-streams': { tail: { line: { $ref: '#/components/schemas/tail.output' } } },
    })
    expect(Object.keys(Object(told).paths)).not.toContain('/api/tail')
    expect(Object(told).paths['/api/title'].post).not.toHaveProperty('parameters')
  })
})

describe('a token', () => {
  it('that may say and nothing else cannot set titles', async () => {
    const served = await serve()
    served.holders.set('t', { name: 'deck', kind: 'dock', may: ['say'] })
    expect((await served.post('say', {}, 't')).status).toBe(200)
    const answer = await served.post('title', {}, 't')
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'refused', what: 'cannot use title' })
  })

  it('of an overlay reads only what viewers may see', async () => {
    const served = await serve()
    served.holders.set('t', { name: 'overlay', kind: 'overlay' })
    served.holders.set('u', { name: 'overlay', kind: 'overlay', may: ['say', 'status'] })
    const asked = ['activity', 'status', 'say', 'title']
    const statuses = (token: string) =>
      Promise.all(asked.map(async name => (await served.post(name, {}, token)).status))
    expect(await statuses('t')).toEqual([200, 403, 403, 403])
    expect(await statuses('u')).toEqual([403, 403, 403, 403])
  })

  it.each([
    ['overlay', undefined, 'use a token that may; this one may use activity'],
    ['overlay', ['say'], 'use a token that may; this one may use nothing'],
    ['dock', ['say', 'title'], 'use a token that may; this one may use say, title'],
  ] as const)(
    'of a %s with %j is told what it may, not how a command is written',
    async (kind, may, advice) => {
      const served = await serve()
      served.holders.set('t', { name: 't', kind, ...(may && { may }) })
      const refused = await (await served.post('status', {}, 't')).json()
      expect(refused).toEqual({
        ...{ code: 'refused', what: 'cannot use status', why: 'this token may not', advice },
        message: `cannot use status: this token may not; ${advice}`,
      })
      const unknown = await (await served.post('status', {}, 'nobody')).json()
      expect([refused, unknown].map(said => JSON.stringify(said)).join()).not.toContain('--')
    },
  )
})
