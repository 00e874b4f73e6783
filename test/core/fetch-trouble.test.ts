import { createServer } from 'node:http'
import { createServer as createPlain, type Server } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { fetchTrouble } from '../../core/fetch-trouble.ts'

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `127.0.0.1:${Object(server.address()).port}`
}

const troubleAt = (url: string, signal?: AbortSignal) =>
  fetch(url, { headers: { connection: 'close' }, ...(signal && { signal }) }).then(
    () => ({ reason: 'it answered' }),
    fetchTrouble,
  )

it.each([
  ['given up without a reason', () => AbortSignal.abort()],
  ['timed out', () => AbortSignal.timeout(20)],
])('a far end that hangs until the call is %s was too slow, not numbered', async (_, signal) => {
  const server = createServer(() => undefined)
  onTestFinished(() => server.closeAllConnections())
  expect(await troubleAt(`http://${await listening(server)}`, signal())).toEqual({
    reason: 'it did not answer in time',
    isLate: true,
    mayBeDone: true,
  })
})

it('a server that speaks no TLS, or no HTTP, is told from one that is away', async () => {
  const talking = createPlain(socket => {
    socket.on('error', () => undefined)
    socket.end('hello, who is there\r\n')
  })
  const address = await listening(talking)
  expect(await troubleAt(`https://${address}`)).toMatchObject({
    reason: expect.stringMatching(/^it does not use TLS there \([A-Z_]+\)$/),
    advice: expect.stringContaining('without TLS'),
  })
  expect(await troubleAt(`http://${address}`)).toMatchObject({
    reason: expect.stringMatching(/^the server there does not speak HTTP \(HPE_\w+\)$/),
  })
  const gone = createPlain()
  const free = await listening(gone)
  await new Promise(done => gone.close(done))
  expect(await troubleAt(`http://${free}`)).toEqual({
    reason: 'the connection failed (ECONNREFUSED)',
    isLate: false,
    mayBeDone: false,
  })
})

it('an answer that breaks off is no sign of another protocol', async () => {
  const breaking = createPlain(socket => {
    socket.on('error', () => undefined)
    socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel')
  })
  const answer = await fetch(`http://${await listening(breaking)}`)
  const failure = await answer.text().catch(thrown => thrown)
  expect(fetchTrouble(failure)).toEqual({
    reason: expect.stringMatching(/^the connection failed \([A-Z_]+\)$/),
    isLate: false,
    mayBeDone: true,
  })
})

it.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /its certificate is self-signed/, /NODE_EXTRA_CA_CERTS/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not signed by a known authority/, /NODE_EXTRA_CA_CERTS/],
  ['CERT_HAS_EXPIRED', /has expired/, /renew it/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /is for another name/, /host name that the certificate is for/],
])('a certificate refused with %s says why and what to do', (code, reason, advice) => {
  const cause = Object.assign(new Error('no'), { code })
  const told = fetchTrouble(new TypeError('fetch failed', { cause }))
  expect(told.reason).toMatch(reason)
  expect(told.reason).toContain(`(${code})`)
  expect(told.advice).toMatch(advice)
})

it('a connection that broke after the question went out may have been heeded', () => {
  const broken = (code: string) =>
    fetchTrouble(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) }))
  expect(broken('ECONNRESET').mayBeDone).toBe(true)
  expect(broken('UND_ERR_HEADERS_TIMEOUT')).toEqual({
    reason: 'it did not answer in time',
    isLate: true,
    mayBeDone: true,
  })
  expect(broken('UND_ERR_CONNECT_TIMEOUT').mayBeDone).toBe(false)
  expect(fetchTrouble(undefined)).toEqual({
    reason: 'the connection failed',
    isLate: false,
    mayBeDone: false,
  })
  expect(fetchTrouble(Object.assign(new Error(), { code: 'a secret text' })).reason).toBe(
    'the connection failed',
  )
})
