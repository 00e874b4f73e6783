import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { PATH } from '../peers/apt.ts'
import { type Browser, loadPlaywright } from './playwright.ts'

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
// A busy machine takes its time to start a browser.
const START_MS = 120_000

/**
 * Starts Debian's Chromium without a screen, with a profile of its own that is gone afterwards.
 * @param args more of its command line
 */
export async function startChromium(...args: readonly string[]): Promise<Browser> {
  const { chromium } = await loadPlaywright()
  const program = { executablePath: chromiumProgram(), args: [...QUIET, ...args] }
  return chromium.launch({ ...program, timeout: START_MS })
}

/** @throws Error if there is none */
export function chromiumProgram(): string {
  const folders = PATH.split(delimiter)
  const found = folders.map(folder => join(folder, 'chromium')).find(file => existsSync(file))
  if (found === undefined) {
    throw new Error('there is no Chromium; npm run test:peers -- browser installs it')
  }
  return found
}
