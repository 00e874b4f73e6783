import { chroma } from '@promethean/plugins'
import { EmbeddingsFailure, Forgetting } from 'promethean'
import { describe, expect, it, vi } from 'vitest'
import type { FakeChroma } from '../../support/chroma/fake.ts'
import { delivering, fakeServer, NAME, titled } from './delivering.ts'

const OTHER = 'another-fake-64'

/** Two titles in a collection, and what may follow. */
async function written() {
  const { run, server, logged, holds, embeddings } = await delivering()
  run.emit(titled('hers'))
  const hers = (await run.next('title.changed')).id
  run.emit(titled('mine'))
  const mine = (await run.next('title.changed')).id
  await holds([hers, mine])
  const holdsIn = (one: FakeChroma, name: string, wanted: readonly string[]) =>
    vi.waitFor(() => {
      const ids = one.collections.records(name).map(({ id }) => id)
      expect(ids).toEqual([...wanted].sort())
    })
  /** Forgets an event. */
  const forget = (id: string) =>
    run.port(Forgetting).forget(
      {
        ...{ platform: 'twitch', user: '2', names: ['bob'], dry: false },
        ids: async function* () {
          yield [id]
        },
      },
      AbortSignal.timeout(60_000),
    )
  return { run, server, logged, holdsIn, forget, hers, mine, embeddings }
}

describe('with another url', () => {
  it('everything is sent there, and nothing is said to be deleted', async () => {
    const { run, server, logged, holdsIn, hers, mine } = await written()
    const second = await fakeServer()
    await run.restart(chroma({ url: second.url }))
    await holdsIn(second, NAME, [hers, mine])
    expect(logged().join()).not.toMatch(/deleted|lacks/)
    expect(server.collections.records(NAME)).toHaveLength(2)
  })

  it('forget names what is left at the old one until it is deleted there; the token goes nowhere else', async () => {
    const { run, server, holdsIn, forget, hers, mine } = await written()
    const second = await fakeServer()
    await run.restart(chroma({ url: second.url, token: 'secret-token-123' }))
    await holdsIn(second, NAME, [hers, mine])
    const tokens: unknown[] = []
    server.before = (_kind, _body, headers) => {
      tokens.push(headers.authorization, headers['x-chroma-token'])
    }
    const { host } = new URL(server.url)
    const unreached = [
      `the collection ${NAME} of tenant default_tenant, database default_database, in Chroma at ${host}, which an earlier config wrote; delete it there`,
    ]
    expect(await forget(hers)).toEqual({ removed: 1, cleaned: 0, unreached })
    await holdsIn(second, NAME, [mine])
    expect(new Set(tokens)).toEqual(new Set([undefined]))
    await server.stop()
    expect(await forget(hers)).toEqual({ removed: 0, cleaned: 0, unreached })
    await server.start()
    server.collections.all.clear()
    expect(await forget(hers)).toEqual({ removed: 0, cleaned: 0, unreached: [] })
  })

  it('and then the old one again: what was forgotten meanwhile leaves it, and that is said', async () => {
    const { run, server, logged, holdsIn, forget, hers, mine } = await written()
    const second = await fakeServer()
    await run.restart(chroma({ url: second.url }))
    await holdsIn(second, NAME, [hers, mine])
    await forget(hers)
    await run.restart(chroma({ url: server.url }))
    await holdsIn(server, NAME, [mine])
    expect(logged()).toContain(
      `the collection ${NAME} was written by an earlier config: it is deleted and built again`,
    )
  })
})

it('with the same server under another name, forget names nothing: what is there is reached', async () => {
  const { run, server, holdsIn, forget, hers, mine } = await written()
  const url = server.url.replace('127.0.0.1', 'localhost')
  expect(url).not.toBe(server.url)
  await run.restart(chroma({ url }))
  await holdsIn(server, NAME, [hers, mine])
  expect(await forget(hers)).toEqual({ removed: 1, cleaned: 0, unreached: [] })
  await holdsIn(server, NAME, [mine])
})

it('back at the first server while the model is away, forget reaches what is there', async () => {
  const { run, server, holdsIn, forget, hers, mine, embeddings } = await written()
  const second = await fakeServer()
  await run.restart(chroma({ url: second.url }))
  await holdsIn(second, NAME, [hers, mine])
  embeddings.failure = new EmbeddingsFailure('away', 'it is away')
  await run.restart(chroma({ url: server.url }))
  expect(await forget(hers)).toMatchObject({ removed: 1 })
  await holdsIn(server, NAME, [mine])
})

describe('with another collection', () => {
  it('everything is sent there, and forget reaches both', async () => {
    const { run, server, logged, holdsIn, forget, hers, mine } = await written()
    await run.restart(chroma({ url: server.url, collection: 'another' }))
    await holdsIn(server, OTHER, [hers, mine])
    await holdsIn(server, NAME, [hers, mine])
    expect(await forget(hers)).toEqual({ removed: 1, cleaned: 0, unreached: [] })
    await holdsIn(server, OTHER, [mine])
    await holdsIn(server, NAME, [mine])
    expect(logged().join()).not.toMatch(/deleted|lacks/)
  })

  it('the old one is left alone once it is of somebody else', async () => {
    const { run, server, holdsIn, forget, hers, mine } = await written()
    await run.restart(chroma({ url: server.url, collection: 'another' }))
    await holdsIn(server, OTHER, [hers, mine])
    for (const { id, name } of [...server.collections.all.values()])
      if (name === NAME) server.collections.all.delete(id)
    const record = { id: hers, vector: new Float32Array(64), document: 'theirs', metadata: {} }
    const records = new Map([[hers, record]])
    server.collections.all.set('x', { id: 'x', name: NAME, metadata: {}, records })
    await forget(hers)
    await holdsIn(server, OTHER, [mine])
    expect(records.size).toBe(1)
  })
})
