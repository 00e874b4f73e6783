import { pathToFileURL } from 'node:url'
import { PLAYWRIGHT } from './install.ts'

// What the tests use of playwright-core, which a checkout does not have: only these suites download it.

/** Where an element is, in CSS pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Elements of a page, looked for whenever they are used. */
export interface Locator {
  click(options?: { timeout?: number; force?: boolean; button?: 'left' | 'right' }): Promise<void>
  fill(text: string): Promise<void>
  press(key: string): Promise<void>
  focus(): Promise<void>
  hover(): Promise<void>
  check(): Promise<void>
  uncheck(): Promise<void>
  selectOption(value: string | { label: string }): Promise<unknown>
  count(): Promise<number>
  first(): Locator
  last(): Locator
  nth(index: number): Locator
  filter(options: { hasText?: string | RegExp; has?: Locator; visible?: boolean }): Locator
  locator(selector: string): Locator
  getByRole(role: string, options?: Named): Locator
  getByText(text: string | RegExp, options?: { exact?: boolean }): Locator
  getByLabel(text: string | RegExp, options?: { exact?: boolean }): Locator
  innerText(): Promise<string>
  textContent(): Promise<string | null>
  allInnerTexts(): Promise<string[]>
  getAttribute(name: string): Promise<string | null>
  inputValue(): Promise<string>
  isVisible(): Promise<boolean>
  isDisabled(): Promise<boolean>
  isChecked(): Promise<boolean>
  boundingBox(): Promise<Box | null>
  scrollIntoViewIfNeeded(): Promise<void>
  waitFor(options?: {
    state?: 'attached' | 'detached' | 'visible' | 'hidden'
    timeout?: number
  }): Promise<void>
  screenshot(options: { path: string }): Promise<unknown>
  evaluate<T>(script: string): Promise<T>
}

interface Named {
  readonly name?: string | RegExp
  readonly exact?: boolean
  readonly pressed?: boolean
  readonly expanded?: boolean
}

export interface Request {
  url(): string
  method(): string
  headers(): Readonly<Record<string, string>>
}

export interface Route {
  fulfill(answer: { contentType: string; body: Buffer }): Promise<void>
}

/** A WebSocket of a page, on its way to the server. */
export interface SocketRoute {
  connectToServer(): SocketRoute
  onMessage(take: (message: string) => void): void
  send(message: string): void
  close(): Promise<void>
}

interface ConsoleMessage {
  type(): string
  text(): string
}

/** A page of the browser. */
export interface Page extends Omit<Locator, 'evaluate' | 'screenshot'> {
  goto(url: string): Promise<unknown>
  reload(): Promise<unknown>
  url(): string
  title(): Promise<string>
  close(): Promise<void>
  setViewportSize(size: { width: number; height: number }): Promise<void>
  emulateMedia(media: { colorScheme?: Scheme; reducedMotion?: 'reduce' }): Promise<void>
  screenshot(options: {
    path: string
    fullPage?: boolean
    animations?: 'disabled'
  }): Promise<unknown>
  /** The value of a JavaScript expression in the page; a promise is awaited. */
  evaluate<T>(script: string): Promise<T>
  addScriptTag(script: { path: string }): Promise<unknown>
  on(event: 'console', told: (message: ConsoleMessage) => void): void
  on(event: 'pageerror', told: (error: Error) => void): void
  on(event: 'request', told: (request: Request) => void): void
  on(event: 'websocket', told: (socket: { url(): string }) => void): void
  /** Answers requests instead of the net. */
  route(url: RegExp, answer: (route: Route) => Promise<void>): Promise<void>
  /** The page talks to the real server through this. */
  routeWebSocket(url: RegExp, handle: (route: SocketRoute) => void): Promise<void>
  readonly keyboard: {
    press(key: string): Promise<void>
    type(text: string): Promise<void>
  }
  readonly clock: {
    install(options?: { time?: number | Date }): Promise<void>
    fastForward(ms: number): Promise<void>
    runFor(ms: number): Promise<void>
  }
}

export type Scheme = 'dark' | 'light'

/** Pages that share nothing with those of another context. */
export interface BrowserContext {
  newPage(): Promise<Page>
  addInitScript(script: { path: string } | { content: string }): Promise<void>
  exposeFunction(name: string, told: (value: string) => void): Promise<void>
  close(): Promise<void>
}

export interface Browser {
  newContext(options: {
    viewport?: { width: number; height: number }
    colorScheme?: Scheme
    locale?: string
    timezoneId?: string
    bypassCSP?: boolean
  }): Promise<BrowserContext>
  version(): string
  close(): Promise<void>
}

interface Playwright {
  readonly chromium: {
    launch(options: {
      executablePath: string
      args: readonly string[]
      timeout: number
    }): Promise<Browser>
  }
}

/** Loads playwright-core from where the suite has downloaded it. */
export async function loadPlaywright(): Promise<Playwright> {
  return import(pathToFileURL(PLAYWRIGHT).href)
}
