import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { capturedTwitchLines, capturesFolder } from '../support/captures.ts'
import { allFrames } from '../support/frames/streamerbot/index.ts'
import { payloads } from '../support/frames/tau/payloads.ts'
import { lines as ownLines } from '../support/frames/twitch/lines.ts'
import { readDatabase } from '../support/mongo/documents.ts'
import { makeProject } from '../support/process/promethean.ts'
import { configFor, everybodyListens, startWorlds } from './worlds.ts'

// `npm run demo:real`: every outside world on loopback, the real runtime between them, and what is in MongoDB at the end.
const BIN = fileURLToPath(new URL('../../core/bin.js', import.meta.url))
const DATABASE = 'promethean_demo'
const RATE = 40

const folder = capturesFolder()
const lines = folder === undefined ? Object.values(ownLines) : capturedTwitchLines(folder)
const worlds = await startWorlds()
const project = makeProject(
  { 'promethean.config.ts': configFor(worlds, DATABASE) },
  'promethean demo',
)
console.log(
  `Twitch, Streamer.bot and TAU on loopback; ${worlds.mongo.name}; ${lines.length} lines ${folder === undefined ? 'of our own' : 'captured'}`,
)
console.log(`the config is ${project.file}: edit it while this runs; Ctrl-C stops\n`)

const run = spawn(process.execPath, [BIN, 'run', '--config', project.file], { stdio: 'inherit' })
const ended = once(run, 'close')
const telling = new AbortController()
// The terminal tells both processes; this one waits for the other to drain.
process.on('SIGINT', () => telling.abort())
void ended.then(() => telling.abort())

try {
  await everybodyListens(worlds)
  for (const frame of allFrames) worlds.streamerbot.emit(frame)
  for (const [type, data] of Object.entries(payloads)) worlds.tau.happen(type, data)
  await worlds.twitch.replay(lines, {
    to: 'everyone',
    rate: RATE,
    perFrame: 1,
    signal: telling.signal,
  })
  run.kill('SIGTERM')
  await ended
  for (const [name, documents] of await readDatabase(worlds.mongo.uri, DATABASE))
    console.log(`${name}: ${documents.length} documents`)
} finally {
  run.kill('SIGTERM')
  await worlds.close()
  project.remove()
}
