import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { addressFor, newToken, writeRunFile } from '../../../../core/daemon/control/address.ts'
import { askRunning } from '../../../../core/daemon/control/client.ts'

it('asks again if a connection kept from before turns out to be closed', async () => {
  const seen = new WeakSet<Socket>()
  let answered = 0
  // As after a sleep of the computer: what is kept open is closed when the next request is on its way.
  const server = createServer(({ socket }, answer) => {
    if (seen.has(socket)) return void socket.destroy()
    seen.add(socket)
    answered++
    answer.end('{"done":true}')
  })
  const folder = mkdtempSync(join(tmpdir(), 'promethean control '))
  const file = join(folder, 'journal.db')
  const address = addressFor(file)
  await new Promise<void>(resolve => server.listen(address, resolve))
  await writeRunFile(file, { pid: process.pid, address, token: newToken() })
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  })
  expect(await askRunning(file, 'status', {}, { isRepeatable: true })).toEqual({ done: true })
  expect(await askRunning(file, 'status', {}, { isRepeatable: true })).toEqual({ done: true })
  expect(answered).toBe(2)
})
