import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Embeddings, Forgetting } from 'promethean'
import { fakeEmbeddings, fakePort } from 'promethean/testing'
import { expect, it, vi } from 'vitest'
import { remembering } from './remembering.ts'

const HERS = 'xylotheque and quockerwodger, which nobody else ever says in here'

/** Forgets these events. */
function forgetting(ids: readonly string[], dry = false) {
  return {
    ...{ platform: 'twitch', user: '2', names: ['bob'], dry },
    ids: async function* () {
      yield ids
    },
  }
}

it('what is to be forgotten is found no more, and what was said around it still is', async () => {
  const { run, folder, finds, found, say } = await remembering()
  const [first, hers, last] = await say(['the lag is killing us', HERS, 'we wiped again'])
  await finds(HERS, { ids: [hers ?? ''] })
  const { forget } = run.port(Forgetting)
  const signal = AbortSignal.timeout(20_000)
  expect(await forget(forgetting([], true), signal)).toEqual({ removed: 0, cleaned: 0 })
  expect(await forget(forgetting([hers ?? '']), signal)).toEqual({ removed: 1, cleaned: 1 })
  await expect.poll(async () => (await found(HERS)).flatMap(({ ids }) => ids)).not.toContain(hers)
  // The moment that is open goes on.
  const [later] = await say(['and once more'])
  await say(Array.from({ length: 8 }, (_, n) => `line ${n}`))
  await expect
    .poll(async () => (await found('the lag is killing us'))[0]?.ids.slice(0, 3))
    .toEqual([first, last, later])
  const at = join(folder, '.promethean')
  const files = readdirSync(at).filter(name => name.startsWith('memory.db'))
  for (const file of files)
    expect(readFileSync(join(at, file), 'latin1')).not.toMatch(/otheque|ockerwodger/)
  expect(await forget(forgetting([hers ?? '']), signal)).toEqual({ removed: 0, cleaned: 0 })
})

it('a moment that was all theirs goes as a whole', async () => {
  const { run, finds, found, say } = await remembering()
  const ids = await say(Array.from({ length: 10 }, (_, n) => `the same old story, part ${n}`))
  await finds('the same old story', { ids })
  const signal = AbortSignal.timeout(20_000)
  expect(await run.port(Forgetting).forget(forgetting(ids), signal)).toEqual({
    removed: 1,
    cleaned: 0,
  })
  expect(await found('the same old story')).toEqual([])
  const [next] = await say(['a new story, which is as long as a passage of its own'])
  await finds('a new story', { ids: [next ?? ''] })
})

it('a vector of what was forgotten while the model read it is kept for nothing that is said later', async () => {
  const fake = fakeEmbeddings()
  let answer = (): void => undefined
  const read = vi.fn()
  const embed: typeof fake.embed = async (texts, purpose, signal) => {
    if (texts.includes(HERS)) {
      read()
      await new Promise<void>(resolve => {
        answer = resolve
      })
    }
    return fake.embed(texts, purpose, signal)
  }
  const slow = Object.assign(
    fakeEmbeddings(),
    fakePort(Embeddings, { model: 'fake', dimensions: 64, embed }),
  )
  const { run, say, finds, nearest } = await remembering({ embeddings: slow })
  const [hers = ''] = await say([HERS])
  await vi.waitFor(() => expect(read).toHaveBeenCalled())
  const { forget } = run.port(Forgetting)
  await forget(forgetting([hers]), AbortSignal.timeout(20_000))
  const text = 'a line by somebody else, which is long enough to be a passage'
  const [other = ''] = await say([text])
  // It is in the index, and waits for its vector.
  await vi.waitFor(async () => expect((await nearest(text)).completeUntil).toBeDefined())
  answer()
  const { similarity } = await finds(text, { ids: [other] })
  expect(similarity).toBeGreaterThan(0.9)
})
