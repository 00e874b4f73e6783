import { browser } from './browser.ts'
import { mcp } from './mcp.ts'
import { memory } from './memory.ts'
import { mongo } from './mongo.ts'
import { obs } from './obs.ts'
import { packages } from './packages.ts'
import { registry } from './registry.ts'
import { runPeer } from './suites.ts'
import { windows } from './windows.ts'

// `npm run test:peers -- [name]`: the suites that speak to programs others wrote, against these programs.
const peers = new Map([
  ['browser', browser],
  ['mcp', mcp],
  ['memory', memory],
  ['mongo', mongo],
  ['obs', obs],
  ['packages', packages],
  ['registry', registry],
  ['windows', windows],
])
const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !peers.has(name))
const names = [...peers.keys()]

if (unknown.length > 0) {
  console.error(
    `cannot run the suites of ${unknown.join(', ')}: no peer has this name; name ${names.join(' or ')}, or none for all`,
  )
  process.exitCode = 2
} else {
  for (const [name, peer] of peers) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const code = await runPeer(peer)
    process.exitCode ||= code
  }
}
