import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { packageFields } from '../../config/load/package-source.ts'
import { openProject, type Project } from '../../daemon/project.ts'
import { PrometheanError } from '../../errors.ts'
import { exportedPlugins, tellDefinition } from '../../operations/plugins/definition-told.ts'
import { dependenciesOf, packageFolder } from '../../operations/plugins/packages.ts'
import { variableOf } from '../new/plugin-name.ts'
import { configLines, shownLines } from '../shown/config-lines.ts'
import { createOutput } from '../shown/output.ts'
import { WrongUsage } from '../usage.ts'
import { install, managerOf } from './package-manager.ts'

export interface Add {
  /** A package as its manager understands it: a name, with a version or without; a folder; a file. */
  readonly wanted: string
  readonly config?: string
  readonly json: boolean
}

/** `promethean add <package>`: installs it, and prints the lines for the config. */
export async function add({ wanted, config, json }: Add): Promise<number> {
  // It would be an option of the package manager.
  if (/^-|^\s*$/.test(wanted)) throw new WrongUsage('<package> must be the name of a package')
  const project = await openProject(config)
  try {
    const name = await installed(project, isPackageHere(wanted) ? resolve(wanted) : wanted)
    return await show(project, name, json)
  } finally {
    await project.close()
  }
}

// A folder that happens to have the name of a package on the registry is none.
function isPackageHere(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() === true || packageFields(path) !== undefined
}

/** @returns the package's name */
async function installed({ folder, name }: Project, wanted: string): Promise<string> {
  const place = packageFolder(folder)
  if (place === undefined)
    throw new PrometheanError('runtime', {
      what: `cannot install ${wanted}`,
      why: `there is no package.json beside ${name} or above it`,
      advice: 'make one with npm init -y',
    })
  const before = dependenciesOf(place)
  await install(place, managerOf(place), wanted)
  const now = dependenciesOf(place)
  const names = Object.keys(now)
  const changed = names.find(each => now[each] !== before[each])
  // It was there before.
  return changed ?? names.find(each => leadsTo(now[each], wanted, place)) ?? nameIn(wanted)
}

/** Whether this is how a `package.json` in a folder depends on what is wanted: a file, a folder, an address. */
function leadsTo(range: unknown, wanted: string, folder: string): boolean {
  if (typeof range !== 'string') return false
  const path = range.replace(/^(file|link):/, '')
  return range === wanted || (path !== range && resolve(folder, path) === wanted)
}

function nameIn(wanted: string): string {
  const { name } = packageFields(wanted) ?? {}
  return typeof name === 'string' ? name : wanted.replace(/(?<=.)@.*$/, '')
}

async function show(project: Project, name: string, json: boolean): Promise<number> {
  const output = createOutput(json)
  const { exports, warnings } = await project.loadPackage(name)
  const plugins = exportedPlugins(exports)
  for (const message of warnings) {
    output.json({ code: 'warning', message })
    output.trouble(message)
  }
  if (plugins.length === 0)
    throw new PrometheanError('runtime', {
      what: `${name} is installed, but exports no plugin`,
      advice: 'check the name; uninstall it if you meant another package',
    })
  const lines = await Promise.all(
    plugins.map(async ({ name: exported, plugin }) => {
      const { options, ...told } = await tellDefinition(plugin)
      const variable = exported === 'default' ? variableOf(plugin.name) : exported
      return { ...told, options, ...configLines({ variable, exported, from: name, options }) }
    }),
  )
  for (const line of lines) output.json({ code: 'added', package: name, ...line })
  output.line(`installed ${name}\n\nAdd to ${project.name}:\n\n${shownLines(lines)}`)
  return 0
}
