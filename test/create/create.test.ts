import { execFile, execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PATHS } from '../../create/files/project.ts'

const BIN = fileURLToPath(new URL('../../create/bin.js', import.meta.url))
const GIT = spawnSync('git', ['--version']).status === 0
const ROOT_USER = process.getuid?.() === 0

interface Result {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

describe('create-promethean', () => {
  it('makes a project of what the flags say, and says the next commands', async () => {
    const { home, create } = makeHome()
    const { exitCode, stdout } = await create('my-stream', '--sources', 'obs', '--no-install')
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/ {2}cd my-stream\n {2}npm install\n {2}npm start\n$/),
    ])
    expect(stdout).toContain('obs is left out: set OBS_PASSWORD in .env')
    expect(filesIn(join(home, 'my-stream'))).toEqual([...PATHS].sort())
    const config = readFileSync(join(home, 'my-stream', 'promethean.config.ts'), 'utf8')
    expect(config).toContain(
      "sources: [whenSet('OBS_PASSWORD', obs({ password: process.env.OBS_PASSWORD }))],",
    )
    expect(config).not.toMatch(/streamerbot|mongo|languageModel|chatBot/)
  })

  it('says that nothing sets the titles, if nothing does', async () => {
    const { create } = makeHome()
    const model = ['--model', 'ollama', '--no-install']
    const line = 'no source can set the titles: add streamerbot, twitch or tau'
    expect((await create('one', '--sources', 'obs,twitch-irc', ...model)).stdout).toContain(line)
    expect((await create('two', '--sources', 'obs,twitch', ...model)).stdout).not.toContain(line)
  })

  it('without a terminal takes the ready answers, in the folder my-stream', async () => {
    const { home, create } = makeHome()
    const { exitCode } = await create('--no-install')
    expect(exitCode).toBe(0)
    const config = readFileSync(join(home, 'my-stream', 'promethean.config.ts'), 'utf8')
    expect(config).toContain('streamerbot({')
    expect(config).toContain('obs({')
  })

  it('with --json prints one object for a program', async () => {
    const { home, create } = makeHome()
    const { exitCode, stdout, stderr } = await create(
      ...['here', '--sources', 'twitch,tau', '--mongo', '--model', 'openai'],
      ...['--bot', '--json', '--no-install'],
    )
    expect([exitCode, stderr, JSON.parse(stdout)]).toEqual([
      0,
      '',
      {
        ...{ code: 'created', folder: join(home, 'here'), name: 'here', files: PATHS },
        ...{ sources: ['twitch', 'tau'], mongo: true, model: 'openai', bot: true },
        left_out: [
          { plugin: 'twitch', variables: ['TWITCH_CLIENT_ID', 'TWITCH_CHANNEL'] },
          { plugin: 'tau', variables: ['TAU_TOKEN', 'TAU_CHAT'] },
          { plugin: 'mongo', variables: ['MONGODB_URI'] },
          { plugin: 'language-model', variables: ['OPENAI_API_KEY'] },
          { plugin: 'title-generator', variables: ['OPENAI_API_KEY'] },
        ],
        ...{ brings_node: expect.any(Boolean), git: GIT, installed: false },
        next: ['cd here', 'npm install', 'npm start'],
      },
    ])
  })

  it('lists what is in the way, and makes nothing', async () => {
    const { home, create } = makeHome({ 'here/README.md': 'mine', 'here/notes.txt': 'mine' })
    const { exitCode, stderr } = await create('here', '--no-install')
    expect([exitCode, stderr]).toEqual([
      1,
      `cannot make a project in ${join(home, 'here')}: README.md would be overwritten; move it away, or choose another folder\n`,
    ])
    expect(filesIn(join(home, 'here'))).toEqual(['README.md', 'notes.txt'])
    const { stdout } = await create('here', '--json')
    expect(JSON.parse(stdout)).toEqual({ code: 'failed', message: stderr.trim() })
  })

  it('makes a project of a folder that has other files, also of the one it is started in', async () => {
    const { home, create } = makeHome({ 'notes.txt': 'mine' })
    const { exitCode, stdout } = await create('.', '--no-install', '--json')
    expect([exitCode, JSON.parse(stdout).next]).toEqual([0, ['npm install', 'npm start']])
    expect(filesIn(home)).toEqual([...PATHS, 'notes.txt'].sort())
  })

  it('a second project in the same folder changes nothing', async () => {
    const { home, create } = makeHome()
    await create('here', '--sources', 'obs', '--no-install')
    writeFileSync(join(home, 'here', '.env'), 'OBS_PASSWORD=mine')
    const { exitCode, stderr } = await create('here', '--sources', 'tau', '--no-install')
    expect(exitCode).toBe(1)
    for (const path of PATHS) expect(stderr).toContain(path)
    expect(readFileSync(join(home, 'here', '.env'), 'utf8')).toBe('OBS_PASSWORD=mine')
  })

  it.skipIf(ROOT_USER || process.platform === 'win32')(
    'says that a folder may not be written to',
    async () => {
      const { home, create } = makeHome({ 'closed/notes.txt': '' })
      chmodSync(join(home, 'closed'), 0o500)
      const { exitCode, stderr } = await create('closed', '--no-install')
      chmodSync(join(home, 'closed'), 0o700)
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringMatching(/EACCES.*nothing was made; choose a folder that you may write to/),
      ])
      expect(filesIn(join(home, 'closed'))).toEqual(['notes.txt'])
    },
  )

  it('exits with 2 for what cannot be meant', async () => {
    const { home, create } = makeHome()
    expect(await create('here', '--sources', 'obss')).toMatchObject({
      exitCode: 2,
      stderr: 'unknown source obss; did you mean obs?\n',
    })
    const { exitCode, stdout } = await create('--json', '--modle', 'ollama')
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      2,
      { code: 'failed', message: 'unknown option --modle; did you mean --model?' },
    ])
    expect(readdirSync(home)).toEqual([])
  })

  it('prints its help and its version', async () => {
    const { create } = makeHome()
    expect((await create('--help')).stdout).toContain('--sources <list>')
    expect((await create('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.skipIf(process.platform === 'win32')('keeps .env for its owner alone', async () => {
    const { home, create } = makeHome()
    await create('here', '--no-install')
    expect(statSync(join(home, 'here', '.env')).mode & 0o777).toBe(0o600)
  })
})

describe.runIf(GIT)('git', () => {
  it('gets a repository that leaves .env out, without a commit and without a name for the user', async () => {
    const { home, create } = makeHome()
    const { stdout } = await create('here', '--no-install', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ git: true })
    const status = execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], {
      cwd: join(home, 'here'),
      encoding: 'utf8',
    })
    expect(
      status
        .split('\n')
        .map(line => line.slice(3))
        .filter(Boolean)
        .sort(),
    ).toEqual(PATHS.filter(path => path !== '.env').sort())
  })

  it('is left alone within another repository, whatever its state', async () => {
    const { home, create } = makeHome()
    execFileSync('git', ['init', '--quiet'], { cwd: home })
    const { stdout } = await create('deep/er/here', '--no-install', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ git: false })
    expect(existsSync(join(home, 'deep', 'er', 'here', '.git'))).toBe(false)
  })

  it('is not missed where it is not installed', async () => {
    const { home, create } = makeHome()
    const { exitCode, stdout } = await create.with({ PATH: home }, 'here', '--no-install', '--json')
    expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ git: false })])
  })
})

describe('npm', () => {
  it('installs the packages in the new folder, with no setting of the npm around it', async () => {
    const { home, create, npm } = makeHome()
    const around = {
      npm_execpath: npm(0),
      npm_config_workspace: 'other',
      npm_config_package: 'create-promethean@1',
      npm_config_registry: 'http://127.0.0.1:9',
    }
    const { exitCode, stdout } = await create.with(around, 'here', '--json')
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ installed: true, next: ['cd here', 'npm start'] }),
    ])
    expect(JSON.parse(readFileSync(join(home, 'npm.json'), 'utf8'))).toMatchObject({
      args: ['install', '--no-audit', '--no-fund', '--loglevel=error'],
      cwd: expect.stringMatching(/here$/),
      settings: ['npm_config_registry'],
    })
  })

  it.skipIf(process.platform === 'win32')(
    'that is stopped by Ctrl-C leaves the project too',
    async () => {
      const { home, create } = makeHome({
        'fake/npm-cli.js': "process.kill(process.ppid, 'SIGINT'); setTimeout(() => {}, 60_000)",
      })
      const env = { npm_execpath: join(home, 'fake', 'npm-cli.js') }
      const { exitCode, stderr } = await create.with(env, 'here')
      expect([exitCode, stderr]).toEqual([
        1,
        expect.stringContaining('npm was ended by SIGINT; go on with: cd here && npm install'),
      ])
    },
  )

  it('that fails leaves the project, and the command to go on', async () => {
    const { home, create, npm } = makeHome()
    const { exitCode, stdout, stderr } = await create.with({ npm_execpath: npm(7) }, 'my stream')
    expect(exitCode).toBe(1)
    expect(stderr).toBe(
      'npm says no\nthe project is there, but its packages are not installed: npm ended with code 7; go on with: cd "my stream" && npm install\n',
    )
    expect(stdout).toContain('  cd "my stream"\n  npm install\n  npm start\n')
    expect(filesIn(join(home, 'my stream'))).toEqual([...PATHS].sort())
    const json = await create.with({ npm_execpath: npm(7) }, 'other', '--json')
    expect(
      json.stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toMatchObject([
      { code: 'created', installed: false },
      { code: 'failed', message: expect.stringContaining('npm ended with code 7') },
    ])
  })
})

describe('the Node of a project', () => {
  it.each([
    ['20.20.2', true],
    ['22.21.1', true],
    ['24.9.0', true],
    ['22.22.0', false],
    ['26.1.0', false],
  ])('for Node %s it is brought along: %s', async (version, isBrought) => {
    const { home, create } = makeHome()
    const lie = `Object.defineProperty(process.versions, 'node', { value: '${version}' })
Object.defineProperty(process, 'execPath', { value: '/usr/bin/node' })`
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(lie)}` }
    const { stdout } = await create.with(env, 'here', '--no-install')
    const manifest = JSON.parse(readFileSync(join(home, 'here', 'package.json'), 'utf8'))
    expect('optionalDependencies' in manifest).toBe(isBrought)
    expect(/npm installs Node \d+\.\d+\.\d+ into the project \(\d+ MB\)/.test(stdout)).toBe(
      isBrought,
    )
  })
})

/** An empty folder, and `create-promethean` started in it. */
function makeHome(files: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'creäte '))
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  const createWith = (more: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    new Promise<Result>(resolve => {
      const env = { ...bareEnvironment(), GIT_CEILING_DIRECTORIES: tmpdir(), ...more }
      execFile(process.execPath, [BIN, ...args], { cwd: home, env }, (failure, stdout, stderr) =>
        resolve({ exitCode: Number(failure?.code ?? 0), stdout, stderr }),
      )
    })
  const create = Object.assign((...args: readonly string[]) => createWith({}, ...args), {
    with: createWith,
  })
  /** An npm that writes down how it was started, and ends with this code. */
  const npm = (code: number): string => {
    const file = join(home, 'fake', 'npm-cli.js')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(
      file,
      `require('node:fs').writeFileSync(${JSON.stringify(join(home, 'npm.json'))}, JSON.stringify({
  args: process.argv.slice(2),
  cwd: process.cwd(),
  settings: Object.keys(process.env).filter(name => name.startsWith('npm_')),
}))
if (${code}) console.error('npm says no')
process.exitCode = ${code}`,
    )
    return file
  }
  return { home, create, npm }
}

// No npm and no git hook around this test.
function bareEnvironment(): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? '').split(delimiter)
  return {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(npm_|GIT_|NODE_OPTIONS)/i.test(name)),
    ),
    PATH: path.filter(folder => !/[\\/]node_modules[\\/]/.test(folder)).join(delimiter),
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter(path => !path.startsWith('.git/'))
    .sort()
}
