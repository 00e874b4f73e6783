import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** A program, and the arguments it begins with. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
}

/**
 * The npm to use: the one around this process, or the one in the path. Node runs its script, because Windows starts
 * `npm.cmd` only through a shell, which takes arguments apart.
 */
export function npmProgram(env: NodeJS.ProcessEnv = process.env): Program {
  const script = scriptsOf(env).find(file => existsSync(file))
  return script === undefined
    ? { command: 'npm', args: [] }
    : { command: process.execPath, args: [script] }
}

function scriptsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const around = env.npm_execpath ?? ''
  // Another package manager sets the same variable.
  const own = /[\\/]np[mx]-cli\.js$/.test(around) ? [join(dirname(around), 'npm-cli.js')] : []
  const path = Object.entries(env).find(([name]) => /^path$/i.test(name))?.[1] ?? ''
  const folders = [dirname(process.execPath), ...path.split(delimiter)].filter(Boolean)
  return [
    ...own,
    // Windows has it beside npm.cmd, the others in a folder beside bin.
    ...folders.flatMap(folder => [
      join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
      join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ]),
  ]
}
