// Loaded with `--import`: a TypeScript file that was compiled once is not compiled again by the next process.
// Node 22 caches only compiled code and strips the types again each time, which is a third of the start.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { enableCompileCache, registerHooks, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/stripped/', import.meta.url))

enableCompileCache()
mkdirSync(FOLDER, { recursive: true })

registerHooks({
  load(url, context, next) {
    const { protocol, pathname } = new URL(url)
    if (protocol !== 'file:' || !pathname.endsWith('.ts')) return next(url, context)
    const source = stripped(url, readFileSync(new URL(url), 'utf8'))
    return { format: 'module', source, shortCircuit: true }
  },
})

function stripped(url, text) {
  const kept = join(FOLDER, digest(url))
  const mark = `\n//${digest(process.version + text)}`
  const last = read(kept)
  if (last.endsWith(mark)) return last
  const code = quietly(() => stripTypeScriptTypes(text)) + mark
  // Processes and threads may do so at the same time: each reads a whole file.
  const own = `${kept}.${process.pid}.${process.hrtime.bigint()}`
  writeFileSync(own, code)
  renameSync(own, kept)
  return code
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

// Node warns about the experimental function when it is called.
function quietly(work) {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return work()
  } finally {
    process.emitWarning = emitWarning
  }
}

function digest(text) {
  return createHash('sha1').update(text).digest('hex')
}
