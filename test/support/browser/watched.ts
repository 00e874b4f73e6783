import type { Browser, BrowserContext, Page, Scheme } from './playwright.ts'

export interface Look {
  readonly width?: number
  readonly height?: number
  readonly scheme?: Scheme
  /** What the page's clock shows at first; it can be moved on then. */
  readonly time?: number
}

/** A page, and all it did that a page of Promethean never does. */
export interface WatchedPage {
  readonly page: Page
  readonly context: BrowserContext
  /** Every address it asked for. */
  readonly asked: readonly string[]
  /** What broke the content security policy, what the page threw, and what its console complained of. */
  readonly faults: readonly string[]
  close(): Promise<void>
}

const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const TOLD = 'tellTheTest'
const LISTEN = `addEventListener('securitypolicyviolation', event =>
  ${TOLD}(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber))`

/** Opens an address in a context of its own. */
export async function watch(
  browser: Browser,
  url: string,
  { width = 1280, height = 800, scheme = 'dark', time }: Look = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  })
  const faults: string[] = []
  const asked: string[] = []
  await context.exposeFunction(TOLD, violation => faults.push(`policy: ${violation}`))
  await context.addInitScript({ content: LISTEN })
  const page = await context.newPage()
  page.on('pageerror', error => faults.push(`thrown: ${error.stack ?? error.message}`))
  page.on('console', told => {
    if (told.type() === 'error' || told.type() === 'warning') {
      faults.push(`${told.type()}: ${told.text()}`)
    }
  })
  page.on('request', request => {
    asked.push(request.url())
    const { referer } = request.headers()
    if (referer) faults.push(`referer: ${referer}`)
  })
  page.on('websocket', socket => asked.push(socket.url()))
  // Nothing leaves this machine.
  await page.route(/^https:/, route => route.fulfill({ contentType: 'image/png', body: DOT }))
  if (time !== undefined) await page.clock.install({ time })
  await page.goto(url)
  return { page, context, asked, faults, close: () => context.close() }
}
