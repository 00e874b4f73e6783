import { chroma } from '@promethean/plugins'
import { Forgetting } from 'promethean'
import { fakeEmbeddings, runPlugin } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { loadDriver } from '../../plugins/chroma/driver.ts'
import { line, newFolder } from '../plugins/memory/remembering.ts'
import { hasChroma } from '../support/chroma/packages.ts'
import { startChroma } from '../support/chroma/server.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const NAME = 'stream-fake-64'
const BOSS = 'the boss fight went wrong because of the terrible lag'
const SOUP = 'tomorrow we cook a soup of leeks and potatoes together'

/** The plugin beside a real server, and another program that searches there. */
async function beside(
  embeddings = fakeEmbeddings(),
  settings: { folder?: string; url?: string } = {},
) {
  const server = settings.url === undefined ? await startChroma() : undefined
  if (server !== undefined) onTestFinished(() => server.close())
  const url = settings.url ?? server?.url ?? ''
  const folder = settings.folder ?? newFolder()
  const plugin = chroma({ url, collection: 'stream' })
  const run = await runPlugin(plugin, { ports: [embeddings], folder })
  onTestFinished(() => run.stop())
  const post = async (path: string, body: object) => {
    const init = { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(`${placeOf(url)}${path}`, { ...init, headers: JSON_TYPE })
    return answer.json()
  }
  /** What another agent finds by meaning: the documents, the best first. */
  const found = async (question: string, name = NAME): Promise<readonly string[]> => {
    const { vectors } = await embeddings.embed([question], 'query', AbortSignal.timeout(5_000))
    const { id } = collection.parse(await (await fetch(`${placeOf(url)}/${name}`)).json())
    const query_embeddings = vectors.map(vector => [...vector])
    const answer = await post(`/${id}/query`, { query_embeddings, n_results: 50 })
    return nearest.parse(answer).documents[0]
  }
  const reason = async () => (await run.status()).plugins.find(({ id }) => id === 'chroma')?.reason
  return { run, server, folder, url, found, reason }
}

const collection = z.object({ id: z.string() })
const nearest = z.object({ documents: z.tuple([z.array(z.string())]) })
const JSON_TYPE = { 'content-type': 'application/json' }

function placeOf(url: string): string {
  return `${url}/api/v2/tenants/default_tenant/databases/default_database/collections`
}

describe.runIf(wantsPeers && hasChroma())("Chroma's own server", () => {
  it('finds what was said by what it means, also after it was restarted, and not what was forgotten', async () => {
    const { run, server, found, reason } = await beside()
    if (server === undefined) throw new Error('unreachable: it was started here')
    run.emit(line(BOSS))
    await vi.waitFor(async () => expect(await found('lag boss fight')).toEqual([BOSS]))
    await server.stop()
    run.emit(line(SOUP))
    await vi.waitFor(async () => expect(await reason()).toContain('it cannot be reached'))
    await server.start()
    await vi.waitFor(async () => expect(await found('a soup of potatoes')).toEqual([SOUP, BOSS]))
    server.freeze()
    for (let n = 0; n < 8; n++) run.emit(line(`word${n}`))
    await run.flush()
    server.thaw()
    const moment = [BOSS, SOUP, ...Array.from({ length: 8 }, (_, n) => `word${n}`)].join('\n')
    await vi.waitFor(async () => expect(await found('word3 word7')).toContain(moment))
    const [hers = ''] = run.events.map(({ id }) => id)
    const forgotten = await run.port(Forgetting).forget(
      {
        ...{ platform: 'twitch', user: '2', names: ['bob'], dry: false },
        ids: async function* () {
          yield [hers]
        },
      },
      AbortSignal.timeout(20_000),
    )
    expect(forgotten).toEqual({ removed: 1, cleaned: 1, unreached: [] })
    const rest = moment.slice(BOSS.length + 1)
    await vi.waitFor(async () =>
      expect((await found('soup')).toSorted()).toEqual([SOUP, rest].toSorted()),
    )
  })

  it('keeps the vectors of two models apart', async () => {
    const first = await beside()
    first.run.emit(line(BOSS))
    await vi.waitFor(async () => expect(await first.found('boss')).toEqual([BOSS]))
    await first.run.stop()
    const other = fakeEmbeddings({ model: 'other', dimensions: 32 })
    const second = await beside(other, { folder: first.folder, url: first.url })
    await vi.waitFor(async () =>
      expect(await second.found('boss', 'stream-other-32')).toEqual([BOSS]),
    )
    const place = { tenant: 'default_tenant', database: 'default_database' }
    const Client = await loadDriver()
    const { hostname, port } = new URL(first.url)
    const more = { ssl: false, headers: {}, fetchOptions: {} }
    const client = new Client({ host: hostname, port: Number(port), ...place, ...more })
    await vi.waitFor(() => expect(client.getCollection({ name: NAME })).rejects.toThrow())
  })
})
