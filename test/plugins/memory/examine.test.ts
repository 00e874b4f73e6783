import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localEmbeddings } from '@promethean/plugins'
import { EmbeddingsFailure } from 'promethean'
import { fakeEmbeddings } from 'promethean/testing'
import { expect, it, vi } from 'vitest'
import { examine } from '../../../plugins/memory/examine.ts'
import { fileIn, newFolder, remembering } from './remembering.ts'

const LONG = 'the boss fight went wrong because of the terrible lag'

async function examined(folder: string, uses = [localEmbeddings()]) {
  const { signal } = new AbortController()
  return examine({
    ...{ options: { tests: false }, signal, uses },
    folder: join(folder, '.promethean'),
  })
}

it('says that nothing embeds, and that there is no index yet', async () => {
  expect(await examined(newFolder(), [])).toEqual([
    {
      ok: false,
      what: 'cannot search by meaning: no plugin in this config provides Embeddings',
      advice: 'add localEmbeddings() or languageModel({ embeddings: ... })',
    },
    { ok: true, what: 'there is no index yet; the first start creates it' },
  ])
})

it('counts passages, those that wait, and those that the model refuses', async () => {
  const embeddings = fakeEmbeddings()
  embeddings.failure = new EmbeddingsFailure('away', 'it is away')
  const { folder, say, finds } = await remembering({ embeddings })
  const ids = await say(Array.from({ length: 10 }, (_, n) => `word${n}`))
  await vi.waitFor(async () =>
    expect(await examined(folder)).toEqual([
      { ok: true, what: 'the index has 1 passage, none with a vector yet' },
    ]),
  )
  embeddings.failure = undefined
  await finds('word3', { ids })
  expect(await examined(folder)).toEqual([
    { ok: true, what: 'the index has 1 passage; of fake (64 dimensions) all have a vector' },
  ])
  embeddings.failure = new EmbeddingsFailure('away', 'it is away')
  await say([LONG])
  await vi.waitFor(async () =>
    expect(await examined(folder)).toEqual([
      {
        ok: true,
        what: 'the index has 3 passages; of fake (64 dimensions) 1 waits for its vector',
      },
    ]),
  )
})

it('names a damaged file, and what happens with it', async () => {
  const folder = newFolder()
  mkdirSync(join(folder, '.promethean'))
  writeFileSync(fileIn(folder), 'no database at all'.repeat(1_000))
  expect(await examined(folder)).toEqual([
    {
      ok: false,
      what: `the index ${fileIn(folder)} is damaged`,
      advice:
        'it is set aside at the next start; then run promethean rewind memory --beginning to build it again',
    },
  ])
})
