import { once } from 'node:events'
import { createServer } from 'node:http'
import { event } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'
import newPlugin from './sink.ts'

const bea = { id: '1', name: 'bea', displayName: 'Bea', roles: [] }
const message = (key: string) =>
  event('chat.message', { messageId: key, text: key, user: bea }, { key, platform: 'twitch' })

/** A service on a free port of this computer that rejects one message. */
async function service() {
  const stored: string[] = []
  const server = createServer(({ url = '' }, answer) => {
    const isBad = url.endsWith('bad')
    if (!isBad) stored.push(decodeURIComponent(url))
    answer.writeHead(isBad ? 400 : 204, { connection: 'close' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return { url, stored }
}

it('parks what the service rejects, and sends the rest', async () => {
  const { url, stored } = await service()
  const run = await runPlugin(newPlugin({ url }))
  onTestFinished(() => run.stop())
  for (const key of ['good', 'bad', 'fine']) run.emit(message(key))
  await expect
    .poll(() => new Set(stored))
    .toEqual(new Set(['/twitch:chat.message:good', '/twitch:chat.message:fine']))
  await expect
    .poll(async () => (await run.journal.parked('new-plugin')).map(({ eventId }) => eventId))
    .toEqual(['twitch:chat.message:bad'])
})

contract('new-plugin', async () => ({ use: newPlugin({ url: (await service()).url }) }))
