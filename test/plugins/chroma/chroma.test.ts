import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chroma } from '@promethean/plugins'
import { contract, fakeEmbeddings } from 'promethean/testing'
import { afterAll, expect, it } from 'vitest'
import { startFakeChroma } from '../../support/chroma/fake.ts'
import { delivering, LONG, NAME } from './delivering.ts'

const opened: (() => unknown)[] = []
afterAll(async () => {
  for (const close of opened) await close()
})

contract('chroma', async () => {
  const server = await startFakeChroma()
  const folder = mkdtempSync(join(tmpdir(), 'chroma-'))
  opened.push(server.close, () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return {
    use: chroma({ url: server.url }),
    other: chroma({ url: server.url, tests: true }),
    ports: [fakeEmbeddings()],
    folder,
  }
})

it('a line of more than 40 characters comes with its text, its vector and where it was said', async () => {
  const { say, holds, server } = await delivering()
  const [id = ''] = await say([LONG])
  await holds([id])
  const [record] = server.collections.records(NAME)
  expect(record).toMatchObject({
    document: LONG,
    metadata: {
      ...{ place: 'chat', moment: false, platform: 'twitch', channel: 'ann' },
      events: JSON.stringify([id]),
    },
  })
  expect(record?.vector).toHaveLength(64)
})
