import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from '../../../support/process/promethean.ts'

// A space and an umlaut, as a user's folder may have; no config anywhere above.
const HOME = mkdtempSync(join(tmpdir(), 'new päckages '))
afterAll(() => rmSync(HOME, { recursive: true, force: true, maxRetries: 5 }))

const make = (...args: string[]) =>
  runCommand(['new', 'plugin', '--package', ...args], { cwd: HOME })
const read = (name: string) => readFileSync(join(HOME, name), 'utf8')

describe('new plugin --package', () => {
  it('makes a folder that is published as JavaScript, from the source beside it', async () => {
    const { exitCode, lines } = await make('raid-lights', '--json')
    expect([exitCode, lines]).toEqual([
      0,
      [
        {
          code: 'made',
          name: 'raid-lights',
          package: 'promethean-plugin-raid-lights',
          role: 'behaviour',
          folder: join(HOME, 'raid-lights'),
          files: expect.arrayContaining(['index.ts', 'index.test.ts', 'package.json', 'README.md']),
          import: "import raidLights from 'promethean-plugin-raid-lights'",
          use: 'raidLights(),',
        },
      ],
    ])
    expect(JSON.parse(read('raid-lights/package.json'))).toMatchObject({
      name: 'promethean-plugin-raid-lights',
      description: 'Welcomes large raids in chat.',
      keywords: ['promethean-plugin'],
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      files: ['dist'],
      promethean: { provides: [], needs: ['ChatOutput'], emits: [] },
      peerDependencies: { promethean: expect.stringMatching(/^\^\d/) },
      dependencies: { rxjs: expect.stringMatching(/^\^7/), zod: expect.stringMatching(/^\^4/) },
    })
    expect(read('raid-lights/README.md')).toContain('| `greeting` | `"Welcome"` |')
    expect(existsSync(join(HOME, 'raid-lights/.promethean'))).toBe(false)
  })

  it.each([
    ['@ann/tip-jar', '@ann/tip-jar', 'tip-jar'],
    ['@ann/promethean-plugin-tips', '@ann/promethean-plugin-tips', 'promethean-plugin-tips'],
    ['promethean-plugin-coins', 'promethean-plugin-coins', 'promethean-plugin-coins'],
    ['./deep/bells', 'promethean-plugin-bells', 'deep/bells'],
    [join(HOME, 'promethean-plugin-horns'), 'promethean-plugin-horns', 'promethean-plugin-horns'],
  ])('makes of %s the package %s', async (given, name, folder) => {
    expect((await make(given)).exitCode).toBe(0)
    expect(JSON.parse(read(`${folder}/package.json`)).name).toBe(name)
    const plugin = basename(folder).replace('promethean-plugin-', '')
    expect(read(`${folder}/index.ts`)).toContain(`name: '${plugin}'`)
  })

  it('says how a project adds it, also from a folder with a space in its name', async () => {
    const { text } = await make('easy-pasted')
    expect(text).toContain(`promethean add "${join(HOME, 'easy-pasted')}"`)
  })

  it('fills an empty folder, and refuses one that holds something', async () => {
    mkdirSync(join(HOME, 'empty'))
    expect((await make('empty')).exitCode).toBe(0)
    const { exitCode, text } = await make('empty')
    expect([exitCode, text]).toEqual([
      1,
      expect.stringContaining('empty exists already and is not empty'),
    ])
    writeFileSync(join(HOME, 'file'), '')
    expect((await make('file')).text).toContain('file exists already; choose another name')
  })

  it.each([
    ['@Ann/lights', '@ann/lights'],
    ['@ann/Lamp Lights', '@ann/lamp-lights'],
    ['@ann/', '@ann/my-plugin'],
    ['@ann/aux', 'aux-plugin'],
    ['promethean-plugin-', 'my-plugin'],
    ['..', 'my-plugin'],
    ['./Deep', 'deep'],
  ])('refuses %s, for %s', async (name, right) => {
    const { exitCode, text } = await make(name)
    expect([exitCode, text]).toEqual([2, expect.stringContaining(`write ${right}`)])
  })
})

describe('manifest', () => {
  const folder = (name: string) => ({ cwd: join(HOME, name) })

  it('writes what the definition says, as often as it says something else', async () => {
    await make('lamp', '--role', 'port')
    const fields = () => JSON.parse(read('lamp/package.json')).promethean
    expect(fields()).toEqual({ provides: ['Lamp'], needs: [], emits: [] })
    const source = read('lamp/index.ts').replace(
      '  provides: [Lamp]',
      "  emits: { 'lamp.broken': z.object({}) },\n  provides: [Lamp]",
    )
    writeFileSync(join(HOME, 'lamp/index.ts'), source)
    const { exitCode, stray, text } = await runCommand(['manifest'], folder('lamp'))
    expect([exitCode, stray, text]).toEqual([
      0,
      [],
      'package.json now says: provides Lamp; needs nothing; emits lamp.broken',
    ])
    expect(fields()).toEqual({ provides: ['Lamp'], needs: [], emits: ['lamp.broken'] })
    const again = await runCommand(['manifest', '--json'], folder('lamp'))
    expect(again.lines).toEqual([{ code: 'manifest', isNew: false, ...fields() }])
  })

  it('keeps how package.json is written', async () => {
    await make('tabs')
    const text = `${JSON.stringify({ ...JSON.parse(read('tabs/package.json')), promethean: {} }, undefined, '\t')}\n`
    writeFileSync(join(HOME, 'tabs/package.json'), text)
    await runCommand(['manifest'], folder('tabs'))
    expect(read('tabs/package.json')).toContain('\n\t"name"')
  })

  it('says what is missing', async () => {
    const files = {
      'none/x': '',
      'unbuilt/package.json': '{ "type": "module", "exports": "./dist/index.js" }',
      'plain/package.json': '{ "type": "module", "exports": "./index.js" }',
      'plain/index.js': 'export const x = 1',
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(HOME, name, '..'), { recursive: true })
      writeFileSync(join(HOME, name), text)
    }
    const said = async (name: string) => (await runCommand(['manifest'], folder(name))).text
    expect(await said('none')).toContain('there is no package.json that can be read')
    expect(await said('unbuilt')).toContain('has no source')
    expect(await said('plain')).toContain('exports no plugin; export what definePlugin returns')
  })
})
