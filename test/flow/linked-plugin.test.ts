import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { runCommand, type TestProject } from '../support/process/promethean.ts'
import { workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()

const source = (word: string, more = '') => `import { definePlugin } from 'promethean'
import { answer } from './answer.ts'

export default definePlugin({
  name: 'lamp',
  setup: ({ on, log }) => {
    on('chat.message', ({ data }) => {
      log.info('${word} ' + answer(data.text))${more}
    })
  },
})
`
const ANSWER = 'export const answer = (text: string): string => text.toUpperCase()\n'
const PACKAGE = {
  name: 'promethean-plugin-lamp',
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  peerDependencies: { promethean: '*' },
}
const config = (plugins = 'lamp()', from = 'promethean-plugin-lamp') => `
import { simulator } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import lamp from '${from}'
export default defineConfig({ plugins: [simulator(), ${plugins}] })
`

/** What npm makes of `file:` and of `npm link`; on Windows npm makes junctions. */
function link({ folder }: TestProject, target: string, name: string): void {
  const place = join(folder, 'stream', 'node_modules', name)
  mkdirSync(dirname(place), { recursive: true })
  symlinkSync(join(folder, target), place, 'junction')
}

/** A project in `stream`, and beside it a plugin in `lamp`, not built, with a runtime of its own for its tests. */
function linked(files: Readonly<Record<string, string>> = {}): TestProject {
  const made = project({
    'lamp/package.json': JSON.stringify(PACKAGE),
    'lamp/index.ts': source('first'),
    'lamp/answer.ts': ANSWER,
    'lamp/node_modules/promethean/package.json': '{ "type": "module", "exports": "./index.js" }',
    'lamp/node_modules/promethean/index.js': "throw new Error('a second runtime')",
    'stream/promethean.config.ts': config(),
    ...files,
  })
  link(made, 'lamp', 'promethean-plugin-lamp')
  return { ...made, file: join(made.folder, 'stream', 'promethean.config.ts') }
}

const HI = '{"text":"hi"}'
const fire = ({ file }: TestProject) =>
  runCommand(['fire', 'chat.message', '--platform', 'twitch', '--data', HI, '--config', file])

describe.concurrent('a plugin whose folder is linked into node_modules', () => {
  it('runs from its source with the runtime of the project, and an edit restarts just it', async () => {
    const made = linked()
    const run = await start(made)
    await fire(made)
    await run.next('log', ({ message }) => message === 'first HI')
    made.write('lamp/index.ts', source('second'))
    expect(await run.next('reloaded')).toMatchObject({ restarted: ['lamp'], kept: ['simulator'] })
    await fire(made)
    await run.next('log', ({ message }) => message === 'second HI')
    run.fromNow()
    made.write('lamp/answer.ts', ANSWER.replace('toUpperCase', 'trim'))
    expect(await run.next('reloaded')).toMatchObject({ restarted: ['lamp'], kept: ['simulator'] })
    await fire(made)
    await run.next('log', ({ message }) => message === 'second hi')
    expect(existsSync(join(made.folder, 'lamp', '.promethean'))).toBe(false)
    await run.stop()
  })

  it('refuses a broken edit with its place, and takes the repair', async () => {
    const made = linked()
    const run = await start(made)
    made.write('lamp/index.ts', source('second', '\n      }'))
    const { problems } = await run.next('reload_refused')
    expect(JSON.stringify(problems)).toContain('"path":"../lamp/index.ts:')
    made.write('lamp/index.ts', source('third'))
    expect(await run.next('reloaded')).toMatchObject({ restarted: ['lamp'] })
    await fire(made)
    await run.next('log', ({ message }) => message === 'third HI')
    await run.stop()
  })

  it('is blamed at its place in its folder', async () => {
    const made = linked({
      'lamp/index.ts': source('first', '\n      throw new Error("no bulb")'),
    })
    const run = await start(made)
    await fire(made)
    const line = await run.next('status', ({ plugins }) =>
      JSON.stringify(plugins).includes('no bulb'),
    )
    expect(JSON.stringify(line.plugins)).toContain('no bulb, at ../lamp/index.ts:9:')
    await run.stop()
  })

  it.each([
    ['a source folder', './dist/index.js', 'lamp/src/index.ts', 'promethean-plugin-lamp'],
    ['its source as it is', './index.ts', 'lamp/index.ts', 'promethean-plugin-lamp'],
    [
      'a pattern of doors',
      { './*': './lib/*.js' },
      'lamp/table.ts',
      'promethean-plugin-lamp/table',
    ],
    [
      'conditions',
      {
        '.': { require: './dist/old.cjs', import: { types: './x.d.ts', default: './dist/x.mjs' } },
      },
      'lamp/x.mts',
      'promethean-plugin-lamp',
    ],
  ])('is found where package.json names %s', async (_, exports, file, from) => {
    const alone = source('found')
      .replace(/import { answer.*\n/, '')
      .replace('answer(data.text)', 'data.text')
    const made = linked({
      'lamp/package.json': JSON.stringify({ ...PACKAGE, exports }),
      [file]: alone,
      'stream/promethean.config.ts': config('lamp()', from),
    })
    if (file !== 'lamp/index.ts') rmSync(join(made.folder, 'lamp/index.ts'))
    const run = await start(made)
    await fire(made)
    await run.next('log', ({ message }) => message === 'found hi')
    await run.stop()
  })

  it('is loaded as it is, if it is plain JavaScript', async () => {
    const made = linked({
      'lamp/package.json': JSON.stringify({
        ...PACKAGE,
        exports: './main.js',
        peerDependencies: {},
      }),
      'lamp/main.js': source('plain')
        .replace(/import { answer.*\n/, '')
        .replace('answer(data.text)', 'data.text'),
    })
    const run = await start(made)
    made.write(
      'lamp/main.js',
      source('edited')
        .replace(/import { answer.*\n/, '')
        .replace('answer(data.text)', 'data.text'),
    )
    expect(await run.next('reloaded')).toMatchObject({ restarted: ['lamp'] })
    await run.stop()
  })

  it('without its source is a problem of the config that names its folder', async () => {
    const made = linked()
    rmSync(join(made.folder, 'lamp', 'index.ts'))
    const { exitCode, lines } = await runCommand(['check', '--json', '--config', made.file])
    expect([exitCode, lines[0]]).toEqual([
      1,
      {
        code: 'problem',
        path: 'promethean.config.ts:4:18',
        message: expect.stringContaining(
          `cannot find the source of promethean-plugin-lamp in ${made.folder}${sep}lamp`,
        ),
      },
    ])
  })

  it('that holds no plugin is left to Node, as any package is', async () => {
    const made = linked({
      'words/package.json': '{ "name": "words", "type": "module", "exports": "./words.js" }',
      'words/words.js': 'export const word = import.meta.url',
      'lamp/index.ts': `import { word } from 'words'\n${source('first').replace("'first '", 'word')}`,
    })
    mkdirSync(join(made.folder, 'lamp/node_modules'), { recursive: true })
    symlinkSync(
      join(made.folder, 'words'),
      join(made.folder, 'lamp/node_modules/words'),
      'junction',
    )
    const { exitCode, lines } = await runCommand(['check', '--json', '--config', made.file])
    expect([exitCode, lines]).toEqual([0, [expect.objectContaining({ code: 'checked' })]])
  })
})
