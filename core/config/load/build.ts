import { basename, dirname, join, resolve } from 'node:path'
import { type BuildOptions, type BuildResult, build as esbuild, type Message } from 'esbuild'
import { ConfigProblem, type Problem } from '../../errors.ts'
import { withEsbuild } from './esbuild.ts'
import type { FileCache } from './file-cache.ts'
import { readText } from './read-text.ts'
import { resolveImports, SOURCE_DEFINES } from './resolve.ts'

type Result = BuildResult<{ write: false; metafile: true }>

/** The output of esbuild for a config and the local files it imports: one module per file. */
export interface Build {
  /** The config, absolute. */
  readonly file: string
  readonly result: Result
  /** Paths relative to the config's folder with `/`, the config's own first. */
  readonly sources: readonly string[]
  /** The compiled code by source file, independent of all other files. */
  readonly alone: ReadonlyMap<string, Alone>
  /** The text of the `tsconfig.json` used for compiling; empty if there is none. */
  readonly tsconfig: string
}

interface Alone {
  readonly text: string
  readonly code: string
}

export interface BuildRequest {
  /** The config, absolute: what a symbolic link leads to, not the link. */
  readonly file: string
  /** The config's folder, absolute; source paths are relative to it. */
  readonly folder: string
  readonly outdir: string
  /** The previous build, of this config or another. If the sources are unchanged, one pass is enough. */
  readonly before: Build | undefined
  /** Collects every file that was read, also in a build that fails. */
  readonly files: FileCache
}

/**
 * Compiles a config with every local file as an entry of its own, so that the output of an unchanged file stays the same
 * whatever changes elsewhere.
 * @throws ConfigProblem with every error and its place
 */
export async function build(wanted: BuildRequest): Promise<Build> {
  const before = wanted.before?.file === wanted.file ? wanted.before : undefined
  const request = { ...wanted, before }
  if (before) {
    const known = before.sources
    const again = await passes(request, known).catch(() => undefined)
    if (again && isSame(reachable(again.result, known[0]), known)) return again
  }
  try {
    const first = await pass(request, undefined)
    const entry = Object.keys(first.metafile.inputs).find(isEntry(first))
    return await passes(request, reachable(first, entry))
  } catch (thrown) {
    throw problemOf(thrown)
  }
}

async function passes(request: BuildRequest, sources: readonly string[]): Promise<Build> {
  const tsconfig = await tsconfigOf(request.folder)
  const [result, alone] = await Promise.all([
    pass(request, sources),
    eachAlone(request, sources, tsconfig),
  ])
  return { file: request.file, result, sources, alone, tsconfig }
}

// Only files edited since the last build; the output of the others is the same.
async function eachAlone(
  request: BuildRequest,
  sources: readonly string[],
  tsconfig: string,
): Promise<Build['alone']> {
  const { folder, files } = request
  const before = request.before?.tsconfig === tsconfig ? request.before : undefined
  const alone = new Map<string, Alone>()
  const edited = new Map<string, string>()
  for (const source of sources) {
    const text = await files.read(resolve(folder, source))
    const same = before?.alone.get(source)
    if (same?.text === text) alone.set(source, same)
    else edited.set(source, text)
  }
  if (edited.size === 0) return alone
  const { metafile, outputFiles } = await pass(request, [...edited.keys()], ALONE)
  const codes = new Map(outputFiles.map(file => [basename(file.path), file.text]))
  for (const [path, { entryPoint = '' }] of Object.entries(metafile.outputs)) {
    const code = codes.get(basename(path)) ?? ''
    alone.set(entryPoint, { text: edited.get(entryPoint) ?? '', code })
  }
  return alone
}

// The nearest one, as esbuild looks for it.
async function tsconfigOf(folder: string): Promise<string> {
  const text = await readText(join(folder, 'tsconfig.json')).catch(() => undefined)
  const parent = dirname(folder)
  return text ?? (parent === folder ? '' : tsconfigOf(parent))
}

function pass(
  request: BuildRequest,
  sources: readonly string[] | undefined,
  more: BuildOptions = {},
): Promise<Result> {
  const { folder } = request
  const settings = {
    ...SETTINGS,
    ...more,
    entryPoints: sources ? sources.map(source => resolve(folder, source)) : [request.file],
    absWorkingDir: folder,
    outdir: request.outdir,
    plugins: [resolveImports(request.files)],
    write: false as const,
    metafile: true as const,
  } satisfies BuildOptions
  return withEsbuild(() => esbuild(settings))
}

// In a bundle, the output of a file depends on other files: on the order of all imports, and on shared helpers.
const ALONE = { bundle: false, splitting: false, sourcemap: false } as const

const SETTINGS = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // As Node resolves: no bundler's conditions and fields, or a package would be there twice.
  conditions: [],
  mainFields: ['main'],
  // As Node does it: nothing is removed because it looks unused.
  treeShaking: false,
  ignoreAnnotations: true,
  sourcemap: 'external',
  sourcesContent: false,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  define: SOURCE_DEFINES,
  logLevel: 'silent',
  logLimit: 0,
} as const satisfies BuildOptions

function isEntry({ metafile }: Result): (source: string) => boolean {
  const entries = new Set(Object.values(metafile.outputs).map(output => output.entryPoint))
  return source => entries.has(source)
}

/** A source and all it imports, straight or by others. */
export function reachable({ metafile }: Result, from: string | undefined): string[] {
  const found = new Set<string>()
  const waiting = from === undefined ? [] : [from]
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    const input = metafile.inputs[source]
    if (!input || found.has(source)) continue
    found.add(source)
    waiting.push(...input.imports.filter(each => !each.external).map(each => each.path))
  }
  return [...found]
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(other)
  return one.length === names.size && one.every(source => names.has(source))
}

function problemOf(thrown: unknown): unknown {
  const errors: unknown = Reflect.get(Object(thrown), 'errors')
  // Anything else than a list of esbuild's own is a bug and must look like one.
  if (!Array.isArray(errors)) return thrown
  return new ConfigProblem((errors as Message[]).map(toProblem), { cause: thrown })
}

function toProblem({ text, location }: Message): Problem {
  const [, entry] = /^Could not resolve "(.*)"/.exec(text) ?? []
  // No file imports it: it is the config itself.
  if (entry !== undefined && !location)
    return {
      path: '',
      message: `${basename(entry)} was deleted; the previous config keeps running; restore the file`,
    }
  const path = location ? `${location.file}:${location.line}:${location.column + 1}` : ''
  return { path, message: sentence(text, location?.suggestion) }
}

function sentence(text: string, hint: string | undefined): string {
  const [, missing] = /^Could not resolve "(.*)"/.exec(text) ?? []
  if (missing !== undefined) return `cannot find ${missing}; create it or correct the import`
  const [, file, name] = /^No matching export in "(.*)" for import "(.*)"/.exec(text) ?? []
  if (file !== undefined) {
    return `${file} does not export ${name}; ${hint ? `did you mean ${hint}?` : 'correct the import'}`
  }
  // esbuild quotes the text it stumbled over, which may be a password written without its comma.
  const quiet = text.replace(/ found "(\\"|'|`).*$/s, ' found a string')
  // A code of the system stays as it is: EACCES.
  return /^[A-Z]{2}/.test(quiet) ? quiet : quiet.charAt(0).toLowerCase() + quiet.slice(1)
}
