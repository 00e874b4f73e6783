import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  addressFor,
  newToken,
  readRunFile,
  writeRunFile,
} from '../../../../core/daemon/control/address.ts'
import { askRunning, listenRunning } from '../../../../core/daemon/control/client.ts'
import { serveControl } from './serve.ts'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'promethean control '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'journal.db')
}

/** Listens where an instance would. */
async function listening(file: string, server: Server): Promise<void> {
  const address = addressFor(file)
  await new Promise<void>(resolve => server.listen(address, resolve))
  await writeRunFile(file, { pid: process.pid, address, token: newToken() })
  onTestFinished(async () => void (await new Promise(resolve => server.close(resolve))))
}

/** Tries an instance that answers with the body it got, and what it was asked. */
async function echoing() {
  const file = place()
  const asked: unknown[] = []
  const control = await serveControl(file, {
    echo: async body => {
      asked.push(body)
      return body
    },
  })
  onTestFinished(() => control.close())
  return { file, asked }
}

it('asks again if a connection kept from before turns out to be closed', async () => {
  const file = place()
  let answered = 0
  // As after a sleep of the computer: what is kept open is closed when the next request is on its way.
  const server = createServer(socket => {
    let isFirst = true
    socket
      .on('error', () => undefined)
      .on('data', () => {
        if (!isFirst) return void socket.destroy()
        isFirst = false
        answered++
        socket.write('{"value":{"done":true}}\n')
      })
  })
  await listening(file, server)
  expect(await askRunning(file, 'status', {}, { isRepeatable: true })).toEqual({ done: true })
  expect(await askRunning(file, 'status', {}, { isRepeatable: true })).toEqual({ done: true })
  expect(answered).toBe(2)
})

describe('one that only reads', () => {
  it('is asked over the connection of the last request, one that acts over its own', async () => {
    const file = place()
    const sockets = new Set<Socket>()
    const server = createServer(socket => {
      sockets.add(socket)
      socket.on('data', () => socket.write('{"value":1}\n'))
    })
    await listening(file, server)
    for (let time = 0; time < 3; time++)
      await askRunning(file, 'status', {}, { isRepeatable: true })
    expect(sockets.size).toBe(1)
    await askRunning(file, 'mute')
    expect(sockets.size).toBe(2)
    for (const socket of sockets) socket.destroy()
  })

  it('gets its own answer, however many ask at once', async () => {
    const { file } = await echoing()
    const bodies = Array.from({ length: 30 }, (_, n) => ({ n, text: 'é\n'.repeat(n * 3_000) }))
    const ask = (body: object) => askRunning(file, 'echo', body, { isRepeatable: true })
    expect(await Promise.all(bodies.map(ask))).toEqual(bodies)
  })
})

it('a request that is too long is refused before it is sent', async () => {
  const { file, asked } = await echoing()
  await expect(askRunning(file, 'echo', 'x'.repeat(1_000_001))).rejects.toThrow(
    /^cannot ask the running instance for echo: what is asked for has 1000\d+ characters, more than 1000000; ask for less at once$/,
  )
  expect(asked).toEqual([])
})

it('something else that listens there is taken for another version', async () => {
  const file = place()
  // As an instance did before: HTTP.
  const server = createHttpServer((_, answer) => answer.end('{}'))
  await listening(file, server)
  const said =
    'what the running instance answered cannot be read: it is of another version than this command; restart it'
  await expect(askRunning(file, 'status')).rejects.toThrow(said)
  const { signal } = new AbortController()
  await expect(listenRunning(file, 'tail', { body: {}, signal })).rejects.toThrow(said)
  server.closeAllConnections()
})

describe('whoever connects to an instance', () => {
  async function said(file: string, text: string | Uint8Array): Promise<string> {
    const socket = connect(readRunFile(file)?.address ?? '')
    let answer = ''
    const ended = new Promise(resolve => socket.on('close', resolve).on('error', () => undefined))
    socket.setEncoding('utf8').on('data', (piece: string) => {
      answer += piece
    })
    socket.write(text)
    await ended
    return answer
  }

  it.each<[string, string | Uint8Array]>([
    ['HTTP, as browsers do', 'POST /echo HTTP/1.1\r\norigin: http://evil.example\r\n\r\n{}'],
    ['no JSON', 'echo\n'],
    ['JSON that is no request', '["echo"]\n'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x0a])],
    ['without an end', 'x'.repeat(1_100_000)],
  ])('and speaks %s gets no answer', async (_, text) => {
    const { file, asked } = await echoing()
    expect(await said(file, text)).toBe('')
    expect(asked).toEqual([])
    // Others are served as before.
    expect(await askRunning(file, 'echo', { n: 1 })).toEqual({ n: 1 })
  })

  it('and does not know the token is refused', async () => {
    const { file, asked } = await echoing()
    const answer = await said(file, '{"token":"guessed","command":"echo","body":{}}\n')
    expect(JSON.parse(answer)).toEqual({
      refusal: { message: 'the token does not match the run file' },
    })
    expect(asked).toEqual([])
  })

  it.each(['', '{"token":"guessed","command":"echo","body":{}}\n'.repeat(3)])(
    'and has not said the token within ten seconds is let go: %j',
    async text => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      onTestFinished(() => void vi.useRealTimers())
      const { file } = await echoing()
      const socket = connect({ path: readRunFile(file)?.address ?? '', allowHalfOpen: true })
      onTestFinished(() => void socket.destroy())
      const ended = new Promise(resolve => socket.on('end', resolve).on('error', resolve))
      socket.resume().write(text)
      await new Promise(resolve => socket.once('connect', resolve))
      // Whoever said it stays as long as he likes.
      expect(await askRunning(file, 'echo', 1, { isRepeatable: true })).toBe(1)
      vi.advanceTimersByTime(10_000)
      await ended
      expect(await askRunning(file, 'echo', 2, { isRepeatable: true })).toBe(2)
    },
  )

  it('and writes in pieces is understood', async () => {
    const { file } = await echoing()
    const { address = '', token } = readRunFile(file) ?? {}
    const socket = connect(address)
    onTestFinished(() => void socket.destroy())
    const answers: string[] = []
    socket.setEncoding('utf8').on('data', (piece: string) => answers.push(piece))
    const bytes = Buffer.from(`${JSON.stringify({ token, command: 'echo', body: 'ü€😀' })}\n`)
    for (const byte of bytes) {
      socket.write(Buffer.of(byte))
      await new Promise(resolve => setImmediate(resolve))
    }
    await vi.waitFor(() => expect(answers.join('')).toBe('{"value":"ü€😀"}\n'))
  })
})
