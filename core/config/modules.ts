import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Build } from './build.ts'

/** One compiled module, named after what it and all it imports say. */
export interface Module {
  /** File name: source, hash, `.mjs`. The same name is the same code, hence the same instance. */
  readonly name: string
  /** What the name is made of besides the imports; a salt is kept under it. */
  readonly key: string
  readonly code: string
  readonly map: string
  /** Relative to the config's folder; several where they import each other in a circle. */
  readonly sources: readonly string[]
}

/** What makes code count as new though it reads the same. */
export interface Freshness {
  /** Counts the environment's changes: code that reads it is evaluated again. */
  readonly environment: number
  /** By key: how often evaluating it failed. Node would give the same failure again for the same name. */
  readonly failures: ReadonlyMap<string, number>
}

interface Part extends Omit<Module, 'name'> {
  readonly imports: readonly string[]
}

/**
 * Names the modules a config consists of, the config's own first. esbuild's hashes hold the source map,
 * so a comment would make new instances; these hold the code alone.
 */
export function nameModules({ result, sources }: Build, freshness: Freshness): Module[] {
  const { outputs } = result.metafile
  const texts = new Map(result.outputFiles.map(file => [basename(file.path), file.text]))
  const parts = new Map<string, Part>()
  let entry: string | undefined
  for (const [path, output] of Object.entries(outputs)) {
    const name = basename(path)
    if (!name.endsWith('.mjs')) continue
    if (output.entryPoint === sources[0]) entry = name
    const imports = output.imports.filter(each => !each.external).map(each => basename(each.path))
    const inputs = Object.keys(output.inputs)
    const own = inputs.length > 0 ? inputs : [output.entryPoint ?? name]
    const code = texts.get(name) ?? ''
    const key = keyOf({ code, imports, own, freshness })
    parts.set(name, { key, code, imports, map: texts.get(`${name}.map`) ?? '', sources: own })
  }
  if (entry === undefined) throw new Error('unreachable: esbuild made no module of the config')
  return rename(parts, entry, freshness.failures)
}

interface Ingredients {
  readonly code: string
  readonly imports: readonly string[]
  readonly own: readonly string[]
  readonly freshness: Freshness
}

function keyOf({ code, imports, own, freshness }: Ingredients): string {
  const neutral = imports.reduce((text, name, at) => text.replaceAll(`./${name}`, `./@${at}`), code)
  // process.env, { env } of node:process: what may have read a variable must read it again.
  const environment = /\benv\b/.test(code) ? freshness.environment : 0
  return hash([neutral, ...own, String(environment)])
}

// Its own words and, in one fixed order, those of all it imports: an importer of something new is new.
function rename(
  parts: ReadonlyMap<string, Part>,
  entry: string,
  failures: ReadonlyMap<string, number>,
): Module[] {
  const words = (name: string) => {
    const key = parts.get(name)?.key ?? ''
    return `${key} ${failures.get(key) ?? 0}`
  }
  const closure = (name: string) => [...closureOf(parts, name)].map(words)
  const used = [...closureOf(parts, entry)]
  const names = new Map(used.map(old => [old, newName(parts.get(old), hash(closure(old)))]))
  return used.flatMap(old => {
    const part = parts.get(old)
    const name = names.get(old)
    if (!part || name === undefined) return []
    const code = part.imports.reduce(
      (text, each) => text.replaceAll(`./${each}`, `./${names.get(each) ?? each}`),
      part.code,
    )
    return [{ name, key: part.key, code, map: part.map, sources: part.sources }]
  })
}

function closureOf(parts: ReadonlyMap<string, Part>, from: string): Set<string> {
  const found = new Set<string>()
  const visit = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    for (const each of parts.get(name)?.imports ?? []) visit(each)
  }
  visit(from)
  return found
}

// In lower case and without what a file system may refuse: Windows knows no difference of case.
function newName(part: Part | undefined, digest: string): string {
  const source = basename(part?.sources.at(-1) ?? 'module')
  return `${source
    .replace(/\.\w+$/, '')
    .replace(/[^\w.-]/g, '_')
    .slice(0, 40)}-${digest}.mjs`
}

function hash(texts: readonly string[]): string {
  const digest = createHash('sha256')
  for (const text of texts) digest.update(`${text.length}:`).update(text)
  return digest.digest('hex').slice(0, 20)
}
