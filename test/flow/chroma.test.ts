import { expect, it, onTestFinished, vi } from 'vitest'
import { type FakeChroma, startFakeChroma } from '../support/chroma/fake.ts'
import { configOf } from './own-plugins.ts'
import { command, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()
const LINES = 1_500
const LONG = 'a line of more than forty characters, which is a passage by itself: number'
const KILLS = 3
const NAME = 'stream-lengths-2'

// A text's vector says how long it is.
const model = `
import { definePlugin, Embeddings, unitVectors } from 'promethean'

export default definePlugin({
  name: 'model',
  provides: [Embeddings],
  setup: ({ provide }) => {
    const about = { model: 'lengths', dimensions: 2 }
    provide(Embeddings, {
      ...about,
      embed: async texts => ({
        ...about,
        vectors: unitVectors(texts.map(text => [1, text.length]), { ...about, count: texts.length }),
      }),
    })
  },
})
`

async function fake(): Promise<FakeChroma> {
  const server = await startFakeChroma()
  onTestFinished(() => server.close())
  return server
}

function made(server: FakeChroma, uses: readonly string[]) {
  const own = ['model()', `chroma({ url: '${server.url}', collection: 'stream' })`, ...uses]
  const imports = `import { chroma } from '@promethean/plugins'\nimport model from './model.ts'`
  return project({ 'model.ts': model, 'promethean.config.ts': configOf(own, '', imports) })
}

/** The ids of the events of all moments, in order. */
function idsIn(server: FakeChroma): readonly string[] {
  return server.collections
    .records(NAME)
    .filter(({ metadata }) => metadata.moment === true)
    .flatMap(({ metadata }): string[] => JSON.parse(String(metadata.events)))
    .sort()
}

it('killed again and again in the middle, and the server too: each line is in one moment, and none is missing', async () => {
  const server = await fake()
  const stage = made(server, [`ticker({ count: ${LINES}, rate: 100000, text: '${LONG}' })`])
  const wanted = Array.from({ length: LINES }, (_, n) => `twitch:chat.message:a-${n}`).sort()
  for (let kill = 0; kill < KILLS; kill++) {
    const sent = server.requests.length
    const run = await start(stage)
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(sent + 5))
    await Promise.all([run.kill(), server.stop()])
    await server.start()
  }
  const run = await start(stage)
  await expect.poll(() => idsIn(server), { timeout: 60_000 }).toEqual(wanted)
  expect((await command(stage, 'rewind', 'chroma', '--beginning')).exitCode).toBe(0)
  expect(await run.stop()).toBe(0)
  const again = await start(stage)
  await statusWhere(stage, ({ consumers }) => Object(Object(consumers).chroma).lag === 0)
  await expect.poll(() => idsIn(server)).toEqual(wanted)
  expect(await again.stop()).toBe(0)
})

it('forget names Chroma while it is away; then all of hers leaves, and nothing brings it back', async () => {
  const server = await fake()
  const stage = made(server, [
    `ticker({ count: 15, run: 'a', user: 'bea', text: 'hers' })`,
    `ticker({ count: 15, run: 'b', user: 'tom', text: 'his' }, { id: 'second' })`,
  ])
  const run = await start(stage)
  await expect.poll(() => idsIn(server).length, { timeout: 60_000 }).toBe(30)
  const ofUser = (letter: string) => idsIn(server).filter(id => id.includes(`:${letter}-`)).length
  await server.stop()
  const first = await command(stage, 'forget', 'bea', '--yes')
  expect(first.text).toMatch(/Chroma at 127\.0\.0\.1:\d+: .*it cannot be reached.*run it again/)
  expect(first.exitCode).toBe(1)
  expect(ofUser('a')).toBe(15)
  await server.start()
  const again = await command(stage, 'forget', 'bea', '--platform', 'twitch', '--yes')
  expect(again.exitCode).toBe(0)
  expect(JSON.stringify(server.collections.records(NAME))).not.toContain('hers')
  await expect.poll(() => ofUser('b'), { timeout: 60_000 }).toBe(15)
  expect(await run.stop()).toBe(0)
  // The source tells the same lines again, and the journal is read again.
  const second = await start(stage)
  await statusWhere(stage, ({ seen }) => seen === 30)
  expect((await command(stage, 'rewind', 'chroma', '--beginning')).exitCode).toBe(0)
  expect(await second.stop()).toBe(0)
  const third = await start(stage)
  await statusWhere(stage, ({ consumers }) => Object(Object(consumers).chroma).lag === 0)
  await expect.poll(() => [ofUser('a'), ofUser('b')]).toEqual([0, 15])
  expect(await third.stop()).toBe(0)
})
