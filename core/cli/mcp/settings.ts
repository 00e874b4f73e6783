import { fileURLToPath } from 'node:url'
import { inShell } from '../shown/in-shell.ts'
import type { Output } from '../shown/output.ts'

const BIN = fileURLToPath(new URL('../../bin.js', import.meta.url))

/**
 * Prints what starts this server, for the settings of an agent's program. Absolute paths: such programs start it in any folder.
 * @param config absolute path
 */
export function showSettings(output: Output, config: string): void {
  const command = process.execPath
  const args = [BIN, 'mcp', '--config', config]
  const settings = { mcpServers: { promethean: { command, args } } }
  output.json({ code: 'settings', ...settings })
  output.line(
    'Programs such as Claude Desktop, Cursor and LM Studio start this command themselves.',
  )
  output.line(
    `Write this into their settings, under MCP:\n\n${JSON.stringify(settings, null, 2)}\n`,
  )
  const words = [command, ...args].map(word => inShell(word)).join(' ')
  output.line(`For Claude Code:\n\n  claude mcp add promethean -- ${words}\n`)
}
