import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Forgetting } from 'promethean'
import { expect, it, vi } from 'vitest'
import { delivering, NAME, titled } from './delivering.ts'

const HERS = 'xylotheque and quockerwodger, which nobody else ever says in here'
const signal = AbortSignal.timeout(60_000)

/** Forgets these events. */
function forgetting(ids: readonly string[], dry = false) {
  return {
    ...{ platform: 'twitch', user: '2', names: ['bob'], dry },
    ids: async function* () {
      yield ids
    },
  }
}

/** Ten lines, the first two of which are hers. */
async function withHers() {
  const made = await delivering()
  const others = Array.from({ length: 8 }, (_, n) => `line ${n}`)
  const ids = await made.say([HERS, 'hm', ...others])
  const [hers = '', short = '', third = ''] = ids
  await made.holds([hers, `moment:${hers}`])
  return { ...made, ids, hers, short, third }
}

function textsIn({ server }: Awaited<ReturnType<typeof withHers>>): string {
  return JSON.stringify(server.collections.records(NAME))
}

it('what is to be forgotten leaves Chroma, and the moment around it comes without it', async () => {
  const made = await withHers()
  const { run, holds, hers, short, third, folder } = made
  const { forget } = run.port(Forgetting)
  expect(await forget(forgetting([], true), signal)).toEqual({ removed: 0, cleaned: 0 })
  expect(await forget(forgetting([hers, short]), signal)).toEqual({
    removed: 1,
    cleaned: 1,
    unreached: [],
  })
  expect(textsIn(made)).not.toMatch(/otheque/)
  await holds([`moment:${third}`])
  expect(textsIn(made)).not.toContain(`${hers}\\"`)
  expect(textsIn(made)).toContain(`${third}\\"`)
  const at = join(folder, '.promethean')
  for (const file of readdirSync(at).filter(name => name.startsWith('chroma.db')))
    expect(readFileSync(join(at, file), 'latin1')).not.toMatch(/otheque|ockerwodger/)
  expect(await forget(forgetting([hers, short]), signal)).toEqual({
    removed: 0,
    cleaned: 0,
    unreached: [],
  })
})

it('Chroma is away: that is said, and what is forgotten leaves as soon as it is back', async () => {
  const made = await withHers()
  const { run, holds, hers, third, server, short } = made
  await server.stop()
  const { forget } = run.port(Forgetting)
  await expect(forget(forgetting([hers, short]), signal)).rejects.toThrow(/it cannot be reached/)
  expect(await forget(forgetting([], true), signal)).toEqual({ removed: 2, cleaned: 0 })
  await server.start()
  // Asked again, it has nothing left to forget, and deletes what it owes.
  expect(await forget(forgetting([hers, short]), signal)).toEqual({
    removed: 0,
    cleaned: 0,
    unreached: [],
  })
  expect(textsIn(made)).not.toMatch(/otheque/)
  await holds([`moment:${third}`])
})

it('Chroma is away and nobody asks again: the records leave all the same', async () => {
  const { run, holds, hers, short, third, server } = await withHers()
  await server.stop()
  await expect(run.port(Forgetting).forget(forgetting([hers, short]), signal)).rejects.toThrow()
  await run.restart()
  await server.start()
  await holds([`moment:${third}`])
})

it('forgotten while it is on its way to Chroma: it does not stay there', async () => {
  const { run, server, say } = await delivering()
  const { forget } = run.port(Forgetting)
  const asked: Promise<unknown>[] = []
  server.before = (kind, body) => {
    if (kind !== 'upsert' || asked.length > 0 || !JSON.stringify(body).includes(HERS)) return
    const id = run.events.find(({ type }) => type === 'chat.message')?.id ?? ''
    asked.push(forget(forgetting([id]), signal))
  }
  await say([HERS])
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  await Promise.all(asked)
  expect(server.collections.records(NAME)).toEqual([])
  run.emit(titled('a title that comes after it'))
  await vi.waitFor(() => expect(server.collections.records(NAME)).toHaveLength(1))
  expect(JSON.stringify(server.collections.records(NAME))).not.toContain(HERS)
})
