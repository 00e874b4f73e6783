import { describe, expect, it } from 'vitest'
import * as plugins from '../../plugins/index.ts'
import { LOADER } from '../support/process/node.ts'
import { makeProject, ownProcess } from '../support/process/promethean.ts'

const LOADED = new URL('../support/process/loaded.js', import.meta.url).href
const node = [process.execPath, ...LOADER, '--import', LOADED]

/** The npm packages that a run of this config loads until it is ready. */
async function loadedBy(config: string): Promise<readonly string[]> {
  const project = makeProject({ 'promethean.config.ts': config })
  const run = ownProcess(['run', '--json', '--config', project.file], { node })
  try {
    await run.next('ready')
    await run.stop()
  } finally {
    await run.kill()
    project.remove()
  }
  const said = run.noise.find(line => line.startsWith('loaded: ')) ?? ''
  return said.split(' ').slice(1)
}

const ALONE = `import { definePlugin, defineConfig } from 'promethean'
const quiet = definePlugin({ name: 'quiet', setup: () => undefined })
`

describe('importing a plugin that the config does not use', () => {
  it('loads no package that the runtime does not load itself, whichever plugin it is', async () => {
    const names = Object.keys(plugins).join(', ')
    const alone = await loadedBy(`${ALONE}export default defineConfig({ plugins: [quiet()] })`)
    const beside = await loadedBy(`import { ${names} } from '@promethean/plugins'
${ALONE}export const imported = [${names}]
export default defineConfig({ plugins: [quiet(), simulator(), restreamFilter()] })`)
    expect(alone).toContain('rxjs')
    expect(beside).toEqual(alone)
  })

  it('a used one loads its own', async () => {
    const loaded = await loadedBy(`import { chatBot } from '@promethean/plugins'
import { defineConfig } from 'promethean'
export default defineConfig({ plugins: [chatBot({ timers: [{ every: '1h', say: '<%= it.channel %>' }] })] })`)
    expect(loaded).toContain('eta')
  })
})
