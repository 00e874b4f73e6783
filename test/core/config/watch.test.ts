import { appendFile, mkdir, rename, rm, unlink, utimes, writeFile } from 'node:fs/promises'
import { win32 } from 'node:path'
import { BehaviorSubject } from 'rxjs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { interest, watchFiles } from '../../../core/config/watch.ts'
import { type Project, project } from './project.ts'

const FILES = ['promethean.config.ts', 'config/greeter.ts', '.env', 'config/coming/soon.ts']

async function watching(files = FILES, onReady = () => {}) {
  const here = await project({
    'promethean.config.ts': 'a',
    'config/greeter.ts': 'a',
    'other/x.ts': 'a',
  })
  const list = new BehaviorSubject(files.map(here.path))
  const told: string[][] = []
  await new Promise<void>((ready, failed) => {
    const watched = () => {
      onReady()
      ready()
    }
    const settings = { folder: here.folder, files: list, onReady: watched }
    const changes = watchFiles(settings).subscribe({
      next: paths =>
        told.push(paths.map(path => path.slice(here.folder.length + 1).replaceAll('\\', '/'))),
      error: failed,
    })
    onTestFinished(() => changes.unsubscribe())
  })
  return { here, told, list }
}

type Save = (here: Project) => Promise<unknown>

const saves: readonly (readonly [string, string, Save])[] = [
  ['written in place', 'config/greeter.ts', here => here.write({ 'config/greeter.ts': 'b' })],
  [
    'written beside it and renamed over it',
    'config/greeter.ts',
    async here => {
      await here.write({ 'config/.greeter.ts.tmp': 'b' })
      await rename(here.path('config/.greeter.ts.tmp'), here.path('config/greeter.ts'))
    },
  ],
  [
    'removed and made again',
    'config/greeter.ts',
    async here => {
      await unlink(here.path('config/greeter.ts'))
      await here.write({ 'config/greeter.ts': 'b' })
    },
  ],
  [
    'put aside as a backup and made again',
    'config/greeter.ts',
    async here => {
      await rename(here.path('config/greeter.ts'), here.path('config/greeter.ts~'))
      await here.write({ 'config/greeter.ts': 'b' })
    },
  ],
  [
    'written in two pieces',
    'config/greeter.ts',
    async here => {
      await writeFile(here.path('config/greeter.ts'), 'b')
      await appendFile(here.path('config/greeter.ts'), 'c')
    },
  ],
  [
    'in a folder swapped for another',
    'config/greeter.ts',
    async here => {
      await here.write({ 'next/greeter.ts': 'branch' })
      await rename(here.path('config'), here.path('previous'))
      await rename(here.path('next'), here.path('config'))
    },
  ],
  ['removed', 'config/greeter.ts', here => rm(here.path('config/greeter.ts'))],
  [
    'made where an import missed it',
    'config/coming/soon.ts',
    here => here.write({ 'config/coming/soon.ts': 'b' }),
  ],
  ['the .env, not there before', '.env', here => here.write({ '.env': 'A=1' })],
  [
    'touched to a later time',
    'promethean.config.ts',
    here => utimes(here.path('promethean.config.ts'), 4e9, 4e9),
  ],
]

describe('a file of the config', () => {
  it.each(saves)('is noticed when %s', async (_, file, save) => {
    const { here, told } = await watching()
    await save(here)
    await expect.poll(() => told.flat()).toContain(file)
    expect(new Set(told.flat())).toEqual(new Set([file]))
  })

  it('is noticed again and again after it was replaced', async () => {
    const { here, told } = await watching()
    for (let round = 1; round <= 5; round++) {
      await here.write({ 'config/greeter.tmp': String(round) })
      await rename(here.path('config/greeter.tmp'), here.path('config/greeter.ts'))
      await expect.poll(() => told.length).toBe(round)
    }
  })

  it('is told once with others of one save', async () => {
    const { here, told } = await watching()
    await here.write({ 'config/greeter.ts': 'b', 'promethean.config.ts': 'b' })
    await expect.poll(() => told.length).toBe(1)
    expect(told[0]?.toSorted()).toEqual(['config/greeter.ts', 'promethean.config.ts'])
  })

  it('in a folder of a newer list is watched when that is said: what was saved before is not lost', async () => {
    const outside = await project({ 'shared.ts': 'a' })
    let rounds = 0
    const { told, list } = await watching(FILES, () => {
      rounds += 1
    })
    list.next([...list.value, outside.path('shared.ts')])
    await expect.poll(() => rounds).toBe(2)
    await outside.write({ 'shared.ts': 'b' })
    await expect.poll(() => told.flat()).toHaveLength(1)
  })

  it('counts as soon as a newer list names it, in another folder and outside of the project too', async () => {
    const outside = await project({ 'shared.ts': 'a' })
    const { here, told, list } = await watching()
    list.next([...list.value, here.path('other/x.ts'), outside.path('shared.ts')])
    let round = 0
    await expect
      .poll(
        async () => {
          round += 1
          await here.write({ 'other/x.ts': String(round) })
          return told.flat()
        },
        { interval: 150 },
      )
      .toContain('other/x.ts')
    const before = told.flat().length
    await outside.write({ 'shared.ts': 'b' })
    await expect.poll(() => told.flat().length).toBeGreaterThan(before)
  })
})

it('a file the config does not know is not told', async () => {
  const { here, told } = await watching()
  await mkdir(here.path('node_modules/x'), { recursive: true })
  await here.write({
    'other/x.ts': 'b',
    'config/unknown.ts': 'b',
    '.promethean/journal.db': 'b',
    'node_modules/x/greeter.ts': 'b',
  })
  await here.write({ 'config/greeter.ts': 'b' })
  await expect.poll(() => told).toEqual([['config/greeter.ts']])
})

it('on Windows paths are compared without case, and other drives lead nowhere', () => {
  const files = ['C:\\Users\\Ann\\Stream\\promethean.config.ts', 'D:\\shared\\parts\\x.ts']
  const { has, leadsTo } = interest(files, { relative: win32.relative, ignoresCase: true })
  expect(has('c:\\users\\ann\\stream\\Promethean.config.ts')).toBe(true)
  expect(has('C:\\Users\\Ann\\Stream\\other.ts')).toBe(false)
  expect(['C:\\', 'C:\\Users', 'c:\\users\\ann\\stream', 'D:\\shared'].map(leadsTo)).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(
    ['C:\\Users\\Ann\\Videos', 'C:\\Users\\Bob', 'E:\\', 'D:\\shared\\parts\\deep'].map(leadsTo),
  ).toEqual([false, false, false, false])
})
