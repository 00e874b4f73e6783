import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startChromium } from '../support/browser/chromium.ts'
import { installBrowser } from '../support/browser/install.ts'
import { type PageInstance, startInstance } from '../support/browser/instance.ts'
import type { Scheme } from '../support/browser/playwright.ts'
import { startTrouble } from '../support/browser/trouble.ts'

// `node test/browser/look.ts [--rate 20] [--widths 280,400,1280] [--schemes dark,light] [--wait 5] [--click NAME ...] [--trouble] [FOLDER]`:
// pictures of the page while a simulated stream runs.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** A page that runs already; default: an instance of its own. */
    url: { type: 'string' },
    rate: { type: 'string', default: '5' },
    widths: { type: 'string', default: '280,400,1280' },
    height: { type: 'string', default: '800' },
    schemes: { type: 'string', default: 'dark,light' },
    /** Seconds before the picture. */
    wait: { type: 'string', default: '5' },
    /** Everything goes wrong at once. */
    trouble: { type: 'boolean', default: false },
    /** Names of buttons, tabs or links to click first. */
    click: { type: 'string', multiple: true, default: [] },
  },
})
const folder = resolve(positionals[0] ?? 'look')

await installBrowser()
await mkdir(folder, { recursive: true })
const simulator = `simulator({ seed: 'dock', rate: ${values.rate} })`
const instance = values.url === undefined ? await start() : undefined
const browser = await startChromium()
try {
  for (const width of values.widths.split(',').map(Number)) {
    for (const scheme of values.schemes.split(','))
      await look(width, scheme === 'light' ? 'light' : 'dark')
  }
} finally {
  await browser.close()
  await instance?.end()
}

async function start(): Promise<Pick<PageInstance, 'url' | 'end'>> {
  if (!values.trouble) return startInstance({ uses: [simulator, 'restreamFilter()'] })
  const { instance, stage, silence, refuse, mute, end } = await startTrouble(simulator)
  await stage.line('is anybody there?')
  silence()
  refuse()
  await mute()
  await stage.cue({ ask: 'title', text: 'Lamplight and ladders: the windmill' })
  await stage.cue({ ask: 'answer', text: 'We play until eleven, then the windmill.' })
  // Chat is silent for longer than it may be.
  await setTimeout(6_000)
  return { url: instance.url, end }
}

async function look(width: number, colorScheme: Scheme): Promise<void> {
  const viewport = { width, height: Number(values.height) }
  const context = await browser.newContext({ viewport, colorScheme })
  const page = await context.newPage()
  page.on('console', told => console.log(`${width} ${colorScheme}: ${told.type()}: ${told.text()}`))
  page.on('pageerror', error => console.log(`${width} ${colorScheme}: ${error.stack}`))
  await page.goto(values.url ?? instance?.url ?? '')
  await setTimeout(Number(values.wait) * 1_000)
  for (const name of values.click) {
    await page.locator('button, [role=tab], a, summary').filter({ hasText: name }).first().click()
    await setTimeout(500)
  }
  const path = join(folder, `${width}-${colorScheme}.png`)
  await page.screenshot({ path })
  console.log(path)
  await context.close()
}
