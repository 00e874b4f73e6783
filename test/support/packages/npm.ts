import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const NPM_MS = 300_000

/** Runs npm in a folder. @throws Error with its output if it fails */
export async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', [...args], {
    cwd,
    env: environmentOfNpm(),
    timeout: NPM_MS,
    maxBuffer: 20_000_000,
    shell: process.platform === 'win32',
  })
  return stdout
}

/** The variables for the npm of another folder: npm's own settings of this run, such as the workspace, must not reach it. */
export function environmentOfNpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?!config_(registry|cafile|cache)$)/i.test(name),
    ),
  )
}
