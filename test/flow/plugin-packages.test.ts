import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import {
  makeProject,
  runCommand,
  sharedProcess,
  startPromethean,
  type TestProject,
} from '../support/process/promethean.ts'

const CORE = fileURLToPath(new URL('../../core', import.meta.url))
const { version } = (await import('../../core/package.json', { with: { type: 'json' } })).default
const DICE = 'node_modules/@ann/dice'
const PLUGIN = `import { definePlugin } from 'promethean'
export const dice = definePlugin({ name: 'dice', setup: () => undefined })
`
const CONFIG = `import { dice } from '@ann/dice'
import { defineConfig } from 'promethean'
export default defineConfig({ plugins: [dice()] })
`
const WITHOUT = `import { definePlugin, defineConfig } from 'promethean'
const quiet = definePlugin({ name: 'quiet', setup: () => undefined })
export default defineConfig({ plugins: [quiet()] })
`
// As much of an older promethean as a plugin needs.
const COPY = `export const definePlugin = plugin =>
  Object.assign(() => ({ id: plugin.name, plugin, options: undefined }), { plugin })
`

interface Written {
  readonly config?: string
  readonly plugin?: string
  readonly manifest?: object
}

/** A project with a plugin package that has the promethean of the project. */
function projectWith({ config = CONFIG, plugin = PLUGIN, manifest = {} }: Written): TestProject {
  const described = { name: '@ann/dice', version: '1.2.0', type: 'module', exports: './index.js' }
  const project = makeProject({
    'promethean.config.ts': config,
    [`${DICE}/package.json`]: JSON.stringify({ ...described, ...manifest }),
    [`${DICE}/index.js`]: plugin,
  })
  const link = join(project.folder, 'node_modules', 'promethean')
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(CORE, link, 'junction')
  onTestFinished(() => project.remove())
  return project
}

const wanting = (range: string) => ({ peerDependencies: { promethean: range } })

function withOwnCopy(project: TestProject): string {
  const folder = `${DICE}/node_modules/promethean`
  const described = { name: 'promethean', version: '0.0.9', type: 'module', exports: './index.js' }
  project.write(`${folder}/package.json`, JSON.stringify(described))
  project.write(`${folder}/index.js`, COPY)
  return join(project.folder, folder)
}

const check = async (project: TestProject) => {
  const { exitCode, lines } = await runCommand(['check', '--json', '--config', project.file])
  return { exitCode, lines }
}

const MADE_FOR_ANOTHER = `@ann/dice 1.2.0 may not work here: it was made for promethean ^99.1.0, and this is ${version}; update the older of the two: npm install @ann/dice@latest or npm install promethean@latest`

it.each([
  ['its range', `^${version}`],
  ['any version', '*'],
  ['a range only npm understands', 'workspace:^'],
  ['one of several', `^99.0.0 || ~${version}`],
])('a plugin package that accepts this version by %s is not talked about', async (_, range) => {
  expect(await check(projectWith({ manifest: wanting(range) }))).toEqual({
    exitCode: 0,
    lines: [{ code: 'checked', problems: 0 }],
  })
})

it('check says which plugin package was made for another version, and that is no problem', async () => {
  const project = projectWith({ manifest: wanting('^99.1.0') })
  expect(await check(project)).toEqual({
    exitCode: 0,
    lines: [
      { code: 'warning', message: MADE_FOR_ANOTHER },
      { code: 'checked', problems: 0 },
    ],
  })
  const { text } = await runCommand(['check', '--config', project.file])
  expect(text).toContain(MADE_FOR_ANOTHER)
})

it('if it lacks what that version has, the reason stands beside it', async () => {
  const plugin = `import { definePlugin, hologram } from 'promethean'\nexport const dice = hologram\n`
  const { exitCode, lines } = await check(projectWith({ plugin, manifest: wanting('^99.1.0') }))
  expect(exitCode).toBe(1)
  expect(lines.map(({ message }) => message)).toEqual([
    expect.stringContaining('hologram'),
    MADE_FOR_ANOTHER,
    undefined,
  ])
})

it('a plugin package with a promethean of its own is named, with both places', async () => {
  const project = projectWith({ manifest: wanting('>=0.0.1') })
  const copy = withOwnCopy(project)
  expect(await check(project)).toEqual({
    exitCode: 0,
    lines: [
      {
        code: 'warning',
        message: `@ann/dice may not work here: it uses another copy of promethean, 0.0.9 in ${copy}, than the one that runs, ${version} in ${CORE}; keep one copy: npm dedupe, or, if @ann/dice is yours, list promethean in its peerDependencies and delete its own copy`,
      },
      { code: 'checked', problems: 0 },
    ],
  })
})

it('a package that has nothing to do with promethean is not asked', async () => {
  const plugin =
    'export const dice = () => ({ id: "dice", plugin: { name: "dice", setup() {} } })\n'
  const project = projectWith({ plugin })
  withOwnCopy(project)
  expect((await check(project)).lines).toEqual([{ code: 'checked', problems: 0 }])
})

it('a package.json with the mark of its encoding is read all the same', async () => {
  const project = projectWith({})
  const manifest = { name: '@ann/dice', version: '1.2.0', exports: './index.js', type: 'module' }
  const text = JSON.stringify({ ...manifest, ...wanting('^99.1.0') })
  project.write(`${DICE}/package.json`, `\uFEFF${text}`)
  expect((await check(project)).lines[0]).toEqual({ code: 'warning', message: MADE_FOR_ANOTHER })
})

it('run says it once, before it is ready, and starts all the same', async () => {
  const project = projectWith({ manifest: wanting('^99.1.0') })
  const run = await startPromethean(project.file, {}, sharedProcess)
  onTestFinished(() => run.kill())
  const warnings = () => run.lines.filter(({ message }) => message === MADE_FOR_ANOTHER)
  expect(warnings()).toMatchObject([{ code: 'log', level: 'warn', plugin: 'promethean' }])
  project.write(
    'promethean.config.ts',
    CONFIG.replace('dice()', "dice(undefined, { id: 'other' })"),
  )
  expect(await run.next('reloaded')).toMatchObject({ added: ['other'] })
  expect(warnings()).toHaveLength(1)
  await run.stop()
})

it('a reload that brings such a package says it, and happens', async () => {
  const project = projectWith({ config: WITHOUT, manifest: wanting('^99.1.0') })
  const run = await startPromethean(project.file, {}, sharedProcess)
  onTestFinished(() => run.kill())
  project.write('promethean.config.ts', CONFIG)
  expect(await run.next('reloaded')).toMatchObject({ added: ['dice'], removed: ['quiet'] })
  expect(run.lines.map(({ message }) => message)).toContain(MADE_FOR_ANOTHER)
  await run.stop()
})
