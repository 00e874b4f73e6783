import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { bareEnvironment } from '../process/environment.ts'
import { PYTHON } from './tools.ts'

const run = promisify(execFile)
const SCRIPT = fileURLToPath(new URL('./client.py', import.meta.url))
const DEADLINE_MS = 90_000

/** What Python's client shall connect to, and how. */
export type Wanted = { readonly mode: 'legacy' | 'auto' } & (
  | { readonly stdio: { command: string; args: readonly string[]; env: object } }
  | { readonly url: string; readonly token: string }
)

/** What it saw: `client.py`. */
export interface Seen {
  readonly version: string
  readonly tools: readonly string[]
  readonly templates: readonly string[]
  readonly chat: unknown
  readonly prompt: unknown
}

/** Connects Python's client. @throws Error with what it printed, if it failed */
export async function seenByPython(wanted: Wanted): Promise<Seen> {
  const { stdout } = await run(PYTHON, [SCRIPT, JSON.stringify(wanted)], {
    env: bareEnvironment(),
    timeout: DEADLINE_MS,
  })
  return JSON.parse(stdout)
}
