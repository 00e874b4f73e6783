import { once } from 'node:events'
import { createServer } from 'node:http'
import { contract, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import newPlugin from './source.ts'

const LISTED = [{ id: 't1', name: 'Bea', amount: 5, at: '2026-11-23T19:00:00Z' }]

/** A service on a free port of this computer. @returns its address */
async function service(status = 200): Promise<string> {
  const server = createServer((_, answer) => {
    answer.writeHead(status, { connection: 'close' }).end(JSON.stringify(LISTED))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

it('publishes a tip with its time and amount', async () => {
  const run = await runPlugin(newPlugin({ url: await service() }))
  onTestFinished(() => run.stop())
  expect(await run.next('channel.tipped')).toMatchObject({
    time: new Date('2026-11-23T19:00:00Z'),
    data: { user: { displayName: 'Bea' }, amount: 5, currency: 'EUR' },
  })
})

it('says that the service refuses', async () => {
  const run = await runPlugin(newPlugin({ url: await service(403) }))
  onTestFinished(() => run.stop())
  await expect.poll(() => JSON.stringify(run.logged)).toContain('the service answered 403')
})

contract('new-plugin', async () => ({
  use: newPlugin({ url: await service() }),
  ready: run => expect.poll(() => run.state()).toBe('connected'),
}))
