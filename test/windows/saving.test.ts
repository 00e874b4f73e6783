import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { wantsPeers } from '../support/peers/suites.ts'
import type { PrometheanProcess } from '../support/process/promethean.ts'
import { PATIENTLY_MS, startNode, startProgram } from '../support/windows/program.ts'
import type { WindowsProject } from '../support/windows/project.ts'
import { SAVE_ALONE } from '../support/windows/wine.ts'
import { windowsWorkshop } from '../support/windows/workshop.ts'

const CONFIG = `import { defineConfig } from 'promethean'
import greeter from './parts/greeter.ts'
import ticker from './ticker.ts'

export default defineConfig({
  plugins: [greeter({ name: process.env.GREETED ?? 'nobody' }), ticker({ count: 1 })],
})
`
const greeter = (word: string, more = '') => `import { definePlugin } from 'promethean'
import { z } from 'zod'

export default definePlugin({
  name: 'greeter',
  options: z.strictObject({ name: z.string() }),
  setup: ({ log, options, on }) => {
    log.info(\`${word}, \${options.name}\`)
    ${more}
  },
})
`
const asWindowsSaves = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`

describe.runIf(wantsPeers)('on Windows, a save', { timeout: 5 * PATIENTLY_MS }, () => {
  const { project, run: started } = windowsWorkshop()
  let made: WindowsProject
  let run: PrometheanProcess
  const at = (name: string) => join(made.folder, name)
  const next = (code: string) => run.next(code, () => true, PATIENTLY_MS)
  const hears = (text: string) => run.next('log', ({ message }) => message === text, PATIENTLY_MS)

  beforeAll(async () => {
    made = project('Änderungen heute', {
      'promethean.config.ts': CONFIG,
      'parts/greeter.ts': greeter('hello'),
    })
    run = await started(made)
    await hears('hello, nobody')
  }, 2 * PATIENTLY_MS)

  const ways: Readonly<Record<string, (text: string) => unknown>> = {
    'in place': text => made.write('parts/greeter.ts', text),
    'with a byte order mark and CRLF': text => made.write('parts/greeter.ts', asWindowsSaves(text)),
    'to another file that then takes its name': text => {
      made.write('parts/greeter.ts.tmp', text)
      renameSync(at('parts/greeter.ts.tmp'), at('parts/greeter.ts'))
    },
    'by a program of Windows': async text => {
      made.write('draft.txt', text)
      const script = `fs.copyFileSync('draft.txt', 'parts\\\\~greeter.tmp')
        fs.renameSync('parts\\\\greeter.ts', 'parts\\\\greeter.ts~')
        fs.renameSync('parts\\\\~greeter.tmp', 'PARTS\\\\greeter.ts')
        fs.rmSync('parts\\\\greeter.ts~')`
      const editor = await startNode(['-e', script], { cwd: made.folder })
      expect([await editor.exited, editor.noise]).toEqual([0, []])
    },
    'by a program that keeps the file for itself meanwhile': async text => {
      made.write('draft.txt', text)
      const words = [SAVE_ALONE, 'parts\\greeter.ts', 'draft.txt', '1500']
      const editor = await startProgram(words, { cwd: made.folder })
      expect(await editor.exited).toBe(0)
    },
    'in place again': text => made.write('parts/greeter.ts', text),
  }
  it.each(Object.keys(ways))('%s is taken over', async way => {
    run.fromNow()
    await ways[way]?.(greeter(way))
    expect(await next('reloaded')).toMatchObject({ restarted: ['greeter'], kept: ['ticker'] })
    await hears(`${way}, nobody`)
  })

  it('of the config and of .env as Windows writes them is taken over', async () => {
    run.fromNow()
    made.write('.env', asWindowsSaves('# names\nGREETED="Jörg"\n'))
    expect(await next('reloaded')).toMatchObject({ restarted: ['greeter'], kept: ['ticker'] })
    await hears('in place again, Jörg')
    run.fromNow()
    made.write('promethean.config.ts', asWindowsSaves(CONFIG.replace('ticker({ count: 1 })', '')))
    expect(await next('reloaded')).toMatchObject({ removed: ['ticker'], kept: ['greeter'] })
    run.fromNow()
    made.write('promethean.config.ts', CONFIG)
    expect(await next('reloaded')).toMatchObject({ added: ['ticker'], kept: ['greeter'] })
  })

  it('with a mistake is refused with its place, and changes nothing', async () => {
    run.fromNow()
    made.write('parts/greeter.ts', asWindowsSaves(greeter('broken', 'log.info(')))
    expect(await next('reload_refused')).toMatchObject({
      problems: [{ path: expect.stringMatching(/^parts\/greeter\.ts:\d+:\d+$/) }],
    })
    made.write('parts/greeter.ts', greeter('mended'))
    expect(await next('reloaded')).toMatchObject({ restarted: ['greeter'], kept: ['ticker'] })
    await hears('mended, Jörg')
  })

  it('that takes a part away is refused until the part is back', async () => {
    run.fromNow()
    rmSync(at('parts/greeter.ts'))
    expect(JSON.stringify(await next('reload_refused'))).toContain('parts/greeter.ts')
    made.write('parts/greeter.ts', greeter('back'))
    await hears('back, Jörg')
    run.fromNow()
    renameSync(at('parts'), at('Teile'))
    await next('reload_refused')
    run.fromNow()
    made.write('promethean.config.ts', CONFIG.replace('./parts/', './Teile/'))
    await next('reloaded')
    run.fromNow()
    made.write('Teile/greeter.ts', greeter('moved'))
    await hears('moved, Jörg')
  })

  it('of a plugin that then fails names its file and line', async () => {
    run.fromNow()
    made.write(
      'Teile/greeter.ts',
      greeter('failing', `on('platform.event'); throw new Error('on purpose')`),
    )
    const refused = JSON.stringify(await next('reload_refused'))
    expect(refused).toContain('on purpose')
    expect(refused).toMatch(/Teile[\\/]+greeter\.ts:9/)
  })
})
