import disk, { rm } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Loader } from '../../../../core/config/load/load.ts'
import { loaderOf, project } from '../project.ts'

/** What the next reads of the config find: a save caught half-way; of the whole length where the size must not tell. */
let caught: string[] = []
let afterRead: (() => Promise<void>) | undefined
const { readFile } = disk
beforeEach(() => {
  vi.spyOn(disk, 'readFile').mockImplementation(async (...given) => {
    const isConfig = String(given[0]).endsWith(CONFIG)
    const half = isConfig ? caught.shift() : undefined
    const bytes = half === undefined ? await readFile(...given) : Buffer.from(half)
    if (isConfig) await afterRead?.()
    return bytes
  })
  syncBuiltinESMExports()
})
afterEach(() => {
  afterRead = undefined
  vi.restoreAllMocks()
  syncBuiltinESMExports()
})

const CONFIG = 'promethean.config.ts'
const plugin = (name: string) => `import { definePlugin } from 'promethean'
export default definePlugin({ name: '${name}', setup() {} })
`
const config = (rest = '') => `import ticker from './ticker.ts'
import { note } from './note.ts'
export default { plugins: [ticker()], note${rest} }
`
const files = {
  [CONFIG]: config(),
  'ticker.ts': `import { note } from './note.ts'\n${plugin('ticker')}export const said = note`,
  'note.ts': `export const note = 'a'`,
}

/** The plugin as a load has it; undefined of a load that is refused, now or by the check to come. */
async function tickerOf(loader: Loader): Promise<unknown> {
  const loaded = await loader.load().catch(() => undefined)
  return Reflect.get(Object(loaded?.config), 'plugins')?.[0].plugin
}

/** Of these loads and one that finds the whole file: what plugins there were, each once. */
async function tickersOf(loader: Loader, loads: number): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (let n = 0; n < loads; n++) found.push(await tickerOf(loader))
  caught = []
  const last = await tickerOf(loader)
  expect(last).toBeDefined()
  return [...new Set([...found, last])].filter(one => one !== undefined)
}

const READS = [
  [''],
  ['', ''],
  ['', '', ''],
  ['(((', ''],
  ['', '((('],
  ['', '(((', ''],
  ['(((', '', ''],
]

describe('a save at work is waited for', () => {
  const whole = config(', bots: ["whole"]')

  it.each([0, 1, 30, whole.length - 1])('where a look found %d characters of it', async length => {
    const here = await project({ ...files, [CONFIG]: whole })
    caught = [whole.slice(0, length)]
    expect((await loaderOf(here).load()).config).toMatchObject({ bots: ['whole'] })
  })

  it('where it had emptied the file', async () => {
    const here = await project({ ...files, [CONFIG]: '' })
    afterRead = () => here.write({ [CONFIG]: whole })
    expect((await loaderOf(here).load()).config).toMatchObject({ bots: ['whole'] })
  })

  it('and a file that stays empty is taken as it is', async () => {
    const here = await project({ ...files, [CONFIG]: '' })
    expect((await loaderOf(here).load()).config).toBeUndefined()
  })
})

describe('a plugin nobody edited keeps its instance', () => {
  it.each(READS.map(reads => ({ reads })))(
    'where a save was looked at half-way: $reads',
    async ({ reads }) => {
      const here = await project(files)
      const loader = loaderOf(here)
      const before = await tickerOf(loader)
      await here.write({ [CONFIG]: config(', bots: []') })
      caught = reads.map(text => text.padEnd(config(', bots: []').length))
      const [ticker, ...others] = await tickersOf(loader, 2)
      expect(ticker).toBe(before)
      expect(others).toEqual([])
    },
  )

  it.each(READS.map(reads => ({ reads })))(
    'from a first load on which looked at the config half-way: $reads',
    async ({ reads }) => {
      const here = await project(files)
      const loader = loaderOf(here)
      caught = reads.map(text => text.padEnd(config().length))
      const [first, ...others] = await tickersOf(loader, 2)
      expect(others).toEqual([])
      await here.write({ [CONFIG]: config(', bots: ["b"]') })
      expect(await tickerOf(loader)).toBe(first)
    },
  )

  it('where a save throws after one that was half written', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    const before = await tickerOf(loader)
    for (const text of ['', config(', bots: gone'), '', config(', bots: gone.too')]) {
      await here.write({ [CONFIG]: text })
      expect(await tickerOf(loader)).toBeUndefined()
    }
    await here.write({ [CONFIG]: config(', bots: []') })
    expect(await tickerOf(loader)).toBe(before)
  })

  it('where a save without it was refused, and the next one throws', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    const before = await tickerOf(loader)
    for (const text of [
      'export default { plugins: [1] }',
      `${config()}throw new Error('no luck')`,
    ]) {
      await here.write({ [CONFIG]: text })
      await tickerOf(loader)
    }
    await here.write({ [CONFIG]: config(', bots: []') })
    expect(await tickerOf(loader)).toBe(before)
  })

  it.each([`throw new Error('no luck')`, 'await new Promise(() => {})', ''])(
    'where what it imports ends with "%s" for a while',
    async end => {
      const here = await project(files)
      const loader = loaderOf(here, { deadlineMs: 100 })
      const before = await tickerOf(loader)
      for (const text of [`export const note = 'b'\n${end}`, `export const note = 'c'\n${end}`]) {
        await here.write({ 'note.ts': text })
        await tickerOf(loader)
      }
      await here.write({ 'note.ts': files['note.ts'] })
      expect(await tickerOf(loader)).toBe(before)
    },
  )

  it('where .env is empty for a moment, or another for a moment', async () => {
    const note = `export const note = process.env.HALF_SAVED_NOTE ?? 'none'`
    const here = await project({ ...files, 'note.ts': note, '.env': 'HALF_SAVED_NOTE=a' })
    const loader = loaderOf(here)
    const before = await tickerOf(loader)
    for (const half of ['', 'HALF_SAVED_NOTE=']) {
      await here.write({ '.env': half })
      expect(await tickerOf(loader)).not.toBe(before)
      await here.write({ '.env': 'HALF_SAVED_NOTE=a' })
      expect(await tickerOf(loader)).toBe(before)
    }
  })

  it.each(['ticker.ts', 'note.ts', CONFIG])('where %s is gone for a moment', async name => {
    const here = await project(files)
    const loader = loaderOf(here)
    const before = await tickerOf(loader)
    await rm(here.path(name))
    expect(await tickerOf(loader)).toBeUndefined()
    await here.write({
      [CONFIG]: config(', bots: []'),
      ...(name !== CONFIG && { [name]: files[name as keyof typeof files] }),
    })
    expect(await tickerOf(loader)).toBe(before)
  })

  it('where another save was not done in time', async () => {
    const here = await project(files)
    const loader = loaderOf(here, { deadlineMs: 50 })
    const before = await tickerOf(loader)
    for (const text of ['', `${config()}await new Promise(() => {})`]) {
      await here.write({ [CONFIG]: text })
      expect(await tickerOf(loader)).toBeUndefined()
    }
    await here.write({ [CONFIG]: config(', bots: []') })
    expect(await tickerOf(loader)).toBe(before)
  })
})
