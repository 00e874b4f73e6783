import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { idOf } from '../../../../core/cli/service/started.ts'
import {
  type Ended,
  makeProject,
  runCommand,
  type TestProject,
} from '../../../support/process/promethean.ts'

const CONFIG = `import { definePlugin, defineConfig } from 'promethean'
const quiet = definePlugin({ name: 'quiet', setup: () => undefined })
export default defineConfig({ plugins: [quiet()] })
`

/** A project and the programs of a system, which only write down how they are called. */
class FakeSystem {
  readonly project: TestProject = makeProject({ 'promethean.config.ts': CONFIG }, 'my stream')
  readonly home = join(this.project.folder, 'home')
  readonly config = join(realpathSync(this.project.folder), 'promethean.config.ts')
  readonly id = idOf(this.config)
  readonly #platform: NodeJS.Platform
  readonly #bin = join(this.project.folder, 'bin')
  readonly #calls = join(this.project.folder, 'calls')
  readonly #program: string

  constructor(platform: NodeJS.Platform, program: string) {
    this.#platform = platform
    this.#program = program
    mkdirSync(this.#bin)
    mkdirSync(this.home)
    this.answers('')
    onTestFinished(() => this.project.remove())
  }

  /** What the program does beside writing down its call, in the words of a shell. */
  answers(script: string): void {
    const file = join(this.#bin, this.#program)
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$*" >> '${this.#calls}'\n${script}\n`)
    chmodSync(file, 0o755)
  }

  isMissing(): void {
    rmSync(join(this.#bin, this.#program))
  }

  /** Calls since the last time. */
  calls(): readonly string[] {
    if (!existsSync(this.#calls)) return []
    const lines = readFileSync(this.#calls, 'utf8').trim().split('\n')
    rmSync(this.#calls)
    return lines
  }

  service(...args: readonly string[]): Promise<Ended> {
    const env = { PATH: this.#bin, HOME: this.home, LOCALAPPDATA: this.home, XDG_CONFIG_HOME: '' }
    const config = args[0] === 'install' ? ['--config', this.config] : []
    return runCommand(['service', ...args, ...config], {
      platform: this.#platform,
      env: { ...env, USERNAME: 'ann', USERDOMAIN: 'DESKTOP' },
    })
  }
}

const onPosix = process.platform !== 'win32'

describe.runIf(onPosix)('a service of systemd', () => {
  const start = () => new FakeSystem('linux', 'systemctl')
  const fileOf = ({ home, id }: FakeSystem) => join(home, '.config/systemd/user', `${id}.service`)

  it('is installed, started, and installed again without harm', async () => {
    const system = start()
    const { exitCode, lines } = await system.service('install', '--json')
    const installed = {
      code: 'installed',
      system: 'systemd',
      id: system.id,
      config: system.config,
      node: process.execPath,
      file: fileOf(system),
    }
    expect([exitCode, lines]).toEqual([0, [expect.objectContaining(installed)]])
    const wanted = [
      '--user daemon-reload',
      `--user enable ${system.id}.service`,
      `--user start ${system.id}.service`,
    ]
    expect(system.calls()).toEqual(wanted)
    const text = readFileSync(fileOf(system), 'utf8')
    expect(text).toContain(system.config)
    expect((await system.service('install', '--json')).exitCode).toBe(0)
    expect(system.calls()).toEqual(wanted)
    expect(readFileSync(fileOf(system), 'utf8')).toBe(text)
  })

  it('is only shown in a dry run', async () => {
    const system = start()
    const { exitCode, lines } = await system.service('install', '--dry', '--json')
    const file = fileOf(system)
    const text = expect.stringContaining('[Service]')
    expect([exitCode, lines]).toEqual([0, [{ code: 'service', file, text }]])
    expect([system.calls(), existsSync(file)]).toEqual([[], false])
  })

  it.each([
    ['active', 'running'],
    ['activating', 'failing'],
    ['failed', 'failing'],
    ['inactive', 'stopped'],
  ])('that systemd calls %s is %s', async (active, state) => {
    const system = start()
    await system.service('install')
    system.answers(`echo ActiveState=${active}`)
    const { exitCode, lines } = await system.service('status', '--json')
    const { id, config } = system
    const told = { code: 'service', id, config, node: process.execPath, state, gone: [] }
    expect([exitCode, lines]).toEqual([0, [expect.objectContaining(told)]])
  })

  it('of a folder that was moved is named, with what to do, and can be removed', async () => {
    const system = start()
    await system.service('install')
    renameSync(system.config, `${system.config}.old`)
    const status = await system.service('status')
    expect([status.exitCode, status.stray]).toEqual([
      1,
      expect.arrayContaining([`  config   ${system.config} (gone)`]),
    ])
    expect(status.text).toContain(`promethean service uninstall --config "${system.config}"`)
    const file = fileOf(system)
    system.calls()
    const { exitCode, lines } = await system.service(
      'uninstall',
      '--config',
      system.config,
      '--json',
    )
    expect([exitCode, lines]).toEqual([
      0,
      [{ code: 'uninstalled', id: system.id, system: 'systemd', config: system.config, file }],
    ])
    expect(system.calls()).toEqual([
      `--user disable --now ${system.id}.service`,
      '--user daemon-reload',
    ])
    expect(existsSync(file)).toBe(false)
  })

  it('whose Node is gone is named too', async () => {
    const system = start()
    await system.service('install')
    const file = fileOf(system)
    const text = readFileSync(file, 'utf8').replace(/"node":"[^"]*"/, '"node":"/gone/bin/node"')
    writeFileSync(file, text)
    const { exitCode, lines, text: said } = await system.service('status', '--json')
    expect([exitCode, lines, said]).toEqual([
      1,
      [expect.objectContaining({ node: '/gone/bin/node', gone: ['/gone/bin/node'] })],
      '',
    ])
  })

  it('that is not there is not uninstalled, and no status', async () => {
    const system = start()
    const message = `no service starts ${system.config}; promethean service status lists those there are`
    const { exitCode, lines } = await system.service(
      'uninstall',
      '--config',
      system.config,
      '--json',
    )
    expect([exitCode, lines, system.calls()]).toEqual([1, [{ code: 'failed', message }], []])
    expect((await system.service('status', '--json')).lines).toEqual([
      {
        code: 'failed',
        message: 'no service is installed; promethean service install makes one',
      },
    ])
  })

  it.each([
    [
      'nobody is logged on',
      'echo "Failed to connect to bus: No medium found" >&2; exit 1',
      'systemctl: Failed to connect to bus: No medium found; log on as this user, not by su or sudo, so that systemd runs for it; without a logon, run loginctl enable-linger first',
    ],
    [
      'systemd refuses it',
      'echo "Unit is masked." >&2; exit 1',
      'systemctl: Unit is masked.; look what systemctl --user status says',
    ],
  ])('leaves no file behind where %s', async (_, answer, why) => {
    const system = start()
    system.answers(answer)
    const { exitCode, lines } = await system.service('install', '--json')
    const message = `cannot install ${system.id}: ${why}`
    expect([exitCode, lines]).toEqual([1, [{ code: 'failed', message }]])
    expect(existsSync(fileOf(system))).toBe(false)
  })

  it('is refused with a sentence where there is no systemd', async () => {
    const system = start()
    system.isMissing()
    const { lines } = await system.service('install', '--json')
    expect(lines).toEqual([
      {
        code: 'failed',
        message: `cannot install ${system.id}: systemctl is not there; start promethean run by what starts programs on this system, for there is no systemd`,
      },
    ])
  })

  it('is no word but three', async () => {
    const { exitCode } = await start().service('start')
    expect(exitCode).toBe(2)
  })
})

describe.runIf(onPosix)('a service of launchd', () => {
  const start = () => new FakeSystem('darwin', 'launchctl')
  const fileOf = ({ home, id }: FakeSystem) => join(home, 'Library/LaunchAgents', `${id}.plist`)
  const domain = `gui/${process.getuid?.()}`
  const UNKNOWN = '[ "$1" = print ] && exit 113; exit 0'
  const RUNNING = 'echo "	state = running"'

  it('is installed once, started if it does not run, and removed', async () => {
    const system = start()
    const target = `${domain}/${system.id}`
    system.answers(UNKNOWN)
    expect((await system.service('install', '--json')).exitCode).toBe(0)
    expect(system.calls()).toEqual([
      `print ${target}`,
      `enable ${target}`,
      `bootstrap ${domain} ${fileOf(system)}`,
    ])
    system.answers('')
    await system.service('install')
    expect(system.calls()).toEqual([`print ${target}`, `enable ${target}`, `kickstart ${target}`])
    system.answers(RUNNING)
    await system.service('install')
    expect(system.calls()).toEqual([`print ${target}`, `enable ${target}`])
    const { lines } = await system.service('status', '--json')
    expect(lines).toMatchObject([{ id: system.id, system: 'launchd', state: 'running' }])
    system.calls()
    expect((await system.service('uninstall', '--config', system.config)).exitCode).toBe(0)
    expect(system.calls()).toEqual([`print ${target}`, `bootout ${target}`])
    expect(existsSync(fileOf(system))).toBe(false)
  })

  it('that ended with an error is failing', async () => {
    const system = start()
    system.answers('printf "\\tstate = not running\\n\\tlast exit code = 1\\n"')
    await system.service('install')
    expect((await system.service('status', '--json')).lines).toMatchObject([{ state: 'failing' }])
  })

  it('says why where nobody sits at the screen', async () => {
    const system = start()
    system.answers(
      '[ "$1" = print ] && exit 113; [ "$1" = enable ] && exit 0; echo "Bootstrap failed: 125: Domain does not support specified action" >&2; exit 125',
    )
    expect((await system.service('install', '--json')).lines).toEqual([
      {
        code: 'failed',
        message: `cannot install ${system.id}: launchctl: Bootstrap failed: 125: Domain does not support specified action; log on at the screen of this Mac: launchd starts no agents over ssh`,
      },
    ])
  })
})

describe.runIf(onPosix)('a service of the Task Scheduler', () => {
  const start = () => new FakeSystem('win32', 'schtasks')
  const fileOf = ({ home, id }: FakeSystem) => join(home, 'promethean/services', `${id}.xml`)
  const asked = (result: number) =>
    `echo '"DESKTOP","\\\\Promethean\\\\x","N/A","Wird ausgeführt","Nur interaktiv","30.11.2026 09:00:00","${result}","DESKTOP\\\\ann"'`

  it('is installed from a file that Windows reads, started, and removed', async () => {
    const system = start()
    const task = `\\Promethean\\${system.id}`
    expect((await system.service('install', '--json')).exitCode).toBe(0)
    expect(system.calls()).toEqual([
      `/create /tn ${task} /xml ${fileOf(system)} /f`,
      `/run /tn ${task}`,
    ])
    expect([...readFileSync(fileOf(system)).subarray(0, 4)]).toEqual([0xff, 0xfe, 0x3c, 0])
    expect((await system.service('uninstall', '--config', system.config)).exitCode).toBe(0)
    expect(system.calls()).toEqual([
      `/query /tn ${task} /fo csv /nh /v`,
      `/end /tn ${task}`,
      `/delete /tn ${task} /f`,
    ])
    expect(existsSync(fileOf(system))).toBe(false)
  })

  it.each([
    [267009, 'running'],
    [0, 'stopped'],
    [267011, 'stopped'],
    [267014, 'stopped'],
    [1, 'failing'],
  ])('with the last result %s is %s, in any language', async (result, state) => {
    const system = start()
    await system.service('install')
    system.answers(asked(result))
    expect((await system.service('status', '--json')).lines).toMatchObject([{ state }])
  })

  it('that was deleted by hand is removed all the same', async () => {
    const system = start()
    await system.service('install')
    system.answers('echo "ERROR: The system cannot find the file specified." >&2; exit 1')
    expect((await system.service('status', '--json')).lines).toMatchObject([{ state: 'unknown' }])
    expect((await system.service('uninstall', '--config', system.config)).exitCode).toBe(0)
    expect(existsSync(fileOf(system))).toBe(false)
  })

  it('says who may install it where Windows denies it', async () => {
    const system = start()
    system.answers('echo "ERROR: Access is denied." >&2; exit 1')
    expect((await system.service('install', '--json')).lines).toEqual([
      {
        code: 'failed',
        message: `cannot install ${system.id}: schtasks: ERROR: Access is denied.; if it denies access, run this once in a terminal of an administrator`,
      },
    ])
  })
})
