#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for the rest can still say so.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 20 || (major === 20 && minor >= 12)) {
  const { main } = await import('./main.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  console.error(
    `create-promethean cannot run on Node ${process.versions.node}: it needs 20.12 or newer; install a newer Node from https://nodejs.org`,
  )
  process.exitCode = 1
}
