import { SourceMap, type SourceMapPayload } from 'node:module'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { within } from '../../async.ts'
import { ConfigProblem, messageOf } from '../../errors.ts'
import { secretsOf, withoutSecrets } from './env.ts'
import { missingExport } from './missing-export.ts'
import type { Module } from './modules.ts'

export interface Evaluation {
  /** The config's own first. */
  readonly modules: readonly Module[]
  /** Where they are stored. */
  readonly folder: string
  /** The config, absolute. */
  readonly file: string
  readonly deadlineMs: number
}

/**
 * Runs the new modules and returns all that the config's own exports.
 * @throws ConfigProblem if one of them throws (with the place) or does not finish in time
 */
export async function evaluate(evaluation: Evaluation): Promise<object> {
  const [config] = evaluation.modules
  if (!config) throw new Error('unreachable: a config of no modules')
  const url = pathToFileURL(join(evaluation.folder, config.name)).href
  try {
    const loading: Promise<object> = import(url)
    return await within(evaluation.deadlineMs, loading, () => tooLate(evaluation))
  } catch (thrown) {
    throw thrown instanceof ConfigProblem ? thrown : await problemOf(thrown, evaluation)
  }
}

function tooLate({ deadlineMs }: Evaluation): ConfigProblem {
  return new ConfigProblem(
    `did not finish loading within ${deadlineMs / 1000} s: a top-level await is still pending; move it into a plugin's setup`,
  )
}

async function problemOf(thrown: unknown, evaluation: Evaluation): Promise<ConfigProblem> {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const path = placeIn(stack, evaluation) ?? ''
  const said = withoutSecrets(messageOf(thrown), secretsOf(process.env))
  const name = thrown instanceof Error ? thrown.name : 'a value'
  const message = (await missingExport(thrown)) ?? `threw ${name} while loading: ${said}`
  return new ConfigProblem([{ path, message }], { cause: thrown })
}

// The first line of the stack that is in a local file. Node maps most lines itself, but not those of an import that could
// not be linked, and none if a test runner formats stacks in its own way.
function placeIn(stack: string, { modules, folder, file }: Evaluation): string | undefined {
  const root = resolve(file, '..')
  const sources = new Set(
    modules.flatMap(module => module.sources.map(each => resolve(root, each))),
  )
  for (const [, where = '', line, column = '1'] of stack.matchAll(PLACES)) {
    const path = where.startsWith('file:') ? pathOf(where) : where
    const place = { line: Number(line), column: Number(column) }
    if (sources.has(path)) return written(root, path, place)
    const module = modules.find(each => join(folder, each.name) === path)
    const mapped = module && mappedPlace(module, place)
    const source = module?.sources.at(-1)
    if (source !== undefined) return written(root, resolve(root, source), mapped ?? place)
  }
  return undefined
}

// `at f (file:///c:/x.ts:3:9)`, `at /x.ts:3:9`, `file:///x.mjs:3` of a link error.
const PLACES = /((?:file:\/\/|[a-z]:[\\/]|\/).*?):(\d+)(?::(\d+))?(?=\)?$)/gim

function pathOf(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    // Of another computer or badly written: no file of ours.
    return url
  }
}

interface SourcePosition {
  readonly line: number
  readonly column: number
}

function mappedPlace(module: Module, { line, column }: SourcePosition): SourcePosition | undefined {
  // esbuild wrote it a moment ago.
  const map = new SourceMap(JSON.parse(module.map) as SourceMapPayload)
  const found = map.findEntry(line - 1, column - 1)
  return 'originalLine' in found
    ? { line: found.originalLine + 1, column: found.originalColumn + 1 }
    : undefined
}

function written(root: string, path: string, { line, column }: SourcePosition): string {
  return `${relative(root, path).replaceAll(sep, '/')}:${line}:${column}`
}
