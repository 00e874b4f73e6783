#!/usr/bin/env node
// Plain JavaScript, so that a Node too old to read TypeScript can still say so.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join } from 'node:path'

// node:sqlite of 22.18 to 22.21 and of 24.0 to 24.9 refuses numbered parameters given by position.
const isEnough = (major, minor) =>
  (major === 22 && minor >= 22) || (major === 24 && minor >= 10) || major > 24
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (isEnough(major, minor)) {
  // Starts a sixth faster from the second time on; if the cache cannot be written, it runs without.
  nodeModule.enableCompileCache?.()
  const { main } = await import('./cli/main.ts')
  await main(process.argv)
} else {
  const newer = packagedNode()
  if (newer === undefined) {
    console.error(
      `promethean cannot run on Node ${process.versions.node}: it needs 22.22 or newer, or 24.10 or newer; install a newer Node, or run it through npm where the project brings one`,
    )
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
