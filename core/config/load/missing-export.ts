import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { suggestion } from '../../text/nearest.ts'

// V8's message, and Node's if the package is CommonJS.
const SAID = [
  /^The requested module '(?<from>.+)' does not provide an export named '(?<name>.+)'/,
  /^Named export '(?<name>.+)' not found\. The requested module '(?<from>.+)' is a CommonJS module/,
]

/** `rxjs exports no mp; did you mean map?` of an import that could not be linked; undefined of whatever else was thrown. */
export async function missingExport(thrown: unknown): Promise<string | undefined> {
  if (!(thrown instanceof SyntaxError)) return undefined
  const said = SAID.map(words => words.exec(thrown.message)).find(found => found !== null)
  const { from, name } = said?.groups ?? {}
  if (from === undefined || name === undefined) return undefined
  // Only a package imports files by their path relative to itself.
  if (from.startsWith('.')) return notWhole(thrown, `its ${from} does not export ${name}`)
  const hint = suggestion(name, await exportsOf(from))
  if (!hint && (await exportsOf(freshly(from))).includes(name))
    return `${packageOf(from)} did not export ${name} when it was first loaded but does now, as after an install or update; restart promethean`
  return `${packageOf(from)} does not export ${name}${hint || '; correct the import'}`
}

function notWhole({ stack = '' }: SyntaxError, why: string): string {
  // Node puts the place of the import before the message.
  const [importer = ''] = /^file:.+(?=:\d+$)/m.exec(stack) ?? []
  return `${packageOf(importer)} is incomplete: ${why}; wait until its install or update finishes, or reinstall it, then restart promethean`
}

// Node reads a file once in its life, and again under another address.
function freshly(from: string): string {
  return from.startsWith('file:') ? `${from}?${randomUUID()}` : from
}

// Only the package is imported; nothing of the config runs.
async function exportsOf(from: string): Promise<readonly string[]> {
  const exported: unknown = await import(from).catch(() => undefined)
  return Object.keys(Object(exported))
}

// `from` is the address of a file, for packages are resolved before; of Node's own modules it is the name.
function packageOf(from: string): string {
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(from) ?? []
  if (installed !== undefined || !from.startsWith('file:')) return installed ?? from
  const file = findPackageJSON(from)
  const described: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'))
  const name: unknown = Reflect.get(Object(described), 'name')
  return typeof name === 'string' ? name : 'the package'
}
