import { readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { defineConfig } from 'promethean'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLoader, type Loader } from '../../../../core/config/load/load.ts'
import { ConfigProblem } from '../../../../core/errors.ts'
import { loaderOf, project } from '../project.ts'

const greeter = `import { definePlugin } from 'promethean'
export default definePlugin({ name: 'greeter', setup() {} })
`

const config = `import { defineConfig } from 'promethean'
import greeter from './config/greeter.ts'
import { limit } from './config/limit.ts'
export default defineConfig({ plugins: [greeter()], bots: [String(limit)] })
`

const GREETER = `import greeter from './greeter.ts'`

const files = {
  'promethean.config.ts': config,
  'config/greeter.ts': greeter,
  'config/limit.ts': 'export const limit: number = 1\n',
}

interface Loose {
  readonly plugins: readonly { readonly plugin: object }[]
  readonly bots: readonly string[]
  readonly [key: string]: unknown
}

async function loadLoose(loader: Loader): Promise<Loose> {
  return (await loader.load()).config as Loose
}

async function problemsOf(loader: Loader) {
  const failure: unknown = await loader.load().catch((thrown: unknown) => thrown)
  if (!(failure instanceof ConfigProblem))
    throw new Error('the load did not fail', { cause: failure })
  return failure.problems
}

describe('loading a config', () => {
  it('gives its default export and every file it was made of', async () => {
    const here = await project(files)
    const loaded = await loaderOf(here).load()
    expect(loaded.config).toMatchObject({ bots: ['1'] })
    expect([...loaded.files].sort()).toEqual(
      ['.env', 'config/greeter.ts', 'config/limit.ts', 'promethean.config.ts'].map(here.path),
    )
  })

  it('shares this very core with a config in a folder without node_modules', async () => {
    const here = await project({
      'promethean.config.ts': `import { defineConfig } from 'promethean'\nexport default { same: defineConfig }`,
    })
    expect((await loadLoose(loaderOf(here))).same).toBe(defineConfig)
  })

  it('lets a config import what core itself has, and its own packages first', async () => {
    const here = await project({
      'promethean.config.ts': `import { z } from 'zod'\nimport own from 'own'\nexport default { own, z: typeof z.string }`,
      'node_modules/own/package.json':
        '{"name":"own","type":"module","exports":{"import":"./it.js"}}',
      'node_modules/own/it.js': 'export default "mine"',
    })
    expect(await loadLoose(loaderOf(here))).toEqual({ own: 'mine', z: 'function' })
  })

  it('takes enums, decorators, JSON and files that import each other', async () => {
    const here = await project({
      'promethean.config.ts': `import data from './data.json' with { type: 'json' }
        import { a } from './a.ts'
        enum Speed { slow = 1, fast }
        const twice = (method: () => number) => function (this: unknown) { return 2 * method.call(this) }
        class Wheel { @twice turn() { return Speed.fast } }
        export default { data, a: a(), turned: new Wheel().turn() }`,
      'a.ts': `import { b } from './b.ts'\nexport const a = () => b()`,
      'b.ts': `import { a } from './a.ts'\nexport const b = () => typeof a`,
      'data.json': '{"limit": 3}',
    })
    const loaded = await loadLoose(loaderOf(here))
    expect(loaded).toEqual({ data: { limit: 3 }, a: 'function', turned: 4 })
  })

  it('names the source where a file asks for its own place', async () => {
    const own = '[import.meta.url, import.meta.dirname, import.meta.filename]'
    const here = await project({
      'promethean.config.ts': `import { there } from './config/there.ts'\nexport default { here: ${own}, there }`,
      'config/there.ts': `export const there = ${own}`,
    })
    const place = (folder: string, file: string) => [pathToFileURL(file).href, folder, file]
    expect(await loadLoose(loaderOf(here))).toEqual({
      here: place(here.folder, here.path('promethean.config.ts')),
      there: place(here.path('config'), here.path('config/there.ts')),
    })
  })

  it('reads a file saved as UTF-16, as Windows PowerShell does', async () => {
    const here = await project({})
    const bytes = Buffer.from('\ufeffexport default { bots: ["ann"] }', 'utf16le')
    await writeFile(here.path('promethean.config.ts'), bytes)
    expect((await loadLoose(loaderOf(here))).bots).toEqual(['ann'])
  })
})

describe('loading again', () => {
  it('keeps the instance of a plugin nobody changed when the config is edited', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    const before = await loader.load()
    await here.write({ 'promethean.config.ts': config.replace('bots:', 'timezone: "UTC", bots:') })
    const after = await loader.load()
    expect(after.config).toMatchObject({ timezone: 'UTC' })
    expect(pluginOf(after.config)).toBe(pluginOf(before.config))
    expect(after.fingerprint).not.toBe(before.fingerprint)
    expect(after.changed).toEqual(['promethean.config.ts'])
  })

  it('makes an edited plugin and its importers new, and nobody else', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    const before = await loader.load()
    await here.write({ 'config/limit.ts': 'export const limit = 2\n' })
    const after = await loader.load()
    expect(after.config).toMatchObject({ bots: ['2'] })
    expect(pluginOf(after.config)).toBe(pluginOf(before.config))
    expect([...after.changed].sort()).toEqual(['config/limit.ts', 'promethean.config.ts'])
    await here.write({ 'config/greeter.ts': greeter.replace('setup() {}', 'setup() { return }') })
    expect(pluginOf((await loader.load()).config)).not.toBe(pluginOf(before.config))
  })

  it('changes nothing for an edit that compiles to the same code', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    const before = await loader.load()
    await here.write({
      'config/greeter.ts': `// Says hello.\n\n${greeter}`,
      'promethean.config.ts': `${config}\n\n/* end */\n`,
    })
    const after = await loader.load()
    expect(after.config).toBe(before.config)
    expect(after).toMatchObject({ fingerprint: before.fingerprint, changed: [] })
  })

  it('keeps a plugin whatever else imports its files, in whatever order', async () => {
    const here = await project({
      'greeter.ts': `import { one } from './one.ts'\nimport { two } from './two.ts'\n${greeter}export const both = [one, two]`,
      'one.ts': 'export const one = 1',
      'two.ts': 'export const two = 2',
      'late.ts': `import { two } from './two.ts'\nexport const late = two`,
    })
    const loader = loaderOf(here)
    const found = new Set<unknown>()
    for (const others of ['', 'two', 'late', 'one late', 'late two one', 'one', '']) {
      const names = others.split(' ').filter(Boolean)
      const imports = names.map(name => `import { ${name} } from './${name}.ts'`)
      for (const lines of [
        [...imports, GREETER],
        [GREETER, ...imports],
      ]) {
        const text = `${lines.join('\n')}\nexport default { plugins: [greeter()], said: [${names}] }`
        await here.write({ 'promethean.config.ts': text })
        const { config } = await loader.load()
        const values = { one: 1, two: 2, late: 2 }
        expect(config).toMatchObject({
          said: names.map(name => values[name as keyof typeof values]),
        })
        found.add(pluginOf(config))
      }
    }
    expect(found.size).toBe(1)
  })

  it('of a link turned to another folder runs what is there, though it reads the same', async () => {
    const text = 'export default { place: import.meta.dirname }'
    const here = await project({ 'one/c.ts': text, 'two/c.ts': text })
    const loader = loaderOf(here)
    for (const name of ['one', 'two', 'one']) {
      await rm(here.path('promethean.config.ts'), { force: true })
      await symlink(here.path(`${name}/c.ts`), here.path('promethean.config.ts'))
      expect(await loadLoose(loader)).toEqual({ place: here.path(name) })
    }
  })

  it('in a folder that is a link names the files of the folder the link leads to now', async () => {
    const config = "import './part.ts'\nexport default {}"
    const here = await project({
      'one/c.ts': config,
      'one/part.ts': '',
      'two/c.ts': config,
      'two/part.ts': '',
    })
    await symlink('one', here.path('current'))
    const loader = createLoader(here.path('current/c.ts'))
    onTestFinished(() => loader.close())
    await loader.load()
    await rm(here.path('current'))
    await symlink('two', here.path('current'))
    const { files } = await loader.load()
    expect(files.filter(file => file.endsWith('.ts'))).toEqual(
      expect.arrayContaining([here.path('two/c.ts'), here.path('two/part.ts')]),
    )
    expect(files.join()).not.toContain(here.path('one'))
  })

  it('is new where an edit of tsconfig.json changes what the code means', async () => {
    const tsconfig = (defines: boolean) =>
      JSON.stringify({ compilerOptions: { target: 'es2022', useDefineForClassFields: defines } })
    const part = [
      'class Base { hit = false; set x(_value: number) { this.hit = true } }',
      'class Sub extends Base { x = 1 }',
      'export const hit = new Sub().hit',
    ].join('\n')
    const here = await project({
      'tsconfig.json': tsconfig(true),
      'part.ts': part,
      'promethean.config.ts': "import { hit } from './part.ts'\nexport default { hit }",
    })
    const loader = loaderOf(here)
    expect(await loadLoose(loader)).toEqual({ hit: false })
    await here.write({ 'tsconfig.json': tsconfig(false) })
    expect(await loadLoose(loader)).toEqual({ hit: true })
  })

  it('gives the first instance again when an edit is taken back', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    const before = await loader.load()
    for (const end of ['const a = 1', 'const a = 2', 'const a = 3', '']) {
      await here.write({ 'config/greeter.ts': `${greeter}\n${end}` })
      await loader.load()
    }
    expect((await loader.load()).config).toBe(before.config)
  })

  it('leaves no compiled modules behind that nobody runs', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    for (let limit = 0; limit < 20; limit++) {
      await here.write({ 'config/limit.ts': `export const limit = ${limit}\n` })
      await loader.load()
    }
    const modules = () => readdir(here.path('.promethean/modules'), { recursive: true })
    expect((await modules()).length).toBeLessThan(10)
    await loader.close()
    expect(await modules()).toEqual([])
  })

  it.runIf(process.platform === 'linux')(
    'says at once where the system allows no compiled modules',
    async () => {
      const here = await project(files)
      // Node's recursive mkdir never returns there.
      await symlink('/proc/self', here.path('.promethean'))
      await expect(loaderOf(here).load()).rejects.toThrow(
        /^cannot make the folder .+ for the compiled config: the system allows no folder there; move the config to another folder$/,
      )
    },
  )

  it('works on when somebody removes the compiled modules meanwhile', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    await loader.load()
    await rm(here.path('.promethean'), { recursive: true })
    await here.write({ 'config/limit.ts': 'export const limit = 7\n' })
    expect(await loadLoose(loader)).toMatchObject({ bots: ['7'] })
  })

  it('clears away what a killed run left, and not what a living one uses', async () => {
    const left = '.promethean/modules/999999999-dead-0/config.mjs'
    const used = `.promethean/modules/${process.ppid}-alive-0/config.mjs`
    const here = await project({ ...files, [left]: '', [used]: '' })
    await loaderOf(here).load()
    const runs = await readdir(here.path('.promethean/modules'))
    expect(runs).not.toContain('999999999-dead-0')
    expect(runs).toContain(`${process.ppid}-alive-0`)
  })

  it('follows an import that an edit adds and forgets one that it removes', async () => {
    const here = await project({ ...files, 'extra.ts': 'export default 5' })
    const loader = loaderOf(here)
    await loader.load()
    await here.write({
      'promethean.config.ts': `import five from './extra.ts'\nexport default { five }`,
    })
    const loaded = await loader.load()
    expect(loaded.config).toEqual({ five: 5 })
    expect([...loaded.files].sort()).toEqual(
      ['.env', 'extra.ts', 'promethean.config.ts'].map(here.path),
    )
  })

  it('evaluates what reads the environment again when .env changes, and only that', async () => {
    const here = await project({
      ...files,
      'promethean.config.ts': config.replace('bots:', 'timezone: process.env.MADE_UP_ZONE, bots:'),
      '.env': 'MADE_UP_ZONE=UTC\n',
    })
    const loader = loaderOf(here)
    const before = await loader.load()
    expect(before.config).toMatchObject({ timezone: 'UTC' })
    await here.write({ '.env': 'MADE_UP_ZONE=Europe/Berlin\n' })
    const after = await loader.load()
    expect(after.config).toMatchObject({ timezone: 'Europe/Berlin' })
    expect(pluginOf(after.config)).toBe(pluginOf(before.config))
  })
})

describe('a config that cannot be loaded', () => {
  it('is told to be gone where its file was taken away, and is loaded once it is back', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    const before = await loader.load()
    await rm(here.path('promethean.config.ts'))
    expect(await problemsOf(loader)).toEqual([
      {
        path: '',
        message:
          'promethean.config.ts was deleted; the previous config keeps running; restore the file',
      },
    ])
    await here.write(files)
    expect((await loader.load()).config).toEqual(before.config)
  })

  it('is refused with every error of the build at its place', async () => {
    const here = await project({
      ...files,
      'promethean.config.ts': `import { gone } from './gone.ts'\nimport { limt } from './config/limit.ts'\nimport 'not-installed'\nexport default [gone, limt]`,
    })
    expect(await problemsOf(loaderOf(here))).toEqual([
      {
        path: 'promethean.config.ts:1:22',
        message: expect.stringContaining('cannot find ./gone.ts'),
      },
      {
        path: 'promethean.config.ts:3:8',
        message: expect.stringContaining('npm install not-installed'),
      },
    ])
    await here.write({
      'gone.ts': 'export const gone = 1',
      'promethean.config.ts': `import { limt } from './config/limit.ts'\nexport default limt`,
    })
    expect(await problemsOf(loaderOf(here))).toEqual([
      {
        path: 'promethean.config.ts:1:10',
        message: 'config/limit.ts does not export limt; did you mean limit?',
      },
    ])
  })

  it('is refused with the line of a mistake in the writing', async () => {
    const here = await project({ ...files, 'config/limit.ts': 'export const limit = \n(((' })
    const [problem] = await problemsOf(loaderOf(here))
    expect(problem?.path).toMatch(/^config\/limit\.ts:2:\d+$/)
  })

  it('is refused without quoting a text it stumbled over', async () => {
    for (const quote of [`"`, `'`, '`']) {
      const text = `export default { token ${quote}hunter2hunter2${quote} }`
      const here = await project({ 'promethean.config.ts': text })
      const found = JSON.stringify(await problemsOf(loaderOf(here)))
      expect(found).toContain('promethean.config.ts:1:')
      expect(found).not.toContain('hunter2')
    }
  })

  it('is refused with the line that threw, in the file that threw', async () => {
    const here = await project({
      ...files,
      'config/limit.ts': `type Long = string\n\nexport const limit = 1\nthrow new RangeError('no luck')\n`,
    })
    expect(await problemsOf(loaderOf(here))).toEqual([
      {
        path: expect.stringMatching(/^config\/limit\.ts:4:\d+$/),
        message: 'threw RangeError while loading: no luck',
      },
    ])
  })

  it('is refused with its line in a folder with parentheses too, in a function called from elsewhere', async () => {
    const here = await project({
      'promethean.config.ts': `import { fail } from './stream (copy)/fail.ts'\n\nexport default fail()`,
      'stream (copy)/fail.ts': `interface A { a: 1 }\nexport function fail(): A {\n  throw new Error('no luck')\n}`,
    })
    const [problem] = await problemsOf(loaderOf(here))
    expect(problem?.path).toMatch(/^stream \(copy\)\/fail\.ts:3:\d+$/)
  })

  it.each([
    ['{ objct }', 'zod', 'zod does not export objct; did you mean object?'],
    ['{ mergMap as merge }', 'rxjs', 'rxjs does not export mergMap; did you mean mergeMap?'],
    [
      '{ defneConfig }',
      'promethean',
      'promethean does not export defneConfig; did you mean defineConfig?',
    ],
    ['promethean', 'promethean', 'promethean does not export default; correct the import'],
    ['{ existSync }', 'node:fs', 'node:fs does not export existSync; did you mean existsSync?'],
    ['{ nothingOfThis }', 'zod', 'zod does not export nothingOfThis; correct the import'],
  ])(
    'is refused where a package lacks what is imported: import %s from %s',
    async (names, from, message) => {
      const here = await project({
        'promethean.config.ts': `\nimport ${names} from '${from}'\nexport default ${names.split(/[{ }]+/).findLast(Boolean)}`,
      })
      expect(await problemsOf(loaderOf(here))).toEqual([
        { path: expect.stringMatching(/^promethean\.config\.ts:/), message },
      ])
    },
  )

  it('is told to need a restart where a package was whole too late, as during an install', async () => {
    const here = await project({
      'promethean.config.ts': `import { mine } from 'own'\nexport default { mine }`,
      'node_modules/own/package.json': '{"name":"own","type":"module","exports":"./it.js"}',
      'node_modules/own/it.js': '',
    })
    const loader = loaderOf(here)
    const messages = async () => (await problemsOf(loader)).map(({ message }) => message)
    expect(await messages()).toEqual(['own does not export mine; correct the import'])
    await here.write({ 'node_modules/own/it.js': 'export const mine = 1' })
    expect(await messages()).toEqual([
      'own did not export mine when it was first loaded but does now, as after an install or update; restart promethean',
    ])
  })

  it('is told which package lacks a part of its own, as in the middle of an install', async () => {
    const here = await project({
      'promethean.config.ts': `import { mine } from 'own'\nexport default { mine }`,
      'node_modules/own/package.json': '{"name":"own","type":"module","exports":"./it.js"}',
      'node_modules/own/it.js': `export { mine } from './part.js'`,
      'node_modules/own/part.js': '',
    })
    const [problem] = await problemsOf(loaderOf(here))
    expect(problem?.message).toBe(
      'own is incomplete: its ./part.js does not export mine; wait until its install or update finishes, or reinstall it, then restart promethean',
    )
  })

  it('is refused when it waits for ever', async () => {
    const here = await project({
      'promethean.config.ts': 'await new Promise(() => {})\nexport default {}',
    })
    const [problem] = await problemsOf(loaderOf(here, { deadlineMs: 50 }))
    expect(problem?.message).toContain('did not finish loading within 0.05 s')
  })

  it('shows no secret that its own error quotes', async () => {
    const here = await project({
      'promethean.config.ts': `throw new Error('bad token ' + process.env.MADE_UP_TOKEN)`,
      '.env': 'MADE_UP_TOKEN=hunter2hunter2\n',
    })
    expect(await problemsOf(loaderOf(here))).toEqual([
      {
        path: 'promethean.config.ts:1:7',
        message: 'threw Error while loading: bad token [redacted]',
      },
    ])
  })

  it('is evaluated again when nothing but the world around it was mended', async () => {
    const here = await project({
      'promethean.config.ts': `import { existsSync } from 'node:fs'
        if (!existsSync(new URL('./ready', import.meta.url))) throw new Error('not ready')
        export default { bots: [] }`,
    })
    const loader = loaderOf(here)
    expect(await problemsOf(loader)).toHaveLength(1)
    expect(await problemsOf(loader)).toHaveLength(1)
    await here.write({ ready: '' })
    expect(await loadLoose(loader)).toEqual({ bots: [] })
  })

  it('keeps the files it saw, and those it missed, in the list to be watched', async () => {
    const here = await project(files)
    const loader = loaderOf(here)
    const watched: (readonly string[])[] = []
    loader.files.subscribe(list => watched.push(list))
    await loader.load()
    await here.write({ 'promethean.config.ts': `import './new/part.ts'\nexport default {}` })
    await problemsOf(loader)
    const last = watched.at(-1)
    for (const file of ['promethean.config.ts', 'config/greeter.ts', '.env', 'new/part.ts']) {
      expect(last).toContain(here.path(file))
    }
    await here.write({ 'new/part.ts': 'export {}' })
    expect(await loadLoose(loader)).toEqual({})
  })
})

function pluginOf(loaded: unknown): object | undefined {
  return (loaded as Loose).plugins[0]?.plugin
}
