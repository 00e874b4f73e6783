import { basename } from 'node:path'
import { Script } from 'node:vm'
import { kebabCase } from '../../text/kebab-case.ts'
import { printable } from '../shown/output.ts'
import { WrongUsage } from '../usage.ts'

/** What a new plugin is called, everywhere it has a name. */
export interface PluginName {
  /** Its own, in kebab-case: `raid-lights`. */
  readonly name: string
  /** Its import's: `raidLights`. */
  readonly variable: string
  /** Its port's: `RaidLights`. */
  readonly type: string
  /** Its package's, with the scope if it has one: `promethean-plugin-raid-lights`. */
  readonly packageName: string
  /** Its package's folder, as it was given, without the scope; relative to the working directory. */
  readonly folder: string
}

const SCOPE = /^@[a-z0-9][a-z0-9._-]*\//
const PREFIX = 'promethean-plugin-'
// As long as an id may be.
const LONGEST = 64
// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/

/**
 * @param given `raid-lights`; of a package also `promethean-plugin-raid-lights`, `@ann/raid-lights` or `../raid-lights`
 * @throws WrongUsage with the nearest right name
 */
export function pluginName(given: string, isPackage: boolean): PluginName {
  const [scope = ''] = (isPackage && SCOPE.exec(given)) || []
  const folder = given.slice(scope.length)
  const last = isPackage && !folder.startsWith('@') ? basename(folder) : folder
  const name = isPackage && last.startsWith(PREFIX) ? last.slice(PREFIX.length) : last
  refuseWrong(given, name, isPackage)
  return {
    name,
    folder,
    packageName: scope === '' ? `${PREFIX}${name}` : `${scope}${last}`,
    variable: variableOf(name),
    type: capital(camelCase(name)),
  }
}

function refuseWrong(given: string, name: string, isPackage: boolean): void {
  const [scope = ''] = (isPackage && SCOPE.exec(given.toLowerCase())) || []
  const right = scope + nearestRight(name)
  const said = printable(given)
  if (given.startsWith('@') && SCOPE.test(given) && name === given)
    throw new WrongUsage(`${said} is the name of a package: add --package, or write ${right}`)
  if (name === 'promethean')
    throw new WrongUsage('promethean is the runtime itself: choose another name')
  if (WINDOWS_DEVICE.test(name))
    throw new WrongUsage(`${said} cannot be a file on Windows: write ${name}-plugin`)
  if (name !== nearestRight(name))
    throw new WrongUsage(
      `${said} cannot be the name of a plugin: names are in kebab-case and have at most ${LONGEST} characters; write ${right}`,
    )
}

/** A right name for whatever was meant: `Raid Lights`, `raidLights` and `config/raid_lights.ts` are `raid-lights`. */
function nearestRight(given: string): string {
  const file = given
    .replace(/[\\/]+$/, '')
    .replace(/^.*[\\/]/, '')
    .replace(/\.[cm]?[jt]sx?$/, '')
  const words = kebabCase(file)
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST)
    .replace(/-$/, '')
  if (words === '') return 'my-plugin'
  return WINDOWS_DEVICE.test(words) || words === 'promethean' ? `${words}-plugin` : words
}

/** `raid-lights` as an identifier; `new` is a word of the language, and becomes `newPlugin`. */
export function variableOf(name: string): string {
  const variable = camelCase(name)
  return isIdentifier(variable) ? variable : `${variable}Plugin`
}

/** `raidLights` of `raid-lights`. */
function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

// Only parsed, as the module it will stand in is; nothing runs.
function isIdentifier(word: string): boolean {
  try {
    new Script(`'use strict'; async () => { const ${word} = 0 }`)
    return true
  } catch {
    return false
  }
}
