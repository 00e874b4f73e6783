import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { NODE_FLAGS } from './support/process/node.ts'

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/**/*.test.ts'],
    // Core and plugins load as Node loads them, so that a test and the config it reloads share one core.
    server: { deps: { external: [/\/(core|plugins|config)\/.*\.ts$/] } },
    // Most tests wait for processes and sockets: two at a time also where there are only two cores.
    execArgv: [...NODE_FLAGS],
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
