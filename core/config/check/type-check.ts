import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { makeFolder, onDisk } from '../../disk.ts'
import type { Problem } from '../../errors.ts'
import { withoutMark } from '../load/package-source.ts'
import { plainWords } from './compiler-messages.ts'

// A large project on a slow computer; then type errors are not reported.
const DEADLINE_MS = 60_000
const MAX_OUTPUT_BYTES = 10_000_000

const settingsSchema = z.object({
  compilerOptions: z.object({ paths: z.record(z.string(), z.array(z.string())) }),
})
const manifestSchema = z.object({ bin: z.object({ tsc: z.string() }) })

interface TypeCheck {
  readonly files: readonly string[]
  readonly linked?: ReadonlyMap<string, string>
  readonly types: ReadonlySet<string>
  readonly signal?: AbortSignal
}

/**
 * The type errors in these files. Empty if TypeScript is not installed next to the config, or there is no tsconfig.json in
 * its folder or a parent folder.
 * @param wanted.files absolute paths; errors in other files are not the config's
 * @param wanted.linked source files by the import that leads to them
 * @param wanted.types the existing event types
 * @param wanted.signal aborts when the result is no longer needed
 */
export async function typeProblems(
  folder: string,
  { files, linked = new Map(), types, signal }: TypeCheck,
): Promise<readonly Problem[]> {
  const compiler = findCompiler(folder)
  const project = findUp(folder, 'tsconfig.json')
  if (compiler === undefined || project === undefined) return []
  const wanted = { project, folder, files, linked, ...(signal && { signal }) }
  const told = await compileOnly(compiler, wanted)
  signal?.throwIfAborted()
  const about = { project, wanted: new Set(files), types }
  return withoutConsequences(blocks(told)).flatMap(error => parseError(error, about) ?? [])
}

interface About {
  /** The tsconfig.json. */
  readonly project: string
  readonly wanted: ReadonlySet<string>
  readonly types: ReadonlySet<string>
}

/** One message of the compiler, its chain below it, as a problem of the config; undefined if it is not an error of it. */
export function parseError(error: string, { project, wanted, types }: About): Problem | undefined {
  const [, file, row, column, code, message] =
    /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.+)$/s.exec(error) ?? []
  if (file === undefined || message === undefined) return undefined
  const root = dirname(project)
  const absolute = resolve(root, file)
  if (!wanted.has(absolute)) return undefined
  const written = () => textsAt(absolute, Number(row), Number(column))
  return {
    path: `${relative(root, absolute).replaceAll('\\', '/')}:${row}:${column}`,
    message: `${plainWords(message, types, written)} (${code})`,
  }
}

// Lines of a chain are indented.
function blocks(told: string): readonly string[] {
  return told.trimEnd().split(/\r?\n(?!\s)/)
}

// TS2769: a call that fits no overload. The parameters of a function in it have no type then, TS7006 and TS7031.
function withoutConsequences(errors: readonly string[]): readonly string[] {
  let isCallWrong = false
  return errors.filter(error => {
    const isUntyped = /: error TS70(06|31): /.test(error)
    isCallWrong = error.includes(': error TS2769: ') || (isCallWrong && isUntyped)
    return !(isCallWrong && isUntyped)
  })
}

// The arguments that a call begins with, or a list in their place.
function textsAt(file: string, row: number, column: number): readonly string[] {
  const line = readFileSync(file, 'utf8').split(/\r?\n/)[row - 1] ?? ''
  const [texts = ''] = /^\[?(?:\s*(['"`])[\w.-]*\1\s*,?)+/.exec(line.slice(column - 1)) ?? []
  return Array.from(texts.matchAll(/[\w.-]+/g), ([text]) => text)
}

function findCompiler(folder: string): string | undefined {
  try {
    const require = createRequire(join(folder, 'promethean.config.ts'))
    const manifest = require.resolve('typescript/package.json')
    return join(dirname(manifest), manifestSchema.parse(require(manifest)).bin.tsc)
  } catch {
    return undefined
  }
}

function findUp(folder: string, name: string): string | undefined {
  const file = join(folder, name)
  if (existsSync(file)) return file
  const above = dirname(folder)
  return above === folder ? undefined : findUp(above, name)
}

interface Compilation extends Omit<Required<TypeCheck>, 'types' | 'signal'> {
  readonly project: string
  readonly folder: string
  readonly signal?: AbortSignal
}

// With the project's settings, but this config alone: a project may be large, and only the config is asked about.
async function compileOnly(
  compiler: string,
  { project, folder, files, linked, signal }: Compilation,
): Promise<string> {
  const place = join(folder, '.promethean')
  const own = join(place, `check-${randomUUID()}.tsconfig.json`)
  const sources = files.filter(file => /\.[cm]?tsx?$/.test(file))
  makeFolder(place, 'the type check', 'move the config to another folder')
  const compilerOptions = linked.size > 0 ? { paths: pathsOf(project, linked) } : {}
  const settings = { extends: project, compilerOptions, files: sources, include: [] }
  await onDisk(`write ${own}`, () => writeFile(own, JSON.stringify(settings)))
  try {
    return await compile(compiler, own, { cwd: dirname(project), signal })
  } finally {
    await rm(own, { force: true })
  }
}

// A linked folder may not be built, and may have a copy of the runtime for its own tests: its types would be others.
function pathsOf(project: string, linked: ReadonlyMap<string, string>) {
  const end = extname(import.meta.url) === '.ts' ? 'ts' : 'd.ts'
  const core = (door: string) => [fileURLToPath(new URL(`../../${door}.${end}`, import.meta.url))]
  return {
    ...ownPaths(project),
    ...Object.fromEntries([...linked].map(([path, source]) => [path, [source]])),
    promethean: core('index'),
    'promethean/testing': core('testing/index'),
  }
}

// Settings that inherit take `paths` as a whole.
function ownPaths(project: string): Readonly<Record<string, readonly string[]>> {
  try {
    const { compilerOptions } = settingsSchema.parse(
      JSON.parse(plainJson(readFileSync(project, 'utf8'))),
    )
    const absolute = (path: string) => resolve(dirname(project), path)
    const paths = Object.entries(compilerOptions.paths)
    return Object.fromEntries(paths.map(([path, targets]) => [path, targets.map(absolute)]))
  } catch {
    return {}
  }
}

// TypeScript allows comments there, and commas at the end.
function plainJson(text: string): string {
  const withoutComments = text.replace(
    /("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g,
    (_, word = '') => word,
  )
  return withoutMark(withoutComments).replace(
    /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g,
    (_, word = '') => word,
  )
}

function compile(
  compiler: string,
  project: string,
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal | undefined },
): Promise<string> {
  const settings = { cwd, signal, timeout: DEADLINE_MS, maxBuffer: MAX_OUTPUT_BYTES }
  const words = [compiler, '--noEmit', '--pretty', 'false', '-p', project]
  return new Promise(done => {
    // The exit code only says that there are errors; the errors are in the output.
    execFile(process.execPath, words, settings, (_failure, stdout) => done(stdout))
  })
}
