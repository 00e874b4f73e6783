import { readFile } from 'node:fs/promises'
import { definedIn, type PluginDefinition } from '../../plugin/define.ts'

// `/** Does something. */ export default definePlugin({ name: 'lamp'`, compiled or not.
const DOCUMENTED =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export\s+)?(?:default\s+|const\s+\w+\s*=\s*)definePlugin\(\s*\{\s*name:\s*(['"])([a-z0-9-]+)\2/g

/** The first sentence of the comment above a plugin's definition; undefined if there is none, or its file is gone. */
export async function docstringOf(plugin: PluginDefinition): Promise<string | undefined> {
  const text = await sourceText(definedIn(plugin))
  const found = [...text.matchAll(DOCUMENTED)].find(([, , , name]) => name === plugin.name)
  const words = found?.[1]
    ?.replace(/^\s*\*/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return words && (/^.*?[.!?](?= [A-Z@]|$)/.exec(words)?.[0] ?? words)
}

// A package's stacks name its source, which is within its source map: beside it is the JavaScript.
async function sourceText(file: string | undefined): Promise<string> {
  for (const path of file === undefined ? [] : [file, file.replace(/\.ts$/, '.js')]) {
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text !== undefined) return text
  }
  return ''
}
