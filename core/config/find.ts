import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join, parse, resolve } from 'node:path'
import { cosmiconfig } from 'cosmiconfig'
import { ConfigProblem, messageOf } from '../errors.ts'

/** What a config file may be called. */
export const CONFIG_NAMES = ['ts', 'mts', 'js', 'mjs'].map(end => `promethean.config.${end}`)

/**
 * The absolute path of the config.
 * @param wanted.file the file itself, relative to `from`
 * @param wanted.from the folder to start searching in, continuing in its parent folders; default: the working directory
 * @throws ConfigProblem if there is none
 */
export async function findConfig(
  wanted: { readonly file?: string | undefined; readonly from?: string } = {},
): Promise<string> {
  const from = resolve(wanted.from ?? '.')
  if (wanted.file === undefined) return search(from)
  const asked = resolve(from, wanted.file)
  const found = await stat(asked).catch(() => undefined)
  if (!found?.isFile()) {
    const where = isAbsolute(wanted.file) ? '' : ` in ${from}`
    throw new ConfigProblem(
      `${wanted.file} is not a file${where}: give --config the path of your config, or leave it out if promethean.config.ts is here or in a parent folder`,
    )
  }
  const file = join(dirname(asked), nameAmong(await readdir(dirname(asked)), basename(asked)))
  if (!CONFIG_NAMES.some(name => extname(name) === extname(file))) {
    throw new ConfigProblem(
      `${wanted.file} cannot be a config: it is not TypeScript or JavaScript; rename it to end in .ts`,
    )
  }
  return file
}

/** How a folder writes a name: Windows and macOS find PROMETHEAN.CONFIG.TS where there is promethean.config.ts. */
export function nameAmong(names: readonly string[], name: string): string {
  if (names.includes(name)) return name
  return names.find(one => one.toLowerCase() === name.toLowerCase()) ?? name
}

async function search(from: string): Promise<string> {
  const found = await explorer(from)
    .search(from)
    .catch((thrown: unknown) => {
      throw new ConfigProblem(
        `cannot look for a config in ${from}: ${messageOf(thrown)}; name it with --config`,
        { cause: thrown },
      )
    })
  if (found) return found.filepath
  throw new ConfigProblem(
    `no promethean.config.ts in ${from} or its parent folders: write one (see the README), or name one with --config`,
  )
}

function explorer(from: string) {
  // Only finds the file; our own loader reads it, because it keeps unchanged modules.
  const found = () => ({ found: true })
  return cosmiconfig('promethean', {
    searchPlaces: CONFIG_NAMES,
    loaders: { '.ts': found, '.mts': found, '.js': found, '.mjs': found },
    stopDir: dirname(parse(from).root),
    ignoreEmptySearchPlaces: false,
    cache: false,
  })
}
