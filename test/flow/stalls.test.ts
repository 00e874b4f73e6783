import { expect, it, vi } from 'vitest'
import { pluginFile, workshop } from './workshop.ts'

// A process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()

const HANGS = `({ defer }) => {
  const timer = setInterval(() => {
    const end = performance.now() + 600
    while (performance.now() < end) {}
  }, 1_200)
  defer(() => clearInterval(timer))
}`

it('whoever holds everything up from a timer is named, by the file the code lies in', async () => {
  const made = project({
    'config/hanging.ts': pluginFile('hanging', HANGS),
    'promethean.config.ts': `
import { defineConfig } from 'promethean'
import hanging from './config/hanging.ts'
export default defineConfig({ plugins: [hanging()] })
`,
  })
  const run = await start(made)
  const said = await run.next('log', ({ plugin }) => plugin === 'hanging')
  expect(said.message).toMatch(
    /^blocked the event loop for \d+ ms; move slow work off the handler$/,
  )
  await run.stop()
})
