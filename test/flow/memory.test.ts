import { afterEach, expect, it } from 'vitest'
import {
  makeProject,
  type PrometheanProcess,
  runCommand,
  startPromethean,
  type TestProject,
} from '../support/process/promethean.ts'

const LINES = 1_000
const KILLS = 3

// The lines have keys: after a kill the same ones are told again, and those that were kept are repeats.
const CONFIG = `import { memory } from '@promethean/plugins'
import { defineConfig, definePlugin, Embeddings, event, inOrder, MemoryIndex, unitVectors } from 'promethean'
import { ignoreElements, from } from 'rxjs'

const bob = { id: '2', name: 'bob', displayName: 'Bob', roles: [] }
const lines = Array.from({ length: ${LINES} }, (_, n) =>
  event(
    'chat.message',
    { messageId: 'm' + n, text: 'line ' + n, user: bob },
    { platform: 'twitch', channel: 'ann', key: 'm' + n },
  ),
)
const chat = definePlugin({ name: 'chat', setup: () => from(lines) })
const model = definePlugin({
  name: 'model',
  provides: [Embeddings],
  setup: ({ provide }) =>
    provide(Embeddings, {
      model: 'lengths',
      dimensions: 2,
      embed: async texts => ({
        vectors: unitVectors(texts.map(text => [1, text.length]), { model: 'lengths', count: texts.length, dimensions: 2 }),
        model: 'lengths',
        dimensions: 2,
      }),
    }),
})
const asked = definePlugin({
  name: 'asked',
  needs: { index: MemoryIndex },
  setup: ({ on, ports, log }) =>
    on('title.wanted').pipe(
      inOrder(async () => {
        const { passages, completeUntil } = await ports.index.nearest('line', { limit: 1_000 })
        const ids = passages.flatMap(one => one.ids)
        const state = completeUntil === undefined ? 'complete' : 'incomplete'
        log.warn(state + ': ' + ids.length + ' ids, ' + new Set(ids).size + ' different')
      }),
      ignoreElements(),
    ),
})
export default defineConfig({ plugins: [model(), memory(), asked(), chat()] })
`

let project: TestProject | undefined
let run: PrometheanProcess | undefined
afterEach(async () => {
  await run?.kill()
  project?.remove()
})

it('killed again and again in the middle of the work: each line is in one moment, and none is missing', async () => {
  project = makeProject({ 'promethean.config.ts': CONFIG })
  const args = ['--config', project.file]
  for (let kill = 0; kill < KILLS; kill++) {
    run = await startPromethean(project.file)
    await run.kill()
  }
  run = await startPromethean(project.file)
  const answer = async () => {
    run?.fromNow()
    await runCommand(['fire', 'title.wanted', ...args])
    const line = await run?.next('log', ({ plugin }) => plugin === 'asked')
    return line?.message
  }
  await expect
    .poll(answer, { timeout: 60_000, interval: 200 })
    .toBe(`complete: ${LINES} ids, ${LINES} different`)
  await runCommand(['rewind', 'memory', '--beginning', ...args])
  expect(await run.stop()).toBe(0)
  run = await startPromethean(project.file)
  await expect
    .poll(answer, { timeout: 60_000, interval: 200 })
    .toBe(`complete: ${LINES} ids, ${LINES} different`)
})
