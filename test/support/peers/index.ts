import { mongo } from './mongo.ts'
import { obs } from './obs.ts'
import { runPeer } from './suites.ts'

// `npm run test:peers [name]`: the suites that speak to programs others wrote, against these programs.
const wanted = process.argv[2]
const peers = [mongo, obs].filter(
  ({ name }) => wanted === undefined || name.toLowerCase() === wanted,
)
if (peers.length === 0) {
  console.error(`there is no peer ${wanted}; name mongodb or obs, or none for both`)
  process.exitCode = 2
}

for (const peer of peers) {
  const code = await runPeer(peer)
  process.exitCode ||= code
}
