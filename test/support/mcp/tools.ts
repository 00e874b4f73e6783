import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchTool, ROOT, toolFolder } from '../packages/tools.ts'

const run = promisify(execFile)

const CLIENT = '@modelcontextprotocol/client@2.4.0'
const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0'
const CONFORMANCE = '@modelcontextprotocol/conformance@0.2.0-alpha.12'
const PYTHON_CLIENT = 'mcp==2.3.0'
const INSTALL_MS = 300_000

const FOLDER = toolFolder('mcp')
const VENV = join(ROOT, '.cache', 'packages', 'mcp-python')

/** The official client of TypeScript, as npm brought it. */
export const CLIENT_FOLDER = join(FOLDER, '@modelcontextprotocol', 'client', 'dist')
/** MCP Inspector: the program that starts its command line. */
export const INSPECTOR_PROGRAM = join(
  FOLDER,
  '@modelcontextprotocol/inspector/clients/launcher/build/index.js',
)
/** The conformance suite of the protocol's authors. */
export const CONFORMANCE_PROGRAM = join(FOLDER, '@modelcontextprotocol/conformance/dist/index.js')
/** A Python with the official client; it is not there on a machine without Python 3.10. */
export const PYTHON = join(VENV, 'bin', 'python')

/** Downloads the clients, if they are missing. @returns what they are */
export async function prepareTools(): Promise<string> {
  await fetchTool('mcp', [CLIENT, INSPECTOR, CONFORMANCE], CONFORMANCE_PROGRAM)
  return [CLIENT, INSPECTOR, CONFORMANCE, await pythonClient()].join(', ')
}

async function pythonClient(): Promise<string> {
  try {
    if (!existsSync(join(VENV, 'bin', 'mcp'))) {
      await run('python3', ['-m', 'venv', VENV], { timeout: INSTALL_MS })
      await run(PYTHON, ['-m', 'pip', 'install', '-q', PYTHON_CLIENT], { timeout: INSTALL_MS })
    }
    return `Python's ${PYTHON_CLIENT}`
  } catch (failure) {
    return `SKIPPED: Python's ${PYTHON_CLIENT}, which could not be installed (${String(failure).split('\n', 1)[0]})`
  }
}

/** Whether Python's client is there. */
export const hasPython = existsSync(join(VENV, 'bin', 'mcp'))
