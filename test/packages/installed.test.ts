import { execFile } from 'node:child_process'
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startFakeMongoProcess } from '../support/mongo/fake-process.ts'
import { FakeObs } from '../support/obs/fake-obs.ts'
import { apiReport } from '../support/packages/api-report.ts'
import { npm } from '../support/packages/npm.ts'
import { packInto } from '../support/packages/packed.ts'
import { checker, nodes, ROOT } from '../support/packages/tools.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { freePort } from '../support/process/child.ts'
import { runProcess, startPromethean } from '../support/process/promethean.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { SocketClient } from '../support/web/socket-client.ts'

const run = promisify(execFile)
const NAMES = ['promethean', 'promethean-plugins'] as const

const GREETER = (word: string) => `import { definePlugin } from 'promethean'

export default definePlugin({
  name: 'greeter',
  setup({ on, log }) {
    on('chat.message', ({ data }) => {
      log.info(\`${word}, \${data.user.name}\`)
    })
  },
})
`
const CONFIG = `import { restreamFilter, simulator } from '@promethean/plugins'
import { defineConfig } from 'promethean'
import greeter from './greeter.ts'

export default defineConfig({ plugins: [simulator(), restreamFilter(), greeter()] })
`
const TEST = `import { event } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { expect, it } from 'vitest'
import greeter from './greeter.ts'

contract('greeter', () => ({ use: greeter() }))
it('greets', async () => {
  const run = await runPlugin(greeter())
  run.emit(event('chat.message', { messageId: '1', text: 'hi', user: { id: '1', name: 'bea', displayName: 'Bea', roles: [] } }, { platform: 'twitch', channel: 'ann' }))
  await expect.poll(() => run.logged.map(line => line.message)).toContain('hello, bea')
  await run.stop()
})
`
const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    types: ['node'],
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
  },
}

function megabytesOf(folder: string): number {
  const files = globSync('**/*', { cwd: folder }).map(name => statSync(join(folder, name)))
  return files.filter(file => file.isFile()).reduce((sum, { size }) => sum + size, 0) / 1e6
}

describe.runIf(wantsPeers)('the packages', { timeout: 300_000 }, () => {
  // A space and an umlaut, as a user's folder may have.
  const home = mkdtempSync(join(tmpdir(), 'päckages '))
  const project = join(home, 'my stream')
  const write = (name: string, text: string) => writeFileSync(join(project, name), text)
  const tarball = (name: string) => join(home, `${name}-0.1.0.tgz`)
  const bin = join(project, 'node_modules', 'promethean', 'bin.js')
  const config = join(project, 'promethean.config.ts')

  beforeAll(async () => {
    await packInto(home)
    mkdirSync(project)
    write('package.json', '{ "name": "my-stream", "private": true, "type": "module" }')
    write('tsconfig.json', JSON.stringify(TSCONFIG))
    write('greeter.test.ts', TEST)
    write('promethean.config.ts', CONFIG)
    write('greeter.ts', GREETER('hello'))
    const tools = ['typescript@7.0.2', '@types/node@22', 'vitest@4']
    const quietly = ['--no-audit', '--no-fund', '--ignore-scripts']
    await npm(project, 'install', ...quietly, ...NAMES.map(tarball), ...tools)
  }, 300_000)
  afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

  it.each(NAMES)('%s: publint and attw find nothing', async name => {
    const { stdout } = await run(checker('publint'), ['run', '--strict', tarball(name)])
    expect(stdout).toContain('All good!')
    await run(checker('attw'), [tarball(name), '--profile', 'esm-only'])
  })

  it('hold no test, no build setting and no Node', async () => {
    const listed = await npm(home, 'pack', '--dry-run', '--json', ...NAMES.map(tarball))
    const files = JSON.parse(listed).flatMap(({ files }: { files: { path: string }[] }) =>
      files.map(({ path }) => path),
    )
    expect(files).toEqual(
      expect.arrayContaining(['README.md', 'CHANGELOG.md', 'LICENSE', 'bin.js']),
    )
    expect(
      files.filter((path: string) =>
        /(^|\/)(test\/|\.)|\.test\.|(?<!\.d)\.ts$|tsconfig|node\.exe/.test(path),
      ),
    ).toEqual([])
  })

  it.each(['core', 'plugins', 'create'])('%s as sources is never packed', async folder => {
    await expect(npm(join(ROOT, folder), 'pack', '--dry-run')).rejects.toThrow(
      'it holds TypeScript, which Node does not run in node_modules; run npm run build',
    )
  })

  it('bring no large package that docs/measured.md does not explain', async () => {
    const folder = join(home, 'alone')
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    const quietly = ['--no-audit', '--no-fund', '--ignore-scripts']
    await npm(folder, 'install', ...quietly, ...NAMES.map(tarball))
    const modules = join(folder, 'node_modules')
    const names = globSync(['*', '@*/*'], { cwd: modules }).filter(name => !/^@[^/]+$/.test(name))
    const large = names.filter(name => megabytesOf(join(modules, name)) > 1)
    const text = readFileSync(join(ROOT, 'docs', 'measured.md'), 'utf8')
    const [, packages, megabytes] = /brings (\d+) packages with (\d+) MB/.exec(text) ?? []
    const explained = [...text.matchAll(/^\| `(@?[\w/.-]+)`/gm)].map(([, name]) => name)
    expect(large).toEqual(expect.arrayContaining(['mongodb', 'rxjs', 'zod']))
    expect(
      large.filter(name => !explained.includes(name.replace(/^@(esbuild)\/.*/, '$1'))),
    ).toEqual([])
    expect(Math.abs(names.length - Number(packages))).toBeLessThan(5)
    expect(Math.abs(megabytesOf(modules) - Number(megabytes))).toBeLessThan(5)
  })

  it('have types that a strict project compiles with', async () => {
    const tsc = join(project, 'node_modules', 'typescript', 'bin', 'tsc')
    const compiled = run(process.execPath, [tsc, '-p', project])
    expect(await compiled.catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' })
  })

  // After a wanted change: PROMETHEAN_PEERS=1 npx vitest run --config test/vitest.config.ts --root . -u test/packages
  it.each([
    ['promethean', 'index.d.ts', 'promethean'],
    ['promethean', 'testing/index.d.ts', 'testing'],
    ['@promethean/plugins', 'index.d.ts', 'plugins'],
  ])('%s: %s exports what docs/api says', async (name, door, page) => {
    const report = await apiReport(project, name, door)
    await expect(report).toMatchFileSnapshot(join(ROOT, 'docs', 'api', `${page}.api.md`))
  })

  it('what starts after Promethean is found by itself, and its absence said once', async () => {
    const [obs, streamerbot, mongo] = await Promise.all([
      FakeObs.start({}),
      FakeStreamerbot.start(),
      startFakeMongoProcess(),
    ])
    onTestFinished(() => Promise.all([obs.stop(), streamerbot.stop(), mongo.close()]).then())
    await Promise.all([obs.stop(), streamerbot.stop(), mongo.stop()])
    const used = `obs({ url: '${obs.url}' }), streamerbot({ port: ${streamerbot.port} }), mongo({ uri: '${mongo.uri}' })`
    write(
      'early.config.ts',
      `import { mongo, obs, streamerbot } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({ journal: { file: 'early.db' }, plugins: [${used}] })
`,
    )
    const running = await startPromethean(join(project, 'early.config.ts'), { bin })
    onTestFinished(() => running.kill())
    const absent = () =>
      running.lines.filter(({ code, level }) => code === 'log' && level !== 'info')
    await expect.poll(() => absent().map(({ plugin }) => plugin)).toHaveLength(3)
    await Promise.all([obs.listen(), streamerbot.listen(), mongo.start()])
    await expect
      .poll(() => running.lines.findLast(({ code }) => code === 'status')?.plugins)
      .toMatchObject([
        { id: 'obs', state: 'connected' },
        { id: 'streamerbot', state: 'connected' },
        { id: 'mongo', state: 'ready' },
      ])
    await expect
      .poll(() => JSON.stringify(running.lines.findLast(({ code }) => code === 'status')))
      .toMatch(/"consumers":\{"mongo":\{"delivered":[1-9]/)
    expect(
      absent()
        .map(({ plugin }) => plugin)
        .sort(),
    ).toEqual(['mongo', 'obs', 'streamerbot'])
    expect(await running.stop()).toBe(0)
  })

  describe.each(nodes)('on Node $version', ({ program }) => {
    const settings = {
      node: [program],
      bin,
      cwd: project,
      env: { PATH: `${dirname(program)}:${process.env.PATH}` },
    }

    it('check accepts a config, and names what is wrong in one', async () => {
      expect(await runProcess(['check', '--json'], settings)).toMatchObject({
        exitCode: 0,
        lines: [{ code: 'checked' }],
      })
      write('wrong.config.ts', CONFIG.replace('simulator()', "simulator({ pace: 'x' })"))
      const { exitCode, text, lines } = await runProcess(
        ['check', '--json', '--config', join(project, 'wrong.config.ts')],
        settings,
      )
      expect([exitCode, JSON.stringify(lines) + text]).toEqual([1, expect.stringContaining('pace')])
    })

    it('run brings events, applies an edit, and blames the plugin that fails', async () => {
      const running = await startPromethean(config, settings)
      onTestFinished(() => running.kill())
      await running.next('log', line => String(line.message).startsWith('hello, '))
      write('greeter.ts', GREETER('good evening'))
      expect(await running.next('reloaded')).toMatchObject({
        restarted: ['greeter'],
        kept: ['simulator', 'restream-filter'],
      })
      await running.next('log', line => String(line.message).startsWith('good evening, '))
      running.fromNow()
      write(
        'greeter.ts',
        GREETER('hello').replace('log.info', 'Reflect.get(data, "no").more\n      log.info'),
      )
      await running.next('reloaded')
      await running.next('status', line =>
        /"greeter".*at greeter\.ts:7:/.test(JSON.stringify(line)),
      )
      expect(await running.stop()).toBe(0)
      write('greeter.ts', GREETER('hello'))
    })

    it('the page is served, and gets what it asks for', async () => {
      const port = await freePort()
      write(
        'paged.config.ts',
        CONFIG.replace('simulator }', 'simulator, web }').replace(
          'greeter()]',
          `web({ port: ${port} })]`,
        ),
      )
      const running = await startPromethean(join(project, 'paged.config.ts'), settings)
      onTestFinished(() => running.kill())
      const answers = await Promise.all(
        ['/', '/page.js', '/page.css'].map(path => fetch(`http://127.0.0.1:${port}${path}`)),
      )
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      const stored = JSON.parse(readFileSync(join(project, '.promethean', 'access.json'), 'utf8'))
      const client = await SocketClient.open(port)
      onTestFinished(() => client.socket.terminate())
      client.say({ token: stored.tokens[0].token })
      client.say({ id: 1, call: 'status' })
      await expect.poll(() => client.of(1)).toMatchObject([{ done: true }])
      expect(await running.stop()).toBe(0)
    })

    it('replay reads what was run before', async () => {
      const wanted = ['replay', '--json', '--tests', '--since', '1h']
      const { exitCode, lines, text } = await runProcess(wanted, settings)
      expect([exitCode, lines.at(-1), text]).toEqual([
        0,
        expect.objectContaining({ code: 'replayed', left_out: ['simulator'] }),
        '',
      ])
      expect(Number(lines.at(-1)?.events)).toBeGreaterThan(0)
    })

    it("a plugin's own test passes", async () => {
      const vitest = join(project, 'node_modules', 'vitest', 'vitest.mjs')
      const { stdout } = await run(program, [vitest, 'run', '--root', project], { cwd: project })
      expect(stdout).toMatch(/Tests .*passed/)
    })
  })
})
