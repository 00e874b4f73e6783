import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memory } from '@promethean/plugins'
import { event, MemoryIndex, type MemoryRange } from 'promethean'
import { contract, type FakeEmbeddings, fakeEmbeddings, runPlugin } from 'promethean/testing'
import { afterAll, expect, it, onTestFinished, vi } from 'vitest'

const folders: string[] = []
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

contract('memory', () => ({
  use: memory(),
  other: memory({ tests: true }),
  ports: [fakeEmbeddings()],
  folder: newFolder(),
}))

const bob = { id: '2', name: 'bob', displayName: 'Bob', roles: [] }
let lines = 0
const line = (text: string, where: { platform?: string; channel?: string; test?: true } = {}) =>
  event(
    'chat.message',
    { messageId: `m${++lines}`, text, user: bob },
    { platform: 'twitch', channel: 'ann', ...where },
  )

async function remembering(embeddings: FakeEmbeddings = fakeEmbeddings()) {
  const folder = newFolder()
  const run = await runPlugin(memory(), { ports: [embeddings], folder })
  onTestFinished(() => run.stop())
  const nearest = (text: string, range: Partial<MemoryRange> = {}) =>
    run.port(MemoryIndex).nearest(text, { limit: 5, ...range })
  return { run, nearest, embeddings, folder }
}

it('a line of more than 40 characters is found by what it means', async () => {
  const { run, nearest } = await remembering()
  run.emit(line('short'))
  run.emit(line('the boss fight went wrong because of the terrible lag'))
  const { id } = await run.next('chat.message', ({ data }) => data.text !== 'short')
  await vi.waitFor(async () => {
    const { passages } = await nearest('boss fight lag')
    expect(passages).toEqual([
      expect.objectContaining({ place: 'chat', ids: [id], platform: 'twitch', channel: 'ann' }),
    ])
  })
})
