// Loaded with `--import`: a TypeScript file that was compiled once is not compiled again by the next process.
// Node 22 caches only compiled code and strips the types again each time, which is a third of the start.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../../', import.meta.url).href
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/stripped/', import.meta.url))

const { enableCompileCache, registerHooks, stripTypeScriptTypes } = nodeModule

// bin.js opens its cache itself, when V8 is set.
if (!process.argv[1]?.endsWith('bin.js')) enableCompileCache?.()
mkdirSync(FOLDER, { recursive: true })

// A Node too old for Promethean has no such hooks.
registerHooks?.({
  // Imports name files as they are, and a file of ours is nowhere else: Node's own search is a tenth of a start.
  resolve(specifier, context, next) {
    const isOurs = /^\.{1,2}\/.*\.ts$/.test(specifier) && context.parentURL?.startsWith(ROOT)
    if (!isOurs) return next(specifier, context)
    const url = new URL(specifier, context.parentURL).href
    return { url, format: 'module', shortCircuit: true }
  },
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
