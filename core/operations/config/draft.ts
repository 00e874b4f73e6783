import { realpath } from 'node:fs/promises'
import { extname, isAbsolute, relative, resolve, sep } from 'node:path'
import { PrometheanError } from '../../errors.ts'

// What a config is written in: a problem of any other file would quote it.
const MODULES: readonly string[] = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']

/**
 * A config that may be loaded for somebody who is not at this computer.
 * @param folder of the config that runs
 * @param file relative to it, or absolute
 * @returns its real path
 * @throws PrometheanError if it is no module in that folder, also through links
 */
export async function draftIn(folder: string, file: string): Promise<string> {
  const path = resolve(folder, file)
  // What is elsewhere is not even looked for.
  if (!isWithin(folder, path) || !isModule(path)) throw elsewhere()
  const [realFolder, real] = await Promise.all([realpath(folder), realpath(path)]).catch(() => {
    throw missing()
  })
  if (!isWithin(realFolder, real) || !isModule(real)) throw elsewhere()
  return real
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  const [first, ...others] = way.split(sep)
  // Packages are not his: among them are programs that act as soon as they are loaded.
  return first !== '..' && !isAbsolute(way) && ![first, ...others].includes('node_modules')
}

function isModule(path: string): boolean {
  return MODULES.includes(extname(path))
}

const WHAT = 'cannot read this file'

function missing(): PrometheanError {
  return new PrometheanError('not_found', {
    what: WHAT,
    why: 'there is none of this name',
    advice: "name one in the config's folder",
  })
}

function elsewhere(): PrometheanError {
  return new PrometheanError('refused', {
    what: WHAT,
    why: "loading a config runs it, so from here only a .ts or .js file in the config's folder is loaded",
    advice: 'put it there, or use promethean plan at the terminal',
  })
}
