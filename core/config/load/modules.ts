import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { type Build, reachable } from './build.ts'

/** One compiled module, named after its content and the content of everything it imports. */
export interface Module {
  /** File name: source, hash, `.mjs`. The same name is the same code, hence the same instance. */
  readonly name: string
  /** The hash of its content and of everything it imports, regardless of earlier failures. */
  readonly key: string
  readonly code: string
  readonly map: string
  /** Relative to the config's folder; several files if they import each other in a circle. */
  readonly sources: readonly string[]
}

/** What makes code count as new though it reads the same. */
export interface Freshness {
  /** The number of what `.env` sets: code that reads it is evaluated again for another. */
  readonly environment: number
  /** By key: how often evaluating it failed. For the same name, Node would return the same failure again. */
  readonly failures: ReadonlyMap<string, number>
}

interface Part extends Omit<Module, 'name' | 'key'> {
  readonly imports: readonly string[]
  readonly exports: readonly string[]
  /** Whether it contains the sources; otherwise it only re-exports the module that does. */
  readonly isWhole: boolean
}

/**
 * Names the modules of a config, the config's own first. esbuild's hashes include the source map and the order of all
 * imports; these include only each file's own code, so that a comment or the imports of other files do not change a name.
 */
export function nameModules(built: Build, freshness: Freshness): Module[] {
  const parts = partsOf(built)
  const words = wordsOf(built, parts, freshness.environment)
  const whole = (source: string) => reachable(built.result, source).sort()
  const sources = [...words.keys()]
  const keys = new Map(
    sources.map(source => [source, hash(whole(source).map(each => words.get(each) ?? ''))]),
  )
  const keyOf = (source = '') => keys.get(source) ?? ''
  // Failures are of this code with these imports: with others it was never tried.
  const tried = (source: string) => `${keyOf(source)} ${freshness.failures.get(keyOf(source)) ?? 0}`
  const names = new Map(
    [...parts].map(([old, part]) => {
      const [source] = part.sources
      // Code that esbuild shares among modules has no source of its own and changes no name.
      const said = source === undefined ? [part.code] : whole(source).map(tried)
      return [old, newName(part, hash([String(part.isWhole), ...said]))]
    }),
  )
  return [...parts].map(([old, part]) => ({
    name: names.get(old) ?? old,
    key: keyOf(part.sources[0]),
    code: renamed(part, name => names.get(name) ?? name),
    map: part.map,
    sources: part.sources,
  }))
}

// By the names that esbuild gave them, the config's own first, and only what it leads to.
function partsOf({ result, sources }: Build): ReadonlyMap<string, Part> {
  const texts = new Map(result.outputFiles.map(file => [basename(file.path), file.text]))
  const outputs = Object.entries(result.metafile.outputs)
  const found = new Map<string, Part>()
  const visit = (path: string) => {
    const name = basename(path)
    const output = result.metafile.outputs[path]
    if (!output || found.has(name)) return
    const imports = output.imports.filter(each => !each.external).map(each => each.path)
    const inputs = Object.keys(output.inputs)
    const { entryPoint, exports } = output
    found.set(name, {
      code: texts.get(name) ?? '',
      map: texts.get(`${name}.map`) ?? '',
      imports: imports.map(each => basename(each)),
      exports,
      isWhole: inputs.length > 0,
      sources: inputs.length > 0 || entryPoint === undefined ? inputs : [entryPoint],
    })
    imports.forEach(visit)
  }
  const [entry] = outputs.find(([, { entryPoint }]) => entryPoint === sources[0]) ?? []
  if (entry === undefined) throw new Error('unreachable: esbuild made no module of the config')
  visit(entry)
  return found
}

/** By source: its content, its imports, and how it can be imported. */
function wordsOf(
  { alone, result }: Build,
  parts: ReadonlyMap<string, Part>,
  environment: number,
): ReadonlyMap<string, string> {
  const words = new Map<string, string>()
  for (const part of parts.values()) {
    if (!part.isWhole) continue
    const exports = [...part.exports].sort()
    for (const source of part.sources) {
      // Of files that import each other in a circle the order counts as well.
      const circle = part.sources.length > 1 ? [renamed(part, () => '')] : []
      const text = alone.get(source)?.code ?? part.code
      const imports = result.metafile.inputs[source]?.imports.map(each => each.path) ?? []
      // process.env, { env } of node:process: what may have read a variable must read it again.
      const number = /\benv\b/.test(text) ? environment : 0
      words.set(source, hash([source, text, String(number), ...circle, ...imports, '', ...exports]))
    }
  }
  return words
}

function renamed({ code, imports }: Part, name: (old: string) => string): string {
  return imports.reduce((text, each) => text.replaceAll(`./${each}`, `./${name(each)}`), code)
}

// In lower case and without what a file system may refuse: Windows knows no difference of case.
function newName(part: Part, digest: string): string {
  const source = basename(part.sources.at(-1) ?? 'module')
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
