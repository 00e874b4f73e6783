import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ROLES } from '../../core/cli/new/templates.ts'
import { blocksOf } from '../docs/pages.ts'
import { npm } from '../support/packages/npm.ts'
import { packInto } from '../support/packages/packed.ts'
import { checker, nodes } from '../support/packages/tools.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { startPromethean } from '../support/process/promethean.ts'

const run = promisify(execFile)
const QUIETLY = ['--no-audit', '--no-fund', '--ignore-scripts']
const TOOLS = ['typescript@7.0.2', '@types/node@22', 'vitest@^4.1.12', 'rxjs@7', 'zod@4']
const CONFIG = `import { simulator } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({ plugins: [simulator()] })
`
const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    types: ['node'],
    strict: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
}
const { program = process.execPath } = nodes.find(({ version }) => version === '22.23.2') ?? {}

describe.runIf(wantsPeers)('a plugin that is made by a command', { timeout: 300_000 }, () => {
  // A space and an umlaut, as a user's folder may have.
  const home = mkdtempSync(join(tmpdir(), 'plügins '))
  const project = join(home, 'my-stream')
  const runtime = join(home, 'promethean-0.1.0.tgz')
  const env = { ...process.env, PATH: `${dirname(program)}${delimiter}${process.env.PATH}` }
  const type = async (folder: string, command: string) =>
    (await run(command, { cwd: folder, env, shell: true, maxBuffer: 20_000_000 })).stdout
  const write = (name: string, text: string) => writeFileSync(join(project, name), text)

  beforeAll(async () => {
    await packInto(home)
    mkdirSync(project)
    write('package.json', '{ "name": "my-stream", "private": true, "type": "module" }')
    write('tsconfig.json', JSON.stringify(TSCONFIG))
    write('promethean.config.ts', CONFIG)
    const packed = [runtime, join(home, 'promethean-plugins-0.1.0.tgz')]
    await npm(project, 'install', ...QUIETLY, ...packed, ...TOOLS)
  }, 300_000)
  afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

  /** A package of each role below one folder that holds what they need. */
  describe('as a package of each role', () => {
    const made = join(home, 'made')
    const packed: string[] = []

    beforeAll(async () => {
      mkdirSync(made)
      writeFileSync(join(made, 'package.json'), '{ "private": true, "type": "module" }')
      await npm(made, 'install', ...QUIETLY, runtime, ...TOOLS)
    }, 300_000)

    it.each(ROLES)('a %s compiles, passes its test and is packed', async role => {
      const folder = join(made, `${role}-lights`)
      await type(made, `npx promethean new plugin ${role}-lights --role ${role} --package`)
      expect(await type(folder, 'npm run types')).not.toContain('error')
      expect(await type(folder, 'npm test')).toMatch(/Tests .*passed/)
      const [{ filename, files }] = JSON.parse(await type(folder, 'npm pack --json --silent'))
      const names = files.map(({ path }: { path: string }) => path).toSorted()
      const built = ['dist/index.d.ts', 'dist/index.js', 'dist/index.js.map']
      expect(names).toEqual(['README.md', ...built, 'package.json'])
      packed.push(join(folder, filename))
    })

    it('publint and attw find nothing', async () => {
      for (const file of packed) {
        const { stdout } = await run(checker('publint'), ['run', '--strict', file], { env })
        expect(stdout).toContain('All good!')
        await run(checker('attw'), [file, '--profile', 'esm-only'], { env })
      }
    })

    it('all are installed into one project, which then has no problem', async () => {
      const lines = []
      for (const file of packed) {
        const added = await type(project, `npx promethean add "${file}" --json`)
        lines.push(JSON.parse(added.trim().split('\n').at(-1) ?? ''))
      }
      const uses = lines.map(({ use }) => use.replace("url: ''", "url: 'http://127.0.0.1:1'"))
      const imports = lines.map(line => line.import).join('\n')
      const text = CONFIG.replace('simulator()', `simulator(), ${uses.join(' ')}`)
      write('all.config.ts', `${imports}\n${text}`)
      expect(await type(project, 'npx promethean check --config all.config.ts')).toContain(
        'has no problems: simulator, behaviour-lights, source-lights, filter-lights, sink-lights, port-lights',
      )
    })
  })

  // As somebody would type them who reads from top to bottom; nothing of ours is at the registry.
  it('every command of the page on plugins works, one after another', async () => {
    const commands = blocksOf('docs/plugins.md')
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => text.trim().split('\n'))
    expect(commands).toContain('npm publish')
    let folder = project
    for (const command of commands) {
      const [, into] = /^cd (.+)$/.exec(command) ?? []
      if (into !== undefined) {
        folder = resolve(folder, into)
        continue
      }
      await type(folder, typed(command))
      if (command.includes(' new plugin raid-lights')) use('raidLights', './config/raid-lights.ts')
      if (command.endsWith(' add ../lamp')) use('lamp', 'promethean-plugin-lamp')
    }
    expect(existsSync(join(home, 'lamp', 'dist', 'index.js'))).toBe(true)
    const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
    expect(dependencies['promethean-plugin-lamp']).toContain('.tgz')
  })

  /** Where a command needs the registry: what does the same with the packed runtime, or the packed plugin. */
  function typed(command: string): string {
    if (command === 'npm install') return `npm install --no-save ${QUIETLY.join(' ')} "${runtime}"`
    if (command === 'npm publish') return 'npm pack'
    if (command.endsWith(' add promethean-plugin-lamp'))
      return command.replace('promethean-plugin-lamp', '../lamp/promethean-plugin-lamp-0.1.0.tgz')
    return command
  }

  function use(variable: string, from: string): void {
    const config = readFileSync(join(project, 'promethean.config.ts'), 'utf8')
    const text = config.replace('simulator()', `simulator(), ${variable}()`)
    write('promethean.config.ts', `import ${variable} from '${from}'\n${text}`)
  }

  async function npmLink(folder: string, name: string): Promise<void> {
    // Where npm keeps its links, else in the middle of this machine.
    const prefix = join(home, 'linked')
    mkdirSync(join(prefix, 'lib'), { recursive: true })
    const linking = { env: { ...env, npm_config_prefix: prefix }, shell: true }
    await run('npm link', { ...linking, cwd: folder })
    await run(`npm link ${name}`, { ...linking, cwd: project })
  }

  it.each([
    ['add', 'added-lamp', (folder: string) => type(project, `npx promethean add "${folder}"`)],
    ['npm link', 'linked-lamp', (folder: string, name: string) => npmLink(folder, name)],
  ])(
    'is reloaded from its folder when %s has linked it, with the runtime of the project',
    async (_, name, link) => {
      const lamp = join(home, name)
      await type(project, `npx promethean new plugin ../${name} --package`)
      await npm(lamp, 'install', '--no-save', ...QUIETLY, runtime)
      expect(existsSync(join(lamp, 'node_modules', 'promethean'))).toBe(true)
      await link(lamp, `promethean-plugin-${name}`)
      const config = `import lamp from 'promethean-plugin-${name}'\n${CONFIG.replace('simulator()', 'simulator(), lamp()')}`
      write('linked.config.ts', config)
      const file = join(project, 'linked.config.ts')
      expect(await type(project, 'npx promethean check --config linked.config.ts')).toContain(
        'has no problems',
      )
      const bin = join(project, 'node_modules', 'promethean', 'bin.js')
      const running = await startPromethean(file, { node: [program], bin, cwd: project, env: {} })
      onTestFinished(() => running.kill())
      const source = readFileSync(join(lamp, 'index.ts'), 'utf8')
      writeFileSync(join(lamp, 'index.ts'), source.replace("'Welcome'", "'Hello'"))
      expect(await running.next('reloaded')).toMatchObject({
        restarted: [name],
        kept: ['simulator'],
      })
      writeFileSync(join(lamp, 'index.ts'), source.replace('needs:', 'needs'))
      // On a busy machine the file may be read while it is still empty, which is refused as well.
      await running.next('reload_refused', line =>
        JSON.stringify(line).includes(`${name}/index.ts:`),
      )
      expect(await running.stop()).toBe(0)
    },
  )
})
