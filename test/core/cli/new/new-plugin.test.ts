import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ROLES } from '../../../../core/cli/new/templates.ts'
import { checkConfig } from '../../../../core/config/check/check.ts'
import { runCommand } from '../../../support/process/promethean.ts'

// Below the checkout, where its packages are found.
const FOLDER = join(import.meta.dirname, '../../../../.cache/new-plugins')
rmSync(FOLDER, { recursive: true, force: true, maxRetries: 5 })
mkdirSync(FOLDER, { recursive: true })
const CONFIG = `import { simulator } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({ plugins: [simulator()] })
`
writeFileSync(join(FOLDER, 'promethean.config.ts'), CONFIG)

const make = (...args: string[]) => runCommand(['new', 'plugin', ...args], { cwd: FOLDER })
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8')
const made = await Promise.all(
  ROLES.map(async role => ({ role, ...(await make(`${role}-lights`, '--role', role, '--json')) })),
)

describe.each(made)('new plugin --role $role', ({ role, exitCode, lines, text }) => {
  const [line] = lines

  it('makes a plugin and its test, and nothing else', () => {
    expect([exitCode, text]).toEqual([0, ''])
    expect(line).toMatchObject({
      code: 'made',
      name: `${role}-lights`,
      files: [`config/${role}-lights.ts`, `test/${role}-lights.test.ts`],
      import: `import ${role}Lights from './config/${role}-lights.ts'`,
    })
    expect(read(`config/${role}-lights.ts`)).not.toMatch(/new-?plugin/i)
  })

  it('prints lines with which the config has no problem, or only the option it must be given', async () => {
    const file = join(FOLDER, `${role}.config.ts`)
    const text = CONFIG.replace('plugins: [', `plugins: [${line?.use} `)
    writeFileSync(file, `${line?.import}\n${text}`)
    const { default: config }: { default: unknown } = await import(pathToFileURL(file).href)
    const { problems } = await checkConfig(config, FOLDER)
    const lacks = ['source', 'sink'].includes(role) ? ['url'] : []
    expect(problems.map(({ path }) => path)).toEqual(lacks)
  })
})

describe('a new plugin', () => {
  it('is announced with the lines for the config and the command for its test', async () => {
    const { exitCode, stray } = await make('tip-sounds', '--role', 'source')
    expect(exitCode).toBe(0)
    expect(stray.join('\n')).toBe(`made config/tip-sounds.ts and test/tip-sounds.test.ts

Add to promethean.config.ts:

  import tipSounds from './config/tip-sounds.ts'

  plugins: [
    tipSounds({
      url: '', // the address of the list, as http://127.0.0.1:8080/tips
    }),
  ]

Test it: npx vitest run test/tip-sounds.test.ts`)
  })

  it('is what the guide shows', async () => {
    await make('raid-lights')
    const guide = readFileSync(join(FOLDER, '../../docs/plugins.md'), 'utf8')
    for (const name of ['config/raid-lights.ts', 'test/raid-lights.test.ts'])
      expect(guide).toContain(`// ${name}\n${read(name)}`)
  })

  it.each([
    ['Raid Lights', 2, 'write raid-lights'],
    ['raidLights', 2, 'write raid-lights'],
    ['config/raid_lights.ts', 2, 'write raid-lights'],
    ['Gemütlich', 2, 'write gemutlich'],
    ['3d', 2, 'write d'],
    ['-', 2, 'write my-plugin'],
    ['x'.repeat(65), 2, `write ${'x'.repeat(64)}`],
    ['nul', 2, 'write nul-plugin'],
    ['promethean', 2, 'the runtime itself'],
    ['@ann/lights', 2, 'add --package, or write lights'],
    ['simulator', 1, 'already uses a plugin simulator'],
    ['filter-lights', 1, 'exists already'],
  ])('cannot be named %s', async (name, code, why) => {
    const { exitCode, text } = await make('--', name)
    expect([exitCode, text]).toEqual([code, expect.stringContaining(why)])
  })

  it('is not made over a file in JavaScript, or over its test alone', async () => {
    writeFileSync(join(FOLDER, 'config/old.js'), '')
    writeFileSync(join(FOLDER, 'test/tested.test.ts'), '')
    for (const name of ['old', 'tested']) expect((await make(name)).exitCode).toBe(1)
    expect(() => read('config/tested.ts')).toThrow('ENOENT')
  })

  it('has a name of its own where its template or the language has taken it', async () => {
    const files = ['contract', 'switch', 'promise'].map(async name => {
      const [line] = (await make(name, '--role', 'port', '--json')).lines
      return [line?.import, read(`config/${name}.ts`)]
    })
    expect(await Promise.all(files)).toEqual([
      ["import contractPlugin from './config/contract.ts'", expect.stringContaining('Contract>')],
      ["import switchPlugin from './config/switch.ts'", expect.stringContaining('Switch>')],
      ["import promise from './config/promise.ts'", expect.stringContaining('PromisePlugin>')],
    ])
  })

  it('needs a config, if it is not a package', async () => {
    const outside = { cwd: join(FOLDER, '..', '..', '..') }
    const { exitCode, text } = await runCommand(['new', 'plugin', 'alone'], outside)
    expect([exitCode, text]).toEqual([1, expect.stringContaining('no promethean.config.ts')])
  })
})

// Each brings its own tests along, which vitest runs as part of this file.
for (const role of ROLES)
  await import(pathToFileURL(join(FOLDER, `test/${role}-lights.test.ts`)).href)
