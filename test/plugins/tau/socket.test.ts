import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Ending } from '../../../plugins/formats/websocket.ts'
import { TauSocket } from '../../../plugins/tau/client/socket.ts'
import { Sockets } from '../../../plugins/tau/client/sockets.ts'
import { chatLines } from '../../support/frames/tau/chat.ts'
import { startFakeTau } from '../../support/tau/fake-tau.ts'

const path = '/ws/chat-bots/helper/'

async function start() {
  const fake = await startFakeTau({ bots: ['helper'], ircDelayMs: 0 })
  onTestFinished(() => fake.close())
  return fake
}

test('a socket too young to be closed is let go: nothing is passed on, and it closes when it is of age', async () => {
  const fake = await start()
  const frames: string[] = []
  const endings: Ending[] = []
  const socket = new TauSocket(
    { url: fake.url.replace('http', 'ws') + path, token: fake.token, minLifeMs: 400 },
    {
      opened: () => undefined,
      heard: () => undefined,
      frame: text => frames.push(text),
      ended: ending => endings.push(ending),
    },
  )
  await vi.waitFor(() => expect(fake.clients[0]?.authenticatedAt).toBeDefined())
  expect(socket.isYoung).toBe(true)
  const closed = socket.close()
  fake.chat('helper', chatLines.plain)
  await vi.waitFor(() => expect(fake.clients[0]?.closedAt).toBeDefined())
  await closed
  const { openedAt = 0, closedAt = 0, code } = fake.clients[0] ?? {}
  expect(closedAt - openedAt).toBeGreaterThanOrEqual(390)
  expect(code).toBe(1000)
  expect([frames, endings]).toEqual([[], []])
})

test('a process that stops does not wait for it', async () => {
  const fake = await start()
  const script = `
    import { TauSocket } from ${JSON.stringify(new URL('../../../plugins/tau/client/socket.ts', import.meta.url).href)}
    const ignore = () => undefined
    const socket = new TauSocket(
      { url: process.argv[1], token: process.env.TAU_TOKEN, minLifeMs: 60_000 },
      { opened: () => socket.close(), heard: ignore, frame: ignore, ended: ignore },
    )`
  const url = fake.url.replace('http', 'ws') + path
  const run = promisify(execFile)
  await run(process.execPath, ['--input-type=module', '-e', script, url], {
    timeout: 30_000,
    env: { ...process.env, TAU_TOKEN: fake.token },
  })
  expect(fake.clients).toHaveLength(1)
})

test('a socket that never opened is closed at once', async () => {
  const fake = await start()
  const socket = new TauSocket(
    { url: fake.url.replace('http', 'ws') + path, token: fake.token, minLifeMs: 60_000 },
    { opened: unexpected, heard: unexpected, frame: unexpected, ended: unexpected },
  )
  await socket.close()
})

test('a refused upgrade ends with its status', async () => {
  const fake = await start()
  const sockets = new Sockets(fake.url, fake.token, {
    heard: () => undefined,
    beat: unexpected,
    ended: unexpected,
  })
  const ending = await sockets.open({ path: '/ws/nowhere/', frame: unexpected })
  expect(ending).toEqual({ code: 1006, status: 500 })
})

test('one deaf socket among others that are not is not hidden by them', async () => {
  const fake = await start()
  let heard = 0
  const sockets = new Sockets(fake.url, fake.token, {
    heard: () => {
      heard += 1
    },
    beat: () => undefined,
    ended: unexpected,
  })
  onTestFinished(() => sockets.close(() => undefined))
  const frames: string[] = []
  const frame = (text: string) => frames.push(text)
  await sockets.open({ path: '/ws/twitch-events/', frame })
  await sockets.open({ path, frame })
  const before = heard
  for (let n = 0; n < 5; n += 1) fake.chat('helper', chatLines.plain)
  await vi.waitFor(() => expect(frames).toHaveLength(5))
  expect(heard).toBe(before)
  fake.keepAlive()
  await vi.waitFor(() => expect(heard).toBe(before + 1))
})

function unexpected(): never {
  throw new Error('this must not be called')
}
