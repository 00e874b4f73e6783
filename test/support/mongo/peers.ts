import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// `npm run test:peers`: the suites that speak to MongoDB, against a server others wrote.
process.env.PROMETHEAN_PEERS = '1'
const root = fileURLToPath(new URL('../../..', import.meta.url))
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const suites = ['test/plugins/mongo', 'test/flow/real-input.test.ts', 'test/flow/faults.test.ts']

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    await showServer()
  } catch (failure) {
    console.error(failure instanceof Error ? failure.message : failure)
    return 1
  }
  return runSuites(suites.filter(suite => existsSync(join(root, suite))))
}

async function showServer(): Promise<void> {
  const { startMongo } = await import('./server.ts')
  const startedAt = performance.now()
  const server = await startMongo()
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  await server.close()
  console.log(`MongoDB for the tests: ${server.name}, ready in ${seconds} s`)
}

async function runSuites(found: readonly string[]): Promise<number> {
  const settings = ['run', '--config', 'test/vitest.config.ts', '--root', '.']
  const child = spawn(process.execPath, [vitest, ...settings, ...found], {
    cwd: root,
    stdio: 'inherit',
  })
  const [code] = await once(child, 'exit')
  return code ?? 1
}
