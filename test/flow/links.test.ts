import { renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { PrometheanProcess, TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { statusOf, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()

const gated = (ending: string) => configOf([`gate({ ending: '${ending}' })`])
const parted = (from: string) =>
  configOf(['gate({ ending })'], '', `import { ending } from '${from}'`)
const part = (ending: string) => `export const ending: string = '${ending}'`

/** Does something to the files, and waits until it is taken over: the gate is another. */
async function taken(run: PrometheanProcess, change: () => void): Promise<void> {
  run.fromNow()
  change()
  expect(await run.next('reloaded')).toMatchObject({ restarted: ['gate'] })
}

function link({ folder }: TestProject, name: string, target: string): void {
  symlinkSync(target, join(folder, name))
}

/** As `ln -sfn` does it. */
function turn(made: TestProject, name: string, target: string): void {
  rmSync(join(made.folder, name))
  link(made, name, target)
}

// On Windows links are a right of administrators.
describe.skipIf(process.platform === 'win32').concurrent('a config that is a symbolic link', () => {
  it('is taken over when its target is saved, when it is turned to another one, and when that is saved', async () => {
    const made = project({ 'store/a.ts': inStore('1'), 'store/b.ts': inStore('2') })
    link(made, 'promethean.config.ts', 'store/a.ts')
    const run = await start(made)
    await taken(run, () => made.write('store/a.ts', inStore('3')))
    await taken(run, () => turn(made, 'promethean.config.ts', 'store/b.ts'))
    await taken(run, () => made.write('store/b.ts', inStore('4')))
    // Turned as Nix does it: at once, by a name beside it.
    await taken(run, () => {
      link(made, 'next', 'store/a.ts')
      renameSync(join(made.folder, 'next'), made.file)
    })
    expect(await run.stop()).toBe(0)
  })

  it('over another link is taken over when either is turned, also when it led nowhere for a while', async () => {
    const made = project({ 'store/a.ts': inStore('1'), 'store/b.ts': inStore('2') })
    link(made, 'middle.ts', 'store/a.ts')
    link(made, 'promethean.config.ts', 'middle.ts')
    const run = await start(made)
    await taken(run, () => turn(made, 'middle.ts', 'store/b.ts'))
    run.fromNow()
    rmSync(join(made.folder, 'middle.ts'))
    expect(await run.next('reload_refused')).toMatchObject({
      problems: [{ path: '', message: expect.stringContaining('was deleted') }],
    })
    await taken(run, () => link(made, 'middle.ts', 'store/a.ts'))
    await taken(run, () => made.write('store/a.ts', inStore('5')))
    expect(await run.stop()).toBe(0)
  })

  it('in a folder that is a link is taken over when that is turned; its journal stays', async () => {
    const made = project({
      'one/promethean.config.ts': inStore('1'),
      'two/promethean.config.ts': inStore('2'),
    })
    link(made, 'current', 'one')
    const run = await start({ ...made, file: join(made.folder, 'current', 'promethean.config.ts') })
    await taken(run, () => turn(made, 'current', 'two'))
    await taken(run, () => made.write('two/promethean.config.ts', inStore('3')))
    const one = { ...made, folder: join(made.folder, 'one') }
    expect(await statusOf(one)).toMatchObject({ plugins: [{ id: 'gate', state: 'ready' }] })
    expect(await run.stop()).toBe(0)
  })

  it('is read with its .env and its imports, links as well, each taken over when it is turned or saved', async () => {
    const made = project({
      'promethean.config.ts': parted('./parts/ending.ts'),
      'first/ending.ts': part('1'),
      'second/ending.ts': `import { env } from 'node:process'\nexport const ending: string = env.ENDING ?? ''`,
      'one.env': 'ENDING=3',
      'two.env': 'ENDING=4',
    })
    link(made, 'parts', 'first')
    link(made, '.env', 'one.env')
    const run = await start(made)
    await taken(run, () => made.write('first/ending.ts', part('2')))
    await taken(run, () => turn(made, 'parts', 'second'))
    await taken(run, () => turn(made, '.env', 'two.env'))
    await taken(run, () => made.write('two.env', 'ENDING=5'))
    await taken(run, () => {
      made.write('third.ts', part('6'))
      turn(made, 'parts', 'first')
      rmSync(join(made.folder, 'first', 'ending.ts'))
      link(made, 'first/ending.ts', '../third.ts')
    })
    await taken(run, () => made.write('third.ts', part('7')))
    expect(await run.stop()).toBe(0)
  })
})

// A config in a folder below imports what stands beside the link.
function inStore(ending: string): string {
  return gated(ending).replaceAll(`from './`, `from '../`)
}
