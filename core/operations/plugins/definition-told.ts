import { isDefinition } from '../../config/check/uses.ts'
import type { PluginDefinition } from '../../plugin/define.ts'
import { readNeed } from '../../plugin/port.ts'
import { type OptionTold, optionsTold } from './options.ts'

/** What a plugin provides to others and needs from them, by the names of the ports, and the event types of its own. */
export interface Manifest {
  readonly provides: readonly string[]
  readonly needs: readonly string[]
  readonly emits: readonly string[]
}

/** What a definition says of itself. */
export interface DefinitionTold extends Manifest {
  readonly name: string
  readonly options: readonly OptionTold[]
}

/** A plugin that a module exports. */
export interface ExportedPlugin {
  /** The export's name: `default`, `raidLights`. */
  readonly name: string
  readonly plugin: PluginDefinition
}

/** The plugins among the exports of a module, each once. */
export function exportedPlugins(module: object): readonly ExportedPlugin[] {
  const found = new Map<PluginDefinition, ExportedPlugin>()
  for (const name of Object.keys(module)) {
    const exported: unknown = Reflect.get(module, name)
    const plugin: unknown =
      typeof exported === 'function' ? Reflect.get(exported, 'plugin') : undefined
    if (isDefinition(plugin) && !found.has(plugin)) found.set(plugin, { name, plugin })
  }
  return [...found.values()]
}

/** Describes a plugin from its definition alone; nothing of it runs. */
export async function tellDefinition(plugin: PluginDefinition): Promise<DefinitionTold> {
  const { name, options, needs = {}, emits = {} } = plugin
  return {
    name,
    options: optionsTold(options),
    provides: await providesOf(plugin),
    needs: [...new Set(Object.values(needs).map(need => readNeed(need).port.name))],
    emits: Object.keys(emits),
  }
}

/** What a package with these plugins provides, needs and emits. */
export async function manifestOf(plugins: readonly PluginDefinition[]): Promise<Manifest> {
  const told = await Promise.all(plugins.map(tellDefinition))
  const all = (list: keyof Manifest) => [...new Set(told.flatMap(one => one[list]))]
  return { provides: all('provides'), needs: all('needs'), emits: all('emits') }
}

// Where it depends on the options: with the defaults, or nothing if some option has none or it throws without.
async function providesOf({ provides = [], options }: PluginDefinition): Promise<string[]> {
  if (typeof provides !== 'function') return provides.map(port => port.name)
  try {
    const checked = await options?.['~standard'].validate({})
    if (checked?.issues) return []
    // Made by the plugin's own schema.
    return provides(checked?.value as never).map(port => port.name)
  } catch {
    return []
  }
}
