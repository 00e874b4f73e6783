import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { install, managerOf } from '../../../core/cli/add/package-manager.ts'
import {
  type Line,
  makeProject,
  ownProcess,
  runCommand,
  runProcess,
  type TestProject,
} from '../../support/process/promethean.ts'

const projects: TestProject[] = []
afterAll(() => {
  for (const project of projects) project.remove()
})

const PACKAGE = {
  name: 'promethean-plugin-lamp',
  version: '1.2.3',
  description: 'Lamps of all kinds.',
  type: 'module',
  exports: './index.js',
  keywords: ['promethean-plugin'],
}
const LAMP = `import { definePlugin, definePort } from 'promethean'
import { z } from 'zod'

const Lamp = definePort('Lamp')

/**
 * Switches a lamp. It has
 * many colours.
 */
export default definePlugin({
  name: 'lamp',
  options: z.strictObject({
    host: z.string().describe('its address'),
    colour: z.enum(['red', 'blue']).default('red'),
    rooms: z.array(z.int()),
  }),
  provides: [Lamp],
  emits: { 'lamp.broken': z.object({}) },
  setup: ({ provide }) => provide(Lamp, {}),
})

export const dimLamp = definePlugin({
  name: 'dim-lamp',
  provides: options => options.ports,
  setup: () => undefined,
})
export const helper = () => 1
`
const CONFIG = `import { defineConfig } from 'promethean'
import hello from './config/hello.js'
export default defineConfig({ plugins: [hello(), hello({}, { id: 'again' })] })
`
const HELLO = `import { definePlugin } from 'promethean'
/** Says hello. */
export default definePlugin({ name: 'hello', setup: () => undefined })
`

/** A project in `stream`, with a package of plugins beside it. */
function made(files: Readonly<Record<string, string>> = {}): TestProject {
  const project = makeProject({
    'stream/promethean.config.ts': CONFIG,
    'stream/package.json': '{ "type": "module" }',
    'stream/config/hello.js': HELLO,
    'lamp/package.json': JSON.stringify(PACKAGE),
    'lamp/index.js': LAMP,
    ...files,
  })
  projects.push(project)
  return project
}

const inStream = ({ folder }: TestProject) => ({ cwd: join(folder, 'stream') })

/** As an install leaves it. */
function installed(project: TestProject, names: readonly string[]): TestProject {
  for (const name of names) {
    const place = join(project.folder, 'stream', 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(project.folder, name), place, 'junction')
  }
  const dependencies = Object.fromEntries(names.map(name => [name, '*']))
  project.write('stream/package.json', JSON.stringify({ type: 'module', dependencies }))
  return project
}

const LISTED = [
  {
    code: 'plugin',
    name: 'lamp',
    from: 'lamp',
    version: '1.2.3',
    linked: true,
    exported: 'default',
    description: 'Switches a lamp.',
    options: [
      { name: 'host', type: 'string', required: true, description: 'its address' },
      { name: 'colour', type: "'red' | 'blue'", required: false, default: 'red' },
      { name: 'rooms', type: 'number[]', required: true },
    ],
    provides: ['Lamp'],
    needs: [],
    emits: ['lamp.broken'],
    uses: [],
  },
  expect.objectContaining({ name: 'dim-lamp', exported: 'dimLamp', options: [] }),
]
const OWN = {
  code: 'plugin',
  name: 'hello',
  from: 'config/hello.js',
  linked: false,
  description: 'Says hello.',
  ...{ options: [], provides: [], needs: [], emits: [] },
  uses: ['hello', 'again'],
}

describe('plugins', () => {
  it('lists those of the packages, then those of the config’s own files, with options and uses', async () => {
    const project = installed(made(), ['lamp'])
    const { exitCode, lines } = await runCommand(['plugins', '--json'], inStream(project))
    expect(lines).toEqual([...LISTED, OWN])
    expect(exitCode).toBe(0)
  })

  it('reads like this', async () => {
    const project = installed(made(), ['lamp'])
    const { stray } = await runCommand(['plugins'], {
      ...inStream(project),
      env: { NO_COLOR: '1' },
    })
    expect(stray.join('\n')).toBe(`lamp  lamp 1.2.3 (linked)  not used
    Switches a lamp.
    host  string, required: its address
    colour  'red' | 'blue', default "red"
    rooms  number[], required
    provides Lamp
    emits lamp.broken
dim-lamp  lamp 1.2.3 (linked)  not used
hello  config/hello.js  used as hello, again
    Says hello.`)
  })

  it('lists the rest if a package cannot be loaded, or the config has a problem', async () => {
    const project = installed(
      made({
        'broken/package.json': JSON.stringify({ ...PACKAGE, name: 'broken' }),
        'broken/index.js': "throw new Error('no bulb')",
        'stream/promethean.config.ts': CONFIG.replace('hello(),', 'hello({ misspelt: 1 }),'),
      }),
      ['broken', 'lamp', 'missing'],
    )
    const { exitCode, lines } = await runCommand(['plugins', '--json'], inStream(project))
    expect(exitCode).toBe(1)
    expect(lines.map(({ code, name, message }) => name ?? `${code}: ${message}`)).toEqual([
      'lamp',
      'dim-lamp',
      'problem: unknown option; this plugin takes none',
      expect.stringContaining('no bulb'),
    ])
  })
})

describe('add', () => {
  const added = (lines: readonly Line[]) => lines.filter(({ code }) => code === 'added')

  it('installs a folder as a link and prints what the config needs, and changes nothing in it', async () => {
    const project = made()
    const { exitCode, lines } = await runProcess(['add', '../lamp', '--json'], inStream(project))
    expect([exitCode, added(lines)]).toEqual([
      0,
      [
        expect.objectContaining({
          package: 'promethean-plugin-lamp',
          name: 'lamp',
          import: "import lamp from 'promethean-plugin-lamp'",
          use: "lamp({\n  host: '', // its address\n  rooms: [],\n}),",
        }),
        expect.objectContaining({
          import: "import { dimLamp } from 'promethean-plugin-lamp'",
          use: 'dimLamp(),',
        }),
      ],
    ])
    const read = (name: string) => readFileSync(join(project.folder, 'stream', name), 'utf8')
    expect(JSON.parse(read('package.json')).dependencies).toEqual({
      'promethean-plugin-lamp': 'file:../lamp',
    })
    expect(read('promethean.config.ts')).toBe(CONFIG)
    const again = await runProcess(['add', '../lamp'], inStream(project))
    expect(again.stray.join('\n')).toBe(`installed promethean-plugin-lamp

Add to promethean.config.ts:

  import lamp from 'promethean-plugin-lamp'
  import { dimLamp } from 'promethean-plugin-lamp'

  plugins: [
    lamp({
      host: '', // its address
      rooms: [],
    }),
    dimLamp(),
  ]`)
  })

  it('warns of a package made for another version', async () => {
    const peerDependencies = { promethean: '^99.0.0' }
    const peerDependenciesMeta = { promethean: { optional: true } }
    const project = made({
      'lamp/package.json': JSON.stringify({ ...PACKAGE, peerDependencies, peerDependenciesMeta }),
    })
    const { lines } = await runProcess(['add', '../lamp', '--json'], inStream(project))
    expect(lines).toContainEqual({
      code: 'warning',
      message: expect.stringContaining('promethean-plugin-lamp 1.2.3 may not work here'),
    })
    expect(added(lines)).toHaveLength(2)
  })

  it.each([
    ['a package without a plugin', '../plain', 'is installed, but exports no plugin'],
    ['what npm cannot install', './nothing.tgz', 'npm ended with code'],
  ])('says so of %s', async (_, wanted, said) => {
    const project = made({
      'plain/package.json': '{ "name": "plain", "type": "module", "exports": "./index.js" }',
      'plain/index.js': 'export const x = 1',
    })
    const { exitCode, lines } = await runProcess(['add', wanted, '--json'], inStream(project))
    expect([exitCode, lines]).toEqual([
      1,
      [{ code: 'failed', message: expect.stringContaining(said) }],
    ])
  })

  it('needs a package.json, and a package', async () => {
    const project = makeProject({ 'promethean.config.ts': CONFIG, 'config/hello.js': HELLO })
    projects.push(project)
    const where = { cwd: project.folder }
    const { exitCode, text } = await runCommand(['add', 'x'], where)
    expect([exitCode, text]).toEqual([1, expect.stringContaining('make one with npm init -y')])
    expect((await runCommand(['add', '--', '--force'], where)).exitCode).toBe(2)
  })

  /** Stands in for a package manager: it writes down its arguments and its settings, and changes nothing. */
  function withFake(project: TestProject, name: string): Readonly<Record<string, string>> {
    project.write(`bin/${name}`, '#!/bin/sh\necho "$0 $*" > called\nenv > settings\n')
    chmodSync(join(project.folder, 'bin', name), 0o755)
    return { PATH: `${join(project.folder, 'bin')}:${process.env.PATH}` }
  }

  const onPosix = process.platform !== 'win32'

  it.runIf(onPosix).each([
    ['pnpm', 'pnpm-lock.yaml'],
    ['yarn', 'yarn.lock'],
    ['bun', 'bun.lock'],
    ['bun', 'bun.lockb'],
  ])('asks %s where there is a %s, and the folder of the same name is none', async (name, lock) => {
    const project = installed(made({ [`stream/${lock}`]: '', 'stream/lamp/notes.txt': '' }), [
      'lamp',
    ])
    const env = { ...withFake(project, name), npm_config_https_proxy: 'http://127.0.0.1:9' }
    const { lines } = await runCommand(['add', 'lamp', '--json'], { ...inStream(project), env })
    expect(added(lines)).toHaveLength(2)
    const read = (file: string) => readFileSync(join(project.folder, 'stream', file), 'utf8')
    expect(read('called')).toBe(`${join(project.folder, 'bin', name)} add lamp\n`)
    expect(read('settings')).toContain('npm_config_https_proxy=http://127.0.0.1:9')
  })

  it.runIf(onPosix)('finds what was added before from a file or an address', async () => {
    const project = installed(made({ 'stream/pnpm-lock.yaml': '', 'lamp.tgz': '' }), ['lamp'])
    const env = withFake(project, 'pnpm')
    for (const [wanted, range] of [
      ['../lamp.tgz', 'file:../lamp.tgz'],
      ['github:ann/lamp', 'github:ann/lamp'],
    ] as const) {
      project.write('stream/package.json', JSON.stringify({ dependencies: { lamp: range } }))
      const { lines } = await runCommand(['add', wanted, '--json'], { ...inStream(project), env })
      expect(lines).toMatchObject([{ code: 'added', package: 'lamp' }, { package: 'lamp' }])
    }
  })

  it.each(['x" & calc "', 'x@%PATH%'])('gives %s to no shell of Windows', async wanted => {
    const { folder } = made({ 'pnpm-lock.yaml': '' })
    const message = `cannot install ${wanted}: on Windows pnpm is started through a shell, which takes quotes and percent signs for its own; run pnpm add yourself`
    await expect(install(folder, managerOf(folder), wanted, 'win32')).rejects.toThrow(message)
  })

  it.skipIf(process.platform === 'win32')('ends the package manager when it is ended', async () => {
    const project = made({ 'stream/pnpm-lock.yaml': '' })
    // Stands in for pnpm: it waits for ever.
    project.write('bin/pnpm', `#!/bin/sh\necho $$ > pid\nexec sleep 600\n`)
    chmodSync(join(project.folder, 'bin/pnpm'), 0o755)
    const env = { PATH: `${join(project.folder, 'bin')}:${process.env.PATH}` }
    const run = ownProcess(['add', 'lamp', '--json'], { ...inStream(project), env })
    const pid = join(project.folder, 'stream/pid')
    await expect.poll(() => existsSync(pid) && readFileSync(pid, 'utf8')).toMatch(/\d\n/)
    expect(await run.stop()).toBe(1)
    expect(run.lines).toEqual([
      { code: 'failed', message: expect.stringContaining('pnpm was ended by SIGTERM') },
    ])
    const running = Number(readFileSync(pid, 'utf8'))
    expect(() => process.kill(running, 0)).toThrow('ESRCH')
  })
})
