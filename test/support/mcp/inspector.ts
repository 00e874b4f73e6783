import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bareEnvironment } from '../process/environment.ts'
import { INSPECTOR_PROGRAM } from './tools.ts'

const run = promisify(execFile)
const DEADLINE_MS = 90_000

/** A server as the settings of a client name it. */
export type ServerSettings =
  | { readonly command: string; readonly args: readonly string[]; readonly env: object }
  | { readonly type: 'streamable-http'; readonly url: string; readonly headers: object }

/** Runs MCP Inspector's command line against a server. @returns what it printed, which is JSON; @throws Error with what it printed, if it failed */
export async function inspected(
  server: ServerSettings,
  ...args: readonly string[]
): Promise<Readonly<Record<string, unknown>>> {
  const folder = await mkdtemp(join(tmpdir(), 'inspector-'))
  try {
    const config = join(folder, 'mcp.json')
    await writeFile(config, JSON.stringify({ mcpServers: { promethean: server } }))
    const cli = [INSPECTOR_PROGRAM, '--cli', '--config', config, '--server', 'promethean']
    const { stdout } = await run(process.execPath, [...cli, ...args], {
      // It keeps files of its own in the home folder.
      env: { ...bareEnvironment(), HOME: folder, USERPROFILE: folder },
      timeout: DEADLINE_MS,
    })
    return JSON.parse(stdout)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
