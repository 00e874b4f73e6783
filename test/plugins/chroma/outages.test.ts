import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Forgetting } from 'promethean'
import { fakeEmbeddings } from 'promethean/testing'
import { describe, expect, it, vi } from 'vitest'
import { Fault } from '../../support/chroma/fake-collections.ts'
import { fastTime } from '../../support/fast-time.ts'
import { newFolder } from '../memory/remembering.ts'
import { delivering, fakeServer, LONG, NAME, titled } from './delivering.ts'

// Taken before it is faked.
const { setTimeout: realTimeout } = globalThis

fastTime()

const address = (url: string) => new URL(url).host
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `${LONG} number${from + n}`)
/** The ids of the records of so many long lines. */
const recordsOf = (ids: readonly string[]) => [
  ...ids,
  ...ids.filter((_, at) => at % 10 === 0).map(id => `moment:${id}`),
]

describe('a server that is away', () => {
  it('holds up nothing and costs nothing; how many wait and why is shown, and all come in the end', async () => {
    const server = await fakeServer()
    await server.stop()
    const embeddings = fakeEmbeddings()
    const { say, holds, reason } = await delivering({ server, embeddings })
    const ids = await say(lines(0, 30))
    await vi.waitFor(async () =>
      expect(await reason()).toBe(
        `33 passages wait for Chroma: cannot use Chroma at ${address(server.url)}: it cannot be reached; start the server or correct url; everything waits until it answers`,
      ),
    )
    expect(embeddings.asked.flatMap(({ texts }) => texts)).not.toContain(`${LONG} number0`)
    await server.start()
    await holds(recordsOf(ids))
    await vi.waitFor(async () => expect(await reason()).toBeUndefined())
  })

  it('for an hour: all the time it is said how much waits, and at the end everything comes, once', async () => {
    const server = await fakeServer()
    const embeddings = fakeEmbeddings()
    const { run, holds, reason } = await delivering({ server, embeddings })
    run.emit(titled('before it'))
    const titles = () =>
      run.events.filter(({ type }) => type === 'title.changed').map(({ id }) => id)
    await vi.waitFor(() => expect(titles()).toHaveLength(1))
    await holds(titles())
    await server.stop()
    for (let minute = 1; minute <= 60; minute++) {
      run.emit(titled(`minute ${minute}`))
      for (let second = 0; second < 60; second++) {
        vi.advanceTimersByTime(1_000)
        await new Promise(resolve => realTimeout(resolve, 1))
      }
      const told = await reason()
      // The first try of all may still be under way.
      if (minute > 2) expect(told).toMatch(/^\d+ passages wait for Chroma: .*cannot be reached/)
    }
    expect(embeddings.asked.flatMap(({ texts }) => texts)).not.toContain('minute 30')
    await server.start()
    const sent = server.requests.length
    expect(titles()).toHaveLength(61)
    await holds(titles())
    await vi.waitFor(async () => expect(await reason()).toBeUndefined())
    const upserts = server.requests.slice(sent).filter(one => one === 'POST upsert')
    expect(upserts).toHaveLength(2)
  })

  it('frozen: given up after 20 s, said, and everything comes once it goes on', async () => {
    const { say, holds, reason, server } = await delivering()
    const first = await say(lines(0, 10))
    await holds(recordsOf(first))
    server.freeze()
    const ids = await say(lines(10, 20))
    await vi.waitFor(async () =>
      expect(await reason()).toContain(
        `cannot use Chroma at ${address(server.url)}: it did not answer within 20 s; restart it; everything waits until it answers`,
      ),
    )
    server.thaw()
    await holds(recordsOf([...first, ...ids]))
  })

  it.each(['before', 'after'] as const)(
    'cut %s a write was carried out: sent again, and nothing comes twice',
    async when => {
      const { say, holds, server, logged, reason } = await delivering()
      server.cut('upsert', when)
      const ids = await say(lines(0, 10))
      await holds(recordsOf(ids))
      const sent = () => server.requests.filter(one => one === 'POST upsert').length
      await vi.waitFor(async () => {
        expect(sent()).toBeGreaterThan(1)
        expect(await reason()).toBeUndefined()
      })
      await holds(recordsOf(ids))
      expect(logged().filter(one => one.includes('built again'))).toEqual([])
    },
  )

  it('restarted in the middle: nothing is missing, and nothing comes twice', async () => {
    const { say, holds, server } = await delivering()
    const ids = await say(lines(0, 15))
    await server.stop()
    ids.push(...(await say(lines(15, 30))))
    await server.start()
    await holds(recordsOf(ids))
  })

  it('an error of its own is shown', async () => {
    const server = await fakeServer()
    server.before = () => {
      throw new Fault(500, 'the disk is full')
    }
    const { say, reason } = await delivering({ server })
    await say([LONG])
    await vi.waitFor(async () =>
      expect(await reason()).toMatch(/the disk is full; look at its log$/),
    )
  })
})

describe('a server that lost something', () => {
  it('records: what it lacks is noticed after the outage, and sent again', async () => {
    const { say, holds, server, logged } = await delivering()
    const ids = await say(lines(0, 10))
    await holds(recordsOf(ids))
    for (const { records } of server.collections.all.values()) records.delete(ids[3] ?? '')
    server.cut('upsert', 'before')
    ids.push(...(await say(lines(10, 20))))
    await holds(recordsOf(ids))
    expect(logged()).toContain(`the collection ${NAME} lacks 1 record and is built again`)
  })

  it('the collection, in the middle: it is built again', async () => {
    const { say, holds, server, logged } = await delivering()
    const ids = await say(lines(0, 10))
    await holds(recordsOf(ids))
    server.collections.all.clear()
    ids.push(...(await say(lines(10, 20))))
    await holds(recordsOf(ids))
    expect(logged()).toContain(`the collection ${NAME} was deleted and is built again`)
  })

  it('the collection, while nothing runs: it is built again at the start, though nothing is said', async () => {
    const { run, folder, say, holds, server } = await delivering()
    const ids = await say(lines(0, 10))
    await holds(recordsOf(ids))
    await run.stop()
    server.collections.all.clear()
    const again = await delivering({ server, folder })
    await again.holds(recordsOf(ids))
  })

  it('the collection is deleted while it is written to: that is said, too', async () => {
    const { say, holds, server, reason } = await delivering()
    const ids = await say(lines(0, 10))
    await holds(recordsOf(ids))
    server.before = kind => {
      if (kind === 'find') throw new Fault(500, 'not now')
    }
    server.collections.all.clear()
    server.cut('find', 'before')
    let said = ''
    ids.push(...(await say(lines(10, 20))))
    await vi.waitFor(async () => {
      said += await reason()
      expect(said).toContain(
        `cannot write to the collection ${NAME} of Chroma at ${address(server.url)}: it has just been deleted; nothing needs to be done: it is created again`,
      )
    })
    server.before = undefined
    await holds(recordsOf(ids))
  })
})

it('a record that the server refuses does not hold up the others', async () => {
  const server = await fakeServer()
  server.before = (kind, body) => {
    if (kind === 'upsert' && JSON.stringify(body).includes('poison'))
      throw new Fault(400, 'not this one')
  }
  const { say, holds, reason } = await delivering({ server })
  const [, second = ''] = await say([`${LONG} poison`, LONG])
  await holds([second])
  await vi.waitFor(async () =>
    expect(await reason()).toMatch(/refused what was sent: .*not this one/),
  )
})

it('a record that was refused for good is sent again when the collection is built again', async () => {
  const server = await fakeServer()
  let refused = 0
  server.before = (kind, body) => {
    if (kind !== 'upsert' || !JSON.stringify(body).includes('poison')) return
    refused += 1
    throw new Fault(400, 'not this one')
  }
  const { run, holds, reason } = await delivering({ server })
  run.emit(titled('poison'))
  await vi.waitFor(async () => {
    expect(refused).toBe(5)
    expect(await reason()).toBeUndefined()
  })
  server.before = undefined
  server.collections.all.clear()
  run.emit(titled('after it'))
  const titles = () => run.events.filter(({ type }) => type === 'title.changed')
  await vi.waitFor(() => expect(titles()).toHaveLength(2))
  await holds(titles().map(({ id }) => id))
})

it('a collection that somebody else made is left alone until it is gone', async () => {
  const server = await fakeServer()
  const own = { id: 'x', name: NAME, metadata: {}, records: new Map() }
  server.collections.all.set('x', own)
  const { say, holds, reason } = await delivering({ server })
  const [id = ''] = await say([LONG])
  await vi.waitFor(async () =>
    expect(await reason()).toContain(
      `cannot write to the collection ${NAME} of Chroma at ${address(server.url)}: another Promethean or another program made it; choose another name with the option collection, or delete it there`,
    ),
  )
  expect(own.records.size).toBe(0)
  server.collections.all.clear()
  await holds([id])
})

it('a tenant or database that is not there is named', async () => {
  const { say, reason } = await delivering({ options: { tenant: 'other' } })
  await say([LONG])
  await vi.waitFor(async () =>
    expect(await reason()).toMatch(
      /cannot make a collection in Chroma at .*: it does not know this tenant or database; create them there, or correct the options tenant and database$/,
    ),
  )
})

it('a token that is refused is said and never shown; the right one is sent', async () => {
  const server = await fakeServer()
  server.token = 'right-token-123'
  const first = await delivering({ server, options: { token: 'wrong-token-456' } })
  await first.say([LONG])
  await vi.waitFor(async () =>
    expect(await first.reason()).toMatch(/it rejects the token; correct the option token$/),
  )
  expect(JSON.stringify([await first.run.status(), first.run.logged])).not.toContain('wrong-token')
  await first.run.stop()
  const second = await delivering({ server, options: { token: 'right-token-123' } })
  const [id = ''] = await second.say([LONG])
  await second.holds([id])
})

describe('the file', () => {
  it('lost: said; the collection is made anew, and a rewind brings the same records', async () => {
    const { run, say, holds, logged, folder } = await delivering()
    const ids = await say(lines(0, 20))
    await holds(recordsOf(ids))
    for (const side of ['', '-wal', '-shm'])
      rmSync(join(folder, '.promethean', `chroma.db${side}`), { force: true })
    await run.restart()
    run.emit(titled('after it'))
    await vi.waitFor(() => {
      expect(logged()).toContain(
        'chroma.db was missing and has been begun anew; what was said before is missing from Chroma until you run promethean rewind chroma --beginning',
      )
      expect(logged()).toContain(
        `the collection ${NAME} belonged to the index that was lost: it is deleted and built again`,
      )
    })
    const title = run.events.find(({ type }) => type === 'title.changed')?.id ?? ''
    await holds([title])
    await run.journal.rewind('chroma', 0)
    await run.restart()
    await holds([...recordsOf(ids), title])
  })

  it('damaged while it is open: the collection is made anew, and forgetting reaches it', async () => {
    const { run, say, holds, logged, folder, server } = await delivering()
    const [before = ''] = await say([LONG])
    await holds([before])
    const file = join(folder, '.promethean', 'chroma.db')
    const other = new DatabaseSync(file)
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    other.close()
    writeFileSync(file, Buffer.alloc(400_000, 7))
    await vi.waitFor(() => {
      // SQLite may have in memory all that the first of them needs.
      run.emit(titled('after it'))
      expect(logged()).toContain(
        `the collection ${NAME} belonged to the index that was lost: it is deleted and built again`,
      )
    })
    run.emit(titled('the last'))
    const titles = () =>
      run.events.filter(({ type }) => type === 'title.changed').map(({ id }) => id)
    const held = () => server.collections.records(NAME).map(({ id }) => id)
    await vi.waitFor(() => expect(held()).toContain(titles().at(-1)))
    expect(held()).not.toContain(before)
    const ids = async function* () {
      yield titles()
    }
    const request = { platform: 'twitch', user: '2', names: ['bob'], dry: false, ids }
    await run.port(Forgetting).forget(request, AbortSignal.timeout(20_000))
    await holds([])
  })

  it('rewound twice to the beginning: nothing comes twice', async () => {
    const { run, say, holds } = await delivering()
    const ids = await say(lines(0, 25))
    await vi.waitFor(() => run.flush())
    const titles: string[] = []
    for (let turn = 0; turn < 2; turn++) {
      await run.journal.rewind('chroma', 0)
      await run.restart()
      run.emit(titled(`turn ${turn}`))
      const ended = () =>
        run.events.filter(({ type }) => type === 'title.changed').map(({ id }) => id)
      await vi.waitFor(() => expect(ended()).toHaveLength(turn + 1))
      titles.push(ended().at(-1) ?? '')
      await holds([...recordsOf(ids), ...titles])
    }
  })

  it('used by another one: refused', async () => {
    const { folder, server } = await delivering()
    const other = await delivering({ folder, server })
    expect(other.run.state()).toBe('failed')
    expect(other.logged().join()).toContain(
      'another Promethean, or another use of chroma in this config, is using it',
    )
  })
})

it('without a model, the status says what to add', async () => {
  const { say, reason } = await delivering({ options: { model: 'another' } })
  await say([LONG])
  await vi.waitFor(async () =>
    expect(await reason()).toBe(
      'cannot embed what was said: no plugin called another provides Embeddings; correct the option model, or add localEmbeddings() or languageModel({ embeddings: ... })',
    ),
  )
})

describe('another model', () => {
  it('another dimension: a collection of its own is filled, then the first one goes, said', async () => {
    const folder = newFolder()
    const first = await delivering({ folder })
    const ids = await first.say(lines(0, 20))
    await first.holds(recordsOf(ids))
    await first.run.stop()
    const { server } = first
    const together: string[][] = []
    server.before = kind => {
      if (kind === 'upsert') together.push([...server.collections.names])
    }
    const embeddings = fakeEmbeddings({ model: 'Other/Model:v2', dimensions: 32 })
    const second = await delivering({ folder, server, embeddings })
    const name = 'promethean-other-model-v2-32'
    await second.holds(recordsOf(ids), name)
    await vi.waitFor(() => expect(server.collections.names).toEqual([name]))
    expect(together[0]).toEqual([NAME, name])
    expect(new Set(server.collections.records(name).map(({ vector }) => vector.length))).toEqual(
      new Set([32]),
    )
    expect(second.logged()).toContain(
      `the collection ${NAME} of the model before was deleted: ${name} has everything`,
    )
  })

  it('of the same name and length: it is noticed, and has a collection of its own', async () => {
    const folder = newFolder()
    const first = await delivering({ folder })
    const ids = await first.say(lines(0, 10))
    await first.holds(recordsOf(ids))
    await first.run.stop()
    const embeddings = fakeEmbeddings()
    const { embed } = embeddings
    Object.assign(embeddings, {
      embed: async (...given: Parameters<typeof embed>) => {
        const embedded = await embed(...given)
        return { ...embedded, vectors: embedded.vectors.map(vector => vector.toReversed()) }
      },
    })
    const second = await delivering({ folder, server: first.server, embeddings })
    await second.holds(recordsOf(ids), `${NAME}-2`)
    await vi.waitFor(() => expect(first.server.collections.names).toEqual([`${NAME}-2`]))
  })
})
