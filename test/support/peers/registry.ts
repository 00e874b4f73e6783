import { startRegistry } from '../registry/registry.ts'
import { prepareTools } from '../registry/tools.ts'
import { type Peer, Skipped } from './suites.ts'

/** A registry of npm, and users who have Node and npm and nothing else. */
export const registry: Peer = {
  name: 'the registry',
  suites: ['test/registry'],
  prepare: async () => {
    if (process.platform === 'win32') {
      throw new Skipped(
        'SKIPPED: the tests against a registry; they make a PATH of links, which Windows allows to few',
      )
    }
    const told = await prepareTools()
    const started = await startRegistry()
    await started.requireOthers().finally(started.close)
    return told
  },
}
