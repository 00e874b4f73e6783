import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { objectOf } from '../../plugin/json-schema.ts'
import { packageFields, sourceOf } from './package-source.ts'

const NEEDS = ['peerDependencies', 'dependencies', 'devDependencies']
const CORE = fileURLToPath(new URL('../../', import.meta.url))

/** A plugin's package that is a link to a folder being worked on: installed by `file:`, `npm link` or as a workspace. */
export interface LinkedPackage {
  /** Absolute and real. */
  readonly folder: string
  /** Undefined if it exports no such thing, or its source is missing. */
  readonly source: string | undefined
}

/**
 * The linked folder an import leads to.
 * @param path as imported: `promethean-plugin-lamp`, `@ann/lamp/testing`
 * @param from the importing file's folder
 * @returns undefined for packages that are installed, hold no plugin, or are a part of this runtime
 */
export function linkedPackage(path: string, from: string): LinkedPackage | undefined {
  const name = packageOf(path)
  const place = placeOf(name, from)
  if (place === undefined) return undefined
  const folder = realpathSync(place)
  if (folder.split(sep).includes('node_modules') || isOwn(folder) || !holdsPlugin(folder))
    return undefined
  return { folder, source: sourceOf(folder, `.${path.slice(name.length)}`) }
}

/** Where Node finds a package. */
export function placeOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name)
    if (existsSync(place)) return place
    if (folder === dirname(folder)) return undefined
  }
}

/** The package of an import: `@ann/lamp` of `@ann/lamp/testing`. */
export function packageOf(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Whether a package is made for Promethean: its name or a keyword says so, or it needs it. */
export function holdsPlugin(folder: string): boolean {
  const fields = packageFields(folder) ?? {}
  const { name, keywords } = fields
  const isNamed = typeof name === 'string' && /(^|\/)promethean-plugin-/.test(name)
  const isMarked = Array.isArray(keywords) && keywords.includes('promethean-plugin')
  const isNeeded = NEEDS.some(field => 'promethean' in (objectOf(fields[field]) ?? {}))
  return isNamed || isMarked || isNeeded || fields.promethean !== undefined
}

// Workspaces of the runtime's own repository are read once, as the runtime is.
function isOwn(folder: string): boolean {
  const root = dirname(CORE)
  const workspaces = packageFields(root)?.workspaces
  return (
    dirname(folder) === root && Array.isArray(workspaces) && workspaces.includes(basename(folder))
  )
}
