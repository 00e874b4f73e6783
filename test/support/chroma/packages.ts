import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../packages/tools.ts'

const run = promisify(execFile)
const SERVER = 'chromadb==1.5.9'
const INSTALL_MS = 300_000
const VENV = join(ROOT, '.cache', 'packages', 'chroma-python')
const MADE = join(VENV, 'made')

/** A Python with Chroma's server; it is not there on a machine without Python 3.9. */
export const PYTHON = join(VENV, 'bin', 'python')

/** Downloads Chroma's server, if it is missing. @returns what it is */
export async function prepareChroma(): Promise<string> {
  try {
    if (!hasChroma()) {
      await run('python3', ['-m', 'venv', VENV], { timeout: INSTALL_MS })
      // The server is one native module; what else it asks for is for Python's clients, and has 500 MB.
      const install = ['-m', 'pip', 'install', '-q', '--no-deps', SERVER]
      await run(PYTHON, install, { timeout: INSTALL_MS })
      await run(PYTHON, ['-c', 'import chromadb_rust_bindings'], { timeout: INSTALL_MS })
      await writeFile(MADE, SERVER)
    }
    return `Python's ${SERVER}`
  } catch (failure) {
    return `SKIPPED: Python's ${SERVER}, which could not be installed (${String(failure).split('\n', 1)[0]})`
  }
}

/** Whether Chroma's server is there. */
export function hasChroma(): boolean {
  return existsSync(MADE)
}
