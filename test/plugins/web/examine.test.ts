import { once } from 'node:events'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import type { Finding } from 'promethean'
import { expect, it, onTestFinished } from 'vitest'
import { web } from '../../../plugins/web/index.ts'
import { freePort } from '../../support/process/child.ts'
import { serve } from '../../support/web/served.ts'

// Where a run of the tests keeps its files.
const OWN = resolve('.promethean')

async function look(port: number, host = '127.0.0.1', folder = OWN): Promise<readonly Finding[]> {
  const { signal } = new AbortController()
  const context = { options: { port, host, names: [] }, folder, signal, uses: [] }
  return (await web.plugin.examine?.(context)) ?? []
}

it('where it is not running, doctor says that its port is free, and does not keep it', async () => {
  const port = await freePort()
  const findings = [
    { ok: true, what: `port ${port} is free for the page` },
    { ok: true, what: 'the files of the page are complete' },
  ]
  expect(await look(port)).toEqual(findings)
  expect(await look(port)).toEqual(findings)
})

it('where it is running, doctor opens the page', async () => {
  const { port } = await serve()
  expect(await look(port)).toEqual([
    { ok: true, what: `the page is served at http://127.0.0.1:${port}/` },
  ])
})

it('where the instance of another config has the port, its page is not taken for ours', async () => {
  const { port } = await serve()
  const [finding] = await look(port, '127.0.0.1', resolve('elsewhere', '.promethean'))
  expect(finding).toMatchObject({ ok: false, what: expect.stringContaining(`port ${port}`) })
})

it('where another program has the port, doctor says what to do', async () => {
  const other = createServer((_, answer) => answer.end('{"info":7}')).listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  expect(await look(port)).toEqual([
    {
      ok: false,
      what: `cannot listen at 127.0.0.1, port ${port}: another program uses it`,
      advice: expect.stringContaining('set another port and add the new address to OBS'),
    },
    // Nothing that reads as if the page could be opened all the same.
    { ok: true, what: 'the files of the page are complete' },
  ])
})

it('where the address is none of this computer, doctor says so', async () => {
  const [finding] = await look(await freePort(), '192.0.2.1')
  expect(finding).toMatchObject({
    ok: false,
    advice: "set host to one of this computer's own addresses",
  })
})
