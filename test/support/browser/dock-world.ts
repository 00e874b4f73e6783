import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { freePort } from '../process/child.ts'
import { startChromium } from './chromium.ts'
import { type InstanceSettings, type PageInstance, startInstance } from './instance.ts'
import type { Browser } from './playwright.ts'
import { Stage } from './stage.ts'
import { type Look, type WatchedPage, watch } from './watched.ts'

export interface WorldSettings {
  /** More plugins beside the stage. */
  readonly uses?: readonly string[]
  readonly settings?: string
  readonly imports?: string
  /** Own files beside the config. */
  readonly files?: Readonly<Record<string, string>>
  /** What is done in the instance's folder before it runs. */
  readonly before?: (folder: string) => Promise<unknown>
}

/** A browser, and an instance with a stage and a page, of one test file. */
export interface DockWorld {
  readonly browser: Browser
  readonly instance: PageInstance
  readonly stage: Stage
  /** What it was started with, to be edited. */
  readonly config: InstanceSettings & Required<Pick<InstanceSettings, 'uses'>>
  /** Opens the page in a context of its own, until the test ends. */
  open(look?: Look, url?: string): Promise<WatchedPage>
  /** What is right after this test although a page otherwise never does it. */
  expectFaults(...faults: readonly RegExp[]): void
  /** Whose pictures this test's page may load. */
  expectHosts(...hosts: readonly string[]): void
}

/**
 * Call it inside a `describe`. After each test it asserts what holds of every page at any time: it asks nobody but its own
 * server, breaks no policy, throws nothing, complains of nothing, and the token is in no request but the first message.
 */
export function dockWorld({
  uses = ['restreamFilter()'],
  settings = '',
  imports = '',
  files = {},
  before,
}: WorldSettings = {}): DockWorld {
  let browser: Browser | undefined
  let instance: PageInstance | undefined
  let stage: Stage | undefined
  let opened: WatchedPage[] = []
  let expected: readonly RegExp[] = []
  let hosts: readonly string[] = []

  const config = () => {
    const staged = there(stage).settings
    return {
      settings,
      uses: [...staged.uses, ...uses],
      imports: `${staged.imports}\n${imports}`,
      files: { ...staged.files, ...files },
    }
  }

  beforeAll(async () => {
    stage = new Stage(await freePort())
    instance = await startInstance({
      ...config(),
      prepare: project => before?.(project.folder),
    })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await instance?.stop()
    if (instance !== undefined) expect(placesOf(tokenOf(instance), instance)).toEqual([])
    await instance?.end()
  })
  afterEach(async () => {
    const pages = opened
    const allowed = expected
    const known = [`127.0.0.1:${there(instance).port}`, ...hosts]
    opened = []
    expected = []
    hosts = []
    for (const { asked, faults, page, close } of pages) {
      const title = await page.title()
      await close()
      const token = tokenOf(there(instance))
      expect(faults.filter(fault => !allowed.some(one => one.test(fault)))).toEqual([])
      expect(asked.filter(url => !known.includes(new URL(url).host))).toEqual([])
      expect(asked.slice(1).filter(url => url.includes(token))).toEqual([])
      expect(title).not.toContain(token)
    }
  })

  return {
    get browser() {
      return there(browser)
    },
    get instance() {
      return there(instance)
    },
    get stage() {
      return there(stage)
    },
    get config() {
      return config()
    },
    open: async (look, url = there(instance).url) => {
      const page = await watch(there(browser), url, look)
      opened.push(page)
      return page
    },
    expectHosts: (...others) => {
      hosts = others
    },
    expectFaults: (...faults) => {
      expected = faults
    },
  }
}

export function tokenOf({ url }: Pick<PageInstance, 'url'>): string {
  return new URL(url).hash.slice(1)
}

// Where the token stands besides its own file: what was printed, logs, journal.
function placesOf(token: string, { project, run }: PageInstance): readonly string[] {
  const folder = join(project.folder, '.promethean')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const leaky = files.filter(
    name =>
      name !== 'access.json' &&
      statSync(join(folder, name)).isFile() &&
      readFileSync(join(folder, name)).includes(token),
  )
  const printed = JSON.stringify([run.lines, run.noise, run.stray])
  return printed.includes(token) ? [...leaky, 'what was printed'] : leaky
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is there once the tests of the file have begun')
  return value
}
