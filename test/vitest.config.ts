import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/**/*.test.ts'],
    // Core and plugins load as Node loads them, so that a test and the config it reloads share one core.
    server: { deps: { external: [/\/(core|plugins|config)\/.*\.ts$/] } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
