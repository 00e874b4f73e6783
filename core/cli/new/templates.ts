import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { PluginName } from './plugin-name.ts'

/** What a new plugin can be. */
export const ROLES = ['behaviour', 'source', 'filter', 'sink', 'port'] as const

export type Role = (typeof ROLES)[number]

/** The text of a new plugin and of its test. */
export interface PluginTexts {
  readonly plugin: string
  readonly test: string
  /** The name of its import. */
  readonly variable: string
}

/**
 * Fills the templates of a role.
 * @param path of the plugin, as its test imports it
 */
export async function pluginTexts(
  role: Role,
  { name, variable, type }: PluginName,
  path: string,
): Promise<PluginTexts> {
  const [plugin, test] = await Promise.all([textOf(role), textOf(`${role}-test`)])
  // What a template imports and declares keeps its name; only the plugin's own name gives way.
  const free = (word: string, text: string) =>
    new RegExp(`\\b${word}\\b`).test(text) ? `${word}Plugin` : word
  const imported = free(variable, test)
  const filled = (text: string) =>
    text
      .replaceAll(`'./${role}.ts'`, `'${path}'`)
      .replaceAll('new-plugin', name)
      .replaceAll('newPlugin', imported)
      .replaceAll('NewPlugin', free(type, plugin + test))
  return { plugin: filled(plugin), test: filled(test), variable: imported }
}

// The checkout has them as TypeScript, the package as texts: Node refuses TypeScript in node_modules.
function textOf(name: string): Promise<string> {
  const end = extname(import.meta.url) === '.ts' ? 'ts' : 'ts.txt'
  return readFile(new URL(`./templates/${name}.${end}`, import.meta.url), 'utf8')
}
