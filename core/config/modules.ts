import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Build } from './build.ts'

/** One compiled module, named after what it and all it imports say. */
export interface Module {
  /** File name: source, hash, `.mjs`. The same name is the same code, hence the same instance. */
  readonly name: string
  /** What it and all it imports say, however often that failed. */
  readonly key: string
  readonly code: string
  readonly map: string
  /** Relative to the config's folder; several where they import each other in a circle. */
  readonly sources: readonly string[]
}

/** What makes code count as new though it reads the same. */
export interface Freshness {
  /** The number of what `.env` sets: code that reads it is evaluated again for another. */
  readonly environment: number
  /** By key: how often evaluating it failed. Node would give the same failure again for the same name. */
  readonly failures: ReadonlyMap<string, number>
}

interface Part extends Omit<Module, 'name' | 'key'> {
  readonly own: string
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
    const made = inputs.length > 0 ? inputs : [output.entryPoint ?? name]
    const code = texts.get(name) ?? ''
    const own = wordsOf({ code, imports, sources: made, freshness })
    parts.set(name, { own, code, imports, map: texts.get(`${name}.map`) ?? '', sources: made })
  }
  if (entry === undefined) throw new Error('unreachable: esbuild made no module of the config')
  return rename(parts, entry, freshness.failures)
}

interface Ingredients {
  readonly code: string
  readonly imports: readonly string[]
  readonly sources: readonly string[]
  readonly freshness: Freshness
}

function wordsOf({ code, imports, sources, freshness }: Ingredients): string {
  const neutral = imports.reduce((text, name, at) => text.replaceAll(`./${name}`, `./@${at}`), code)
  // process.env, { env } of node:process: what may have read a variable must read it again.
  const environment = /\benv\b/.test(code) ? freshness.environment : 0
  return hash([neutral, ...sources, String(environment)])
}

// Its own words and, in one fixed order, those of all it imports: an importer of something new is new.
function rename(
  parts: ReadonlyMap<string, Part>,
  entry: string,
  failures: ReadonlyMap<string, number>,
): Module[] {
  const used = [...closureOf(parts, entry)]
  const digest = (old: string, words: (each: string) => string) =>
    hash([...closureOf(parts, old)].map(words))
  const keys = new Map(used.map(old => [old, digest(old, each => parts.get(each)?.own ?? '')]))
  // Failures are of this code with these imports: with others it was never tried.
  const tried = (old: string) => `${keys.get(old)} ${failures.get(keys.get(old) ?? '') ?? 0}`
  const names = new Map(used.map(old => [old, newName(parts.get(old), digest(old, tried))]))
  return used.flatMap(old => {
    const part = parts.get(old)
    const name = names.get(old)
    if (!part || name === undefined) return []
    const code = part.imports.reduce(
      (text, each) => text.replaceAll(`./${each}`, `./${names.get(each) ?? each}`),
      part.code,
    )
    return [{ name, key: keys.get(old) ?? '', code, map: part.map, sources: part.sources }]
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
