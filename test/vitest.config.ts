import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LOADER } from './support/process/node.ts'
import { WaitingFirst } from './support/waiting-first.ts'

// These load configs again and again, run Promethean within them, spy on Node itself or count its sockets: each file has
// a process of its own.
const ALONE = [
  'test/core/bin.test.ts',
  'test/core/config/load/{esbuild,half-saved,load}.test.ts',
  'test/plugins/streamerbot/connection.test.ts',
  'test/docs/{compile,run}.test.ts',
  'test/flow/{acts,cli-npm,kept,program}.test.ts',
]

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    // Core and plugins load as Node loads them, so that a test and the config it reloads share one core.
    server: { deps: { external: [/\/(core|plugins|config)\/.*\.ts$/] } },
    execArgv: [...LOADER],
    // Most tests wait for processes and sockets: two at a time for each core.
    maxWorkers: 2 * availableParallelism(),
    // More tests of one file at once would need more processes, not less time.
    maxConcurrency: 2,
    sequence: { sequencer: WaitingFirst },
    setupFiles: ['test/support/patience.ts', 'test/support/real-time.ts'],
    expect: { poll: { timeout: 30_000, interval: 20 } },
    testTimeout: 60_000,
    // Deadlines of the product run in real time here, and a busy machine may stand still for longer. Vitest names what it ran twice.
    retry: 1,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      {
        extends: true,
        // Loading core takes longer than most of these: one process does it once for many files. What they import is
        // loaded once, too: a hook at the top of such a module would be there for the first file alone.
        test: {
          name: 'together',
          include: ['test/**/*.test.ts', 'create/templates/test/*.test.ts'],
          exclude: ALONE,
          isolate: false,
        },
      },
    ],
  },
})
