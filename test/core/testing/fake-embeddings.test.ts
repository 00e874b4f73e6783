import { aboutProvider, definePlugin, Embeddings, event, inOrder } from 'promethean'
import { fakeEmbeddings, runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished } from 'vitest'

const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, part, i) => sum + part * (b[i] ?? 0), 0)

it('texts with words in common are nearer than others', async () => {
  const { vectors } = await fakeEmbeddings().embed(
    ['we lost the boss', 'the boss won', 'tuna'],
    'passage',
  )
  const [lost = Float32Array.of(), won = lost, tuna = lost] = vectors
  expect(dot(lost, won)).toBeGreaterThan(dot(lost, tuna))
  expect(dot(lost, lost)).toBeCloseTo(1)
})

it('a plugin under test uses them, sees their model and copes with their failure', async () => {
  const fake = fakeEmbeddings({ model: 'small', dimensions: 8 })
  const told: unknown[] = []
  const asker = definePlugin({
    name: 'asker',
    needs: { embeddings: Embeddings },
    setup: ({ on, ports }) =>
      on('title.wanted').pipe(
        inOrder(async () => {
          told.push(aboutProvider(Embeddings, ports.embeddings))
          const answer = await ports.embeddings.embed(['', 'hello'], 'query').catch(String)
          told.push(
            typeof answer === 'string' ? answer : answer.vectors.map(({ length }) => length),
          )
        }),
      ),
  })
  const run = await runPlugin(asker(), { ports: [fake] })
  onTestFinished(() => run.stop())
  run.emit(event('title.wanted', {}, { key: '1' }))
  await expect.poll(() => told).toEqual([{ model: 'small', dimensions: 8 }, [8, 8]])
  expect(fake.asked).toEqual([{ texts: ['', 'hello'], purpose: 'query' }])
  fake.failure = new Error('away')
  run.emit(event('title.wanted', {}, { key: '2' }))
  await expect.poll(() => told.at(-1)).toBe('Error: away')
})
