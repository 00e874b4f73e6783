import { chroma, localEmbeddings } from '@promethean/plugins'
import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import { loadDriver } from '../../../plugins/chroma/driver.ts'
import { examine } from '../../../plugins/chroma/examine.ts'
import { chromaOptions } from '../../../plugins/chroma/options.ts'
import { newFolder } from '../memory/remembering.ts'
import { fakeServer } from './delivering.ts'

async function problemsOf(options: Parameters<typeof chroma>[0]) {
  return (await checkConfig({ plugins: [localEmbeddings(), chroma(options)] })).problems
}

describe('check', () => {
  it('names every problem at once', async () => {
    const problems = await problemsOf({ url: 'chroma', collection: '-', token: 'a b', tenant: '' })
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'collection',
      'tenant',
      'token',
      'url',
    ])
    expect(JSON.stringify(problems)).not.toContain('a b')
  })

  it.each([
    ['', 'is no valid address'],
    ['ftp://chroma.example', 'must begin with http:// or https://'],
    ['http://ann:secret@chroma.example', 'holds a user or password; remove them and set token'],
    ['http://chroma.example/api/v2', "has a path, which Chroma's client does not support"],
  ])('says what is wrong with the address %s', async (url, message) => {
    const problems = await problemsOf({ url })
    expect(problems).toEqual([
      { plugin: 'chroma', path: 'url', message: expect.stringContaining(message) },
    ])
    expect(JSON.stringify(problems)).not.toContain('secret')
  })
})

describe('doctor', () => {
  const examined = (url: string, uses = [localEmbeddings()]) =>
    examine({
      ...{ options: chromaOptions.parse({ url }), uses, folder: newFolder() },
      signal: new AbortController().signal,
    })

  it('says which server answers', async () => {
    const { url } = await fakeServer()
    expect(await examined(url)).toEqual([
      {
        ok: true,
        what: expect.stringMatching(/^Chroma 1\.0\.0 at 127\.0\.0\.1:\d+ answers in \d+ ms$/),
      },
    ])
  })

  it('says that none does, and that nothing embeds', async () => {
    const server = await fakeServer()
    await server.stop()
    expect(await examined(server.url, [])).toEqual([
      {
        ok: false,
        what: 'cannot embed what was said: no plugin in this config provides Embeddings',
        advice: 'add localEmbeddings() or languageModel({ embeddings: ... })',
      },
      { ok: false, what: expect.stringContaining('it cannot be reached; start the server') },
    ])
  })
})

describe('the npm package', () => {
  it('missing: named with its install command', async () => {
    await expect(loadDriver('chromadb-of-nobody')).rejects.toThrow(
      'cannot use Chroma: not installed: chromadb; run npm i chromadb',
    )
  })

  it('broken, or another one of that name: said', async () => {
    await expect(loadDriver('zod')).rejects.toThrow('cannot load the package chromadb')
  })
})
