import { relative, sep } from 'node:path'
import { z } from 'zod'
import type { CheckedUse } from '../../config/check/uses.ts'
import { ConfigProblem, type Problem } from '../../errors.ts'
import { definedIn, type PluginDefinition } from '../../plugin/define.ts'
import { name, names, problem, text } from '../fields.ts'
import { type Given, operation, type Told } from '../operation.ts'
import { exportedPlugins, tellDefinition } from './definition-told.ts'
import { docstringOf } from './docstring.ts'
import { type PluginPackage, pluginPackages } from './packages.ts'

const option = z.object({
  name: text,
  type: text.describe('as TypeScript writes it; unknown if the schema does not tell'),
  required: z.boolean(),
  default: z.unknown().optional(),
  description: text.exactOptional(),
})

const plugin = z.object({
  name: name.describe('its own name, which is its id unless the config gives one'),
  from: text.describe('the package, or the file, relative to the config'),
  version: text.describe('of the package').exactOptional(),
  linked: z.boolean().describe('its package is a link to a folder, and is loaded from its source'),
  exported: text.describe('the name of the export: default, or another').exactOptional(),
  description: text.exactOptional(),
  options: z.array(option),
  provides: names.describe('ports'),
  needs: names.describe('ports'),
  emits: names.describe('event types of its own'),
  uses: names.describe('ids in the config; empty if the config does not use it'),
})

type PluginTold = Told<z.input<typeof plugin>>

export const plugins = operation({
  description: 'list the plugins this project can use, with their options',
  input: z.strictObject({}),
  output: z.object({
    plugins: z.array(plugin),
    problems: z.array(problem).describe('of packages that cannot be loaded, and of the config'),
  }),
  kind: 'read',
  needs: 'project',
  // It reads the config, and loads every package.
  isLong: true,
  run: async (_, given) => {
    const { config, problems } = await given.read()
    const uses = config?.uses ?? []
    const packaged = []
    for (const one of pluginPackages(given.folder)) packaged.push(await tellPackage(one, given))
    const known = new Set(packaged.flatMap(({ plugins }) => plugins.map(({ plugin }) => plugin)))
    const own = new Set(uses.map(({ plugin }) => plugin).filter(one => !known.has(one)))
    const listed = [
      ...packaged.flatMap(({ plugins }) => plugins),
      ...(await Promise.all([...own].map(one => tellOwn(one, given.folder)))),
    ]
    return {
      plugins: listed.map(({ plugin, told }) => ({ ...told, ...usedBy(plugin, uses) })),
      problems: [...problems, ...packaged.flatMap(one => one.problems)],
    }
  },
})

/** A plugin, and what is told of it wherever it is used. */
interface Listed {
  readonly plugin: PluginDefinition
  readonly told: Omit<PluginTold, 'uses'>
}

async function tellPackage(
  { name: from, version, linked, description }: PluginPackage,
  given: Given['project'],
): Promise<{ readonly plugins: readonly Listed[]; readonly problems: readonly Problem[] }> {
  const { found, problems } = await exportsOf(from, given)
  const plugins = found.map(async ({ name: exported, plugin }) => {
    // A package of one plugin describes that one.
    const said = (await docstringOf(plugin)) ?? (found.length === 1 ? description : '')
    const told = { ...(await tellDefinition(plugin)), ...described(said) }
    return { plugin, told: { ...told, from, version, linked, exported } }
  })
  return { plugins: await Promise.all(plugins), problems }
}

async function exportsOf(name: string, { loadPackage }: Given['project']) {
  try {
    const { exports } = await loadPackage(name)
    return { found: exportedPlugins(exports), problems: [] }
  } catch (failure) {
    if (!(failure instanceof ConfigProblem)) throw failure
    return { found: [], problems: failure.problems }
  }
}

async function tellOwn(plugin: PluginDefinition, folder: string): Promise<Listed> {
  const file = definedIn(plugin)
  const from = file === undefined ? '' : relative(folder, file).split(sep).join('/')
  const said = await docstringOf(plugin)
  return {
    plugin,
    told: { ...(await tellDefinition(plugin)), from, linked: false, ...described(said) },
  }
}

function described(description: string | undefined) {
  return description ? { description } : {}
}

function usedBy(plugin: PluginDefinition, uses: readonly CheckedUse[]) {
  return { uses: uses.filter(use => use.plugin === plugin).map(({ id }) => id) }
}
