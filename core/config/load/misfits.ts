import { realpathSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import satisfies from 'semver/functions/satisfies.js'
import validRange from 'semver/ranges/valid.js'
import { sentenceOf } from '../../errors.ts'
import { objectOf } from '../../plugin/json-schema.ts'
import type { Build } from './build.ts'
import { packageFields, packageJsonOf } from './package-source.ts'

const CORE = 'promethean'
const FIELDS = ['peerDependencies', 'dependencies', 'optionalDependencies'] as const

/** A package as its package.json describes it. */
interface Package {
  readonly folder: string
  readonly name: string
  readonly version: string
  /** The version of promethean it wants, by the field that says so. */
  readonly wants: Readonly<Partial<Record<(typeof FIELDS)[number], string>>>
}

/**
 * What does not fit the promethean that runs, of the packages a config imports: a sentence each.
 * @param linked source files of linked packages, which use the promethean that runs whatever lies beside them
 */
export function misfitsOf(build: Build, linked: Iterable<string> = []): readonly string[] {
  const core = described(packageJsonOf(import.meta.url))
  if (core === undefined) return []
  const installed = importsOf(build).flatMap(url => {
    const used = described(packageJsonOf(url))
    if (used === undefined || used.folder === core.folder) return []
    return [...otherVersion(used, core), ...otherCopy(used, url, core)]
  })
  const sources = [...linked].flatMap(file => {
    const used = described(packageJsonOf(pathToFileURL(file)))
    return used === undefined ? [] : otherVersion(used, core)
  })
  return [...new Set([...installed, ...sources])]
}

// Each once, however many files import it. By address, or by path where `require` asks for it; Node's own modules by name.
function importsOf({ result, sources }: Build): readonly string[] {
  const imports = sources.flatMap(source => result.metafile.inputs[source]?.imports ?? [])
  const urls = imports.flatMap(({ external, path }) => {
    if (!external) return []
    if (path.startsWith('file:')) return [path]
    return isAbsolute(path) ? [pathToFileURL(path).href] : []
  })
  return [...new Set(urls)]
}

function otherVersion({ name, version, wants }: Package, core: Package): readonly string[] {
  const range = wants.peerDependencies
  // What only npm understands, such as workspace:*, is no range.
  if (range === undefined || validRange(range) === null) return []
  if (satisfies(core.version, range, { includePrerelease: true })) return []
  return [
    sentenceOf({
      what: `${name} ${version} may not work here`,
      why: `it was made for promethean ${range}, and this is ${core.version}`,
      advice: `update the older of the two: npm install ${name}@latest or npm install promethean@latest`,
    }),
  ]
}

function otherCopy({ name, wants }: Package, url: string, core: Package): readonly string[] {
  if (Object.keys(wants).length === 0) return []
  const its = described(packageJsonOf(CORE, url))
  if (its === undefined || its.folder === core.folder) return []
  return [
    sentenceOf({
      what: `${name} may not work here`,
      why: `it uses another copy of promethean, ${its.version} in ${its.folder}, than the one that runs, ${core.version} in ${core.folder}`,
      advice: `keep one copy: npm dedupe, or, if ${name} is yours, list promethean in its peerDependencies and delete its own copy`,
    }),
  ]
}

// Undefined too of one that is half-written, as while npm installs it.
function described(file: string | undefined): Package | undefined {
  const manifest = file === undefined ? undefined : packageFields(dirname(file))
  if (file === undefined || manifest === undefined) return undefined
  const wants = FIELDS.flatMap(field => {
    const range = objectOf(manifest[field])?.[CORE]
    return typeof range === 'string' ? [[field, range]] : []
  })
  return {
    folder: realpathSync(dirname(file)),
    name: String(manifest.name),
    version: String(manifest.version),
    wants: Object.fromEntries(wants),
  }
}
