#!/usr/bin/env node
// Plain JavaScript, so that a Node too old to read TypeScript can still say so.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join } from 'node:path'
import { tooOld } from './node-version.js'

const refusal = tooOld(process.versions.node)

if (refusal === undefined) {
  if (process.argv[2] === 'run') (await import('./cli/run/short-pauses.ts')).keepPausesShort()
  // Starts a sixth faster from the second time on; if the cache cannot be written, it runs without. Opened only now: V8
  // refuses what was compiled under other settings, and a run and the other commands would throw out each other's.
  nodeModule.enableCompileCache?.()
  const { main } = await import('./cli/main.ts')
  await main(process.argv)
} else {
  const newer = packagedNode()
  if (newer === undefined) {
    console.error(`${refusal.what}: ${refusal.why}; ${refusal.advice}`)
    process.exitCode = 1
  } else {
    const child = spawn(newer, process.argv.slice(1), { stdio: 'inherit' })
    // A terminal signals both processes; a service manager only this one.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => child.kill(signal))
    child.on('error', failure => {
      console.error(`promethean cannot start ${newer}: ${failure.message}; run npm ci again`)
      process.exitCode = 1
    })
    child.on('close', status => {
      process.exitCode = status ?? 1
    })
  }
}

// npm packages that hold nothing but a Node binary; the project's own package.json lists them.
function packagedNode() {
  const require = nodeModule.createRequire(import.meta.url)
  const arch = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  for (const name of [`node-${arch}`, `node-bin-${arch}`]) {
    try {
      const file = join(dirname(require.resolve(`${name}/package.json`)), 'bin', program)
      if (existsSync(file)) return file
    } catch {
      // Not installed: the next name, or nothing.
    }
  }
  return undefined
}
