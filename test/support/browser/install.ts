import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fetchTool, toolFolder } from '../packages/tools.ts'
import { installNeeded, isOnPath, type Needed } from '../peers/apt.ts'

const run = promisify(execFile)

const FONTS = '/usr/share/fonts/truetype'
/** The browser, and the fonts of what viewers write: Arabic and Hebrew, Chinese, Japanese and Korean, emoji. */
const NEEDED: readonly Needed[] = [
  { packages: ['chromium'], isThere: () => isOnPath('chromium') },
  {
    packages: ['fonts-noto-core'],
    isThere: () => existsSync(join(FONTS, 'noto/NotoSans-Regular.ttf')),
  },
  { packages: ['fonts-wqy-microhei'], isThere: () => existsSync(join(FONTS, 'wqy')) },
  {
    packages: ['fonts-noto-color-emoji'],
    isThere: () => existsSync(join(FONTS, 'noto/NotoColorEmoji.ttf')),
  },
]
const PACKAGES = ['playwright-core@1.65.1', 'axe-core@4.14.1']

/** The program that drives the browser, as npm brought it. */
export const PLAYWRIGHT = join(toolFolder('browser'), 'playwright-core', 'index.mjs')
/** The script that looks for what keeps people from using a page. */
export const AXE = join(toolFolder('browser'), 'axe-core', 'axe.min.js')

/**
 * Installs what is missing.
 * @returns which browser it is
 * @throws Error with what is missing, Skipped on a machine without apt
 */
export async function installBrowser(): Promise<string> {
  const how = await installNeeded('a real browser', NEEDED)
  await fetchTool('browser', PACKAGES, AXE)
  const { stdout } = await run('chromium', ['--version'])
  return `${stdout.trim()}, ${how}, with ${PACKAGES.join(' and ')}`
}
