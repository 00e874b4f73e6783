import { readFileSync, statSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { objectOf } from '../../plugin/json-schema.ts'

type Fields = Readonly<Record<string, unknown>>

// What Node asks for in an import.
const CONDITIONS = new Set(['node', 'import', 'module-sync', 'default'])
const TYPESCRIPT = ['ts', 'mts', 'tsx']

/** The package.json of what is imported; undefined if there is none. As Node's `findPackageJSON`. */
export function packageJsonOf(specifier: string | URL, base?: string | URL): string | undefined {
  const file = findPackageJSON(specifier, base)
  return file === undefined ? undefined : withoutNamespace(file)
}

/**
 * A path of Windows without the mark in front that Node gives some, and that its `realpathSync` cannot follow:
 * https://nodejs.org/api/path.html#pathtonamespacedpathpath
 */
export function withoutNamespace(path: string): string {
  return path.replace(/^\\\\\?\\(UNC\\)?/, (_, unc) => (unc === undefined ? '' : '\\\\'))
}

/** The fields of a folder's `package.json`; undefined if it has none that can be read. */
export function packageFields(folder: string): Fields | undefined {
  try {
    return objectOf(JSON.parse(withoutMark(readFileSync(join(folder, 'package.json'), 'utf8'))))
  } catch {
    return undefined
  }
}

/** A text without the mark of its encoding, which some editors of Windows write; Node and npm pass over it as well. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '')
}

/**
 * The source of what a package exports: of `./dist/index.js` that is `index.ts` or `src/index.ts`, or the file itself if it
 * was not compiled from TypeScript.
 * @param subpath `.`, or `./testing` for one of several doors
 * @returns absolute; undefined if the package does not export it, or there is no such file
 */
export function sourceOf(folder: string, subpath = '.'): string | undefined {
  const target = exportTarget(packageFields(folder) ?? {}, subpath)
  return sourcesOf(target ?? '')
    .map(path => join(folder, path))
    .find(path => statSync(path, { throwIfNoEntry: false })?.isFile())
}

/** The file that a package names for a subpath, built or not. */
function exportTarget({ exports, main }: Fields, subpath: string): string | undefined {
  if (exports === undefined) {
    if (subpath !== '.') return subpath
    return typeof main === 'string' ? main : 'index.js'
  }
  const doors = objectOf(exports)
  const isDoors = Object.keys(doors ?? {}).some(key => key.startsWith('.'))
  if (!isDoors) return subpath === '.' ? chosen(exports) : undefined
  if (doors?.[subpath] !== undefined) return chosen(doors[subpath])
  for (const [pattern, target] of Object.entries(doors ?? {})) {
    const [before = '', after] = pattern.split('*')
    if (after === undefined || !subpath.startsWith(before) || !subpath.endsWith(after)) continue
    return chosen(target)?.replaceAll(
      '*',
      subpath.slice(before.length, subpath.length - after.length),
    )
  }
  return undefined
}

function chosen(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  const choices = Array.isArray(target)
    ? target
    : Object.entries(objectOf(target) ?? {}).flatMap(([condition, choice]) =>
        CONDITIONS.has(condition) ? [choice] : [],
      )
  for (const choice of choices) {
    const path = chosen(choice)
    if (path !== undefined) return path
  }
  return undefined
}

function sourcesOf(target: string): readonly string[] {
  const path = target.replace(/^\.\//, '')
  if (path === '') return []
  const stem = path.replace(/\.[cm]?jsx?$/, '')
  if (stem === path) return [path]
  const inner = stem.replace(/^[^/]+\//, '')
  const stems = [stem, inner, `src/${inner}`]
  return [...stems.flatMap(one => TYPESCRIPT.map(end => `${one}.${end}`)), path]
}
