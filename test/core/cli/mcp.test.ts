import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { mcpLibrary } from '../../../core/operations/agents/library.ts'
import { configOf } from '../../flow/own-plugins.ts'
import { command, workshop } from '../../flow/workshop.ts'

const { project } = workshop()
const BIN = fileURLToPath(new URL('../../../core/bin.js', import.meta.url))

describe('promethean mcp', () => {
  it('prints what starts it, for the settings of an agent', async () => {
    const stage = project({ 'promethean.config.ts': configOf([]) })
    const { exitCode, lines } = await command(stage, 'mcp', '--settings', '--json')
    const args = [BIN, 'mcp', '--config', stage.file]
    const promethean = { command: process.execPath, args }
    expect([exitCode, lines]).toEqual([0, [{ code: 'settings', mcpServers: { promethean } }]])
  })

  it('says how to install the library it needs', async () => {
    const missing = Object.assign(new Error('Cannot find package'), {
      code: 'ERR_MODULE_NOT_FOUND',
    })
    await expect(mcpLibrary(() => Promise.reject(missing))).rejects.toThrow(
      'cannot serve agents: @modelcontextprotocol/server is not installed; run npm install @modelcontextprotocol/server',
    )
  })
})
