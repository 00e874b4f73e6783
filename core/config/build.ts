import { basename, resolve } from 'node:path'
import { type BuildOptions, type BuildResult, build as esbuild, type Message } from 'esbuild'
import { ConfigProblem, type Problem } from '../errors.ts'
import { withEsbuild } from './esbuild.ts'
import type { Looks } from './looks.ts'
import { resolveImports, SOURCE_DEFINES } from './resolve.ts'

type Result = BuildResult<{ write: false; metafile: true }>

/** What esbuild made of a config and the local files it imports, each in a module of its own. */
export interface Build {
  readonly result: Result
  /** Paths relative to the config's folder with `/`, the config's own first. */
  readonly sources: readonly string[]
}

export interface BuildRequest {
  /** The config, absolute: what a symbolic link leads to, not the link. */
  readonly file: string
  /** The config's, absolute: sources are told relative to it. */
  readonly folder: string
  readonly outdir: string
  /** The sources of the build before: where they are the same still, one pass is enough. */
  readonly known: readonly string[] | undefined
  /** Gets every file looked at, in a build that fails as well. */
  readonly looks: Looks
}

/**
 * Compiles a config with every local file as an entry of its own, so that a file nobody changed
 * comes out the same, whatever was changed elsewhere.
 * @throws ConfigProblem with every error and its place
 */
export async function build(request: BuildRequest): Promise<Build> {
  if (request.known && resolve(request.folder, request.known[0] ?? '') === request.file) {
    const again = await pass(request, request.known).catch(() => undefined)
    const sources = again && reachable(again, request.known[0])
    if (again && sources && isSame(sources, request.known)) return { result: again, sources }
  }
  try {
    const first = await pass(request, undefined)
    const sources = reachable(first, Object.keys(first.metafile.inputs).find(isEntry(first)))
    return { result: await pass(request, sources), sources }
  } catch (thrown) {
    throw problemOf(thrown)
  }
}

function pass(request: BuildRequest, sources: readonly string[] | undefined): Promise<Result> {
  const { folder } = request
  const settings = {
    ...SETTINGS,
    entryPoints: sources ? sources.map(source => resolve(folder, source)) : [request.file],
    absWorkingDir: folder,
    outdir: request.outdir,
    plugins: [resolveImports(request.looks)],
    write: false as const,
    metafile: true as const,
  } satisfies BuildOptions
  return withEsbuild(() => esbuild(settings))
}

const SETTINGS = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // As Node resolves: no bundler's conditions and fields, or a package would be there twice.
  conditions: [],
  mainFields: ['main'],
  // As Node runs: nothing is left out for seeming unused.
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

function reachable({ metafile }: Result, from: string | undefined): string[] {
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
  // Nobody imports it: it is the config itself.
  if (entry !== undefined && !location)
    return { path: '', message: `${basename(entry)} is gone; what ran goes on; put it back` }
  const path = location ? `${location.file}:${location.line}:${location.column + 1}` : ''
  return { path, message: sentence(text, location?.suggestion) }
}

function sentence(text: string, hint: string | undefined): string {
  const [, missing] = /^Could not resolve "(.*)"/.exec(text) ?? []
  if (missing !== undefined) return `cannot find ${missing}; make it or correct the import`
  const [, file, name] = /^No matching export in "(.*)" for import "(.*)"/.exec(text) ?? []
  if (file !== undefined) {
    return `${file} exports no ${name}; ${hint ? `did you mean ${hint}?` : 'correct the import'}`
  }
  // esbuild quotes the text it stumbled over, which may be a password written without its comma.
  const quiet = text.replace(/ found "(\\"|'|`).*$/s, ' found a string')
  return quiet.charAt(0).toLowerCase() + quiet.slice(1)
}
