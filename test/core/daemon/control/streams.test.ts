import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { readRunFile } from '../../../../core/daemon/control/address.ts'
import { askRunning, listenRunning } from '../../../../core/daemon/control/client.ts'
import type { Streams } from '../../../../core/daemon/control/streams.ts'
import { ConfigProblem } from '../../../../core/errors.ts'
import { checkedInput } from '../../../../core/operations/checked-input.ts'
import { Tails } from '../../../../core/operations/live/tails.ts'
import { line, lines } from '../../journal/entries.ts'
import { serveControl } from './serve.ts'

async function serving(streams: Streams) {
  const folder = mkdtempSync(join(tmpdir(), 'promethean control '))
  const file = join(folder, 'journal.db')
  const control = await serveControl(file, {}, streams)
  onTestFinished(async () => {
    await control.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const stop = new AbortController()
  return {
    file,
    stop,
    close: () => control.close(),
    listen: (name: string, body: unknown = {}) =>
      listenRunning(file, name, { body, signal: stop.signal }),
  }
}

it('a command that cannot be understood is refused with a sentence, not with what a schema says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'promethean control '))
  const file = join(folder, 'journal.db')
  const schema = z.strictObject({ platform: z.string().min(1) })
  const control = await serveControl(file, {
    fire: async body => checkedInput(schema, body),
  })
  onTestFinished(async () => {
    await control.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await expect(askRunning(file, 'fire', { platform: '' })).rejects.toThrow(
    /^the running instance cannot do fire: platform: expected a non-empty string; fix that, or restart the instance/,
  )
})

it('an instance that ends before it has answered is told as such, with what to look at', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'promethean control '))
  const file = join(folder, 'journal.db')
  let asked: () => void = () => undefined
  const isAsked = new Promise<void>(resolve => {
    asked = resolve
  })
  const hang = () => {
    asked()
    return new Promise<never>(() => undefined)
  }
  const control = await serveControl(file, { status: hang })
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const answer = askRunning(file, 'status')
  await isAsked
  await Promise.all([
    control.close(),
    expect(answer).rejects.toThrow(
      'the running instance gave no answer: the connection broke off; it may have just stopped, see promethean status',
    ),
  ])
})

async function all(told: AsyncIterable<string> | undefined): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for await (const text of told ?? []) found.push(JSON.parse(text))
  return found
}

describe('a stream of a running instance', () => {
  it('comes line by line, and ends where it ends', async () => {
    const { listen } = await serving({
      count: async function* (body) {
        yield { asked: body }
        yield { text: 'a\nb' }
      },
    })
    expect(await all(await listen('count', { to: 2 }))).toEqual([
      { asked: { to: 2 } },
      { text: 'a\nb' },
    ])
  })

  it('that ends before it has told all says so, after what it told before', async () => {
    const { listen } = await serving({
      half: async function* () {
        yield { n: 1 }
        throw new Error('the disk is gone')
      },
    })
    const told: unknown[] = []
    const heard = (async () => {
      for await (const text of (await listen('half')) ?? []) told.push(JSON.parse(text))
    })()
    await expect(heard).rejects.toThrow('the disk is gone')
    expect(told).toEqual([{ n: 1 }])
  })

  it('is refused with all problems of the wish', async () => {
    const { listen } = await serving({
      picky: () => {
        throw new ConfigProblem([
          { path: 'a', message: 'is wrong' },
          { path: 'b', message: 'too' },
        ])
      },
    })
    const failure = await listen('picky').catch(thrown => thrown)
    expect(failure).toBeInstanceOf(ConfigProblem)
    expect(failure.problems).toEqual([
      { path: 'a', message: 'is wrong' },
      { path: 'b', message: 'too' },
    ])
    await expect(listen('unheard-of')).rejects.toThrow('does not know the command unheard-of')
  })

  it('ends when the instance does, with what was told before', async () => {
    const tails = new Tails()
    const { listen, close } = await serving({
      tail: (_, signal) => tails.listen({ types: [], all: false }, signal),
    })
    const told = all(await listen('tail'))
    tails.judged(line(1), line(1).event)
    await close()
    expect(await told).toMatchObject([{ id: line(1).event.id }])
  })

  it('ends for a reader that stops listening, and the instance forgets it', async () => {
    let left: (() => void) | undefined
    const isLeft = new Promise<void>(resolve => {
      left = resolve
    })
    const { listen, stop } = await serving({
      tail: (_, signal) => {
        signal.addEventListener('abort', () => left?.(), { once: true })
        return new Tails().listen({ types: [], all: false }, signal)
      },
    })
    const told = all(await listen('tail'))
    stop.abort()
    await isLeft
    expect(await told).toEqual([])
  })

  it('a reader that does not read holds up neither events nor the stop, and hears what it missed', async () => {
    const tails = new Tails()
    const { file, close } = await serving({
      tail: (_, signal) => tails.listen({ types: [], all: false }, signal),
    })
    const run = readRunFile(file)
    const socket = connect(run?.address ?? '')
    onTestFinished(() => void socket.destroy())
    socket.write(`${JSON.stringify({ token: run?.token, command: 'tail', body: {} })}\n`)
    await vi.waitFor(() => expect(socket.bytesRead).toBeGreaterThan(0))
    socket.pause()
    const pad = 'x'.repeat(2_000)
    for (let round = 0; round < 20; round++) {
      for (const { event } of lines(1, 500, { text: pad })) tails.judged(line(1), event)
      await new Promise(resolve => setImmediate(resolve))
    }
    let text = ''
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    socket.resume()
    await vi.waitFor(() => expect(text).toContain('"code":"skipped"'))
    socket.pause()
    for (const { event } of lines(1, 5_000, { text: pad })) tails.judged(line(1), event)
    await close()
  })

  it('is nothing where no instance is running', async () => {
    const signal = new AbortController().signal
    expect(await listenRunning('/nowhere/journal.db', 'tail', { body: {}, signal })).toBe(undefined)
  })
})
