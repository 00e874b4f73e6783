import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { expect, it, vi } from 'vitest'
import { loaderOf, project } from '../project.ts'

// What esbuild's own CommonJS calls.
const spawn = vi.spyOn(createRequire(import.meta.url)('node:child_process'), 'spawn')

it('a config is loaded again after the process that compiles it was killed', async () => {
  const here = await project({
    'promethean.config.ts': `import { defineConfig } from 'promethean'
export default defineConfig({ plugins: [], bots: ['one'] })
`,
  })
  const loader = loaderOf(here)
  await loader.load()
  const compiler = spawn.mock.results[0]?.value as ChildProcess
  const gone = once(compiler, 'close')
  compiler.kill('SIGKILL')
  await gone
  await here.write({
    'promethean.config.ts': `import { defineConfig } from 'promethean'
export default defineConfig({ plugins: [], bots: ['two'] })
`,
  })
  expect((await loader.load()).config).toMatchObject({ bots: ['two'] })
})
