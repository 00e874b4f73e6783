import { dirname } from 'node:path'
import { holdsPlugin, linkedPackage, placeOf } from '../../config/load/linked-package.ts'
import { packageFields } from '../../config/load/package-source.ts'
import { objectOf } from '../../plugin/json-schema.ts'

/** A package of a project that may hold plugins. */
export interface PluginPackage {
  readonly name: string
  readonly version: string
  /** The one sentence of its `package.json`. */
  readonly description: string
  /** A link to a folder that is being worked on. */
  readonly linked: boolean
}

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']

/** The folder of the nearest `package.json`, from this folder upwards; undefined if there is none. */
export function packageFolder(folder: string): string | undefined {
  if (packageFields(folder) !== undefined) return folder
  return dirname(folder) === folder ? undefined : packageFolder(dirname(folder))
}

/** What a `package.json` depends on: ranges by name. */
export function dependenciesOf(folder: string): Readonly<Record<string, unknown>> {
  const fields = packageFields(folder) ?? {}
  return Object.assign({}, ...FIELDS.map(field => objectOf(fields[field])))
}

/** The installed packages a project depends on that are made for Promethean, by name. */
export function pluginPackages(folder: string): readonly PluginPackage[] {
  const own = packageFolder(folder)
  if (own === undefined) return []
  return Object.keys(dependenciesOf(own))
    .toSorted()
    .flatMap(name => packageIn(folder, name) ?? [])
}

function packageIn(folder: string, name: string): PluginPackage | undefined {
  const place = placeOf(name, folder)
  if (place === undefined || name === 'promethean' || !holdsPlugin(place)) return undefined
  const { version, description } = packageFields(place) ?? {}
  return {
    name,
    version: String(version ?? ''),
    description: String(description ?? ''),
    linked: linkedPackage(name, folder) !== undefined,
  }
}
