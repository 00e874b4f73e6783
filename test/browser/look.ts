import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startChromium } from '../support/browser/chromium.ts'
import { installBrowser } from '../support/browser/install.ts'
import { type PageInstance, startInstance } from '../support/browser/instance.ts'
import type { Scheme } from '../support/browser/playwright.ts'
import { startTrouble, type Troubled } from '../support/browser/trouble.ts'
import { TROUBLES } from '../support/browser/troubles.ts'

// `node test/browser/look.ts [--rate 20] [--widths 280,400,1280] [--schemes dark,light] [--wait 5] [--click NAME ...] [--trouble stale,full | all] [FOLDER]`:
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
    /** What goes wrong: names of `TROUBLES`; `all`: everything that leaves the page an instance. */
    trouble: { type: 'string', default: '' },
    /** Names of buttons, tabs or links to click first. */
    click: { type: 'string', multiple: true, default: [] },
  },
})
const ALL = ['stale', 'obs', 'database', 'failed', 'refused', 'muted', 'waiting']
const folder = resolve(positionals[0] ?? 'look')

const names = values.trouble === 'all' ? ALL : values.trouble.split(',').filter(Boolean)
const kinds = names.map(name => {
  const kind = TROUBLES[name]
  if (kind === undefined) throw new Error(`no trouble ${name}; there are ${Object.keys(TROUBLES)}`)
  return kind
})

await installBrowser()
await mkdir(folder, { recursive: true })
const simulator = `simulator({ seed: 'dock', rate: ${values.rate} })`
let world: Troubled | undefined
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
  if (kinds.length === 0) return startInstance({ uses: [simulator, 'restreamFilter()'] })
  world = await startTrouble({
    broken: kinds.flatMap(({ needs }) => needs?.broken ?? []),
    settings: kinds.map(({ needs }) => needs?.settings ?? '').join(' '),
    hasSmallDisk: kinds.some(({ needs }) => needs?.hasSmallDisk),
    uses: [simulator],
  })
  for (const kind of kinds) await kind.begin?.(world)
  const { url } = world.instance
  const address = kinds.find(kind => kind.address)?.address?.(url) ?? url
  return { url: address, end: world.end }
}

async function look(width: number, colorScheme: Scheme): Promise<void> {
  const viewport = { width, height: Number(values.height) }
  const context = await browser.newContext({ viewport, colorScheme })
  const page = await context.newPage()
  page.on('console', told => console.log(`${width} ${colorScheme}: ${told.type()}: ${told.text()}`))
  page.on('pageerror', error => console.log(`${width} ${colorScheme}: ${error.stack}`))
  await page.goto(values.url ?? instance?.url ?? '')
  await setTimeout(Number(values.wait) * 1_000)
  if (world !== undefined) for (const kind of kinds) await kind.whileOpen?.(world)
  for (const name of values.click) {
    await page.locator('button, [role=tab], a, summary').filter({ hasText: name }).first().click()
    await setTimeout(500)
  }
  const path = join(folder, `${width}-${colorScheme}.png`)
  await page.screenshot({ path })
  console.log(path)
  await context.close()
  if (world !== undefined) for (const kind of kinds) await kind.after?.(world)
}
