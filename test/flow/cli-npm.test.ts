import { spawn } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { configOf } from './own-plugins.ts'
import { command, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project } = workshop()
const groups: number[] = []
afterAll(() => {
  for (const pid of groups) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended, as it should.
    }
  }
})
const PROGRAMS = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))

/** `npm start` in a folder, as a terminal would: a process group of its own gets what is pressed. */
function npmStart(cwd: string) {
  const npm = process.env.npm_execpath
  const [program, args] = npm?.endsWith('.js')
    ? [process.execPath, [npm, 'start', '--silent']]
    : ['npm', ['start', '--silent']]
  const path = [PROGRAMS, dirname(process.execPath), process.env.PATH].join(delimiter)
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, PATH: path, npm_config_update_notifier: 'false' },
    detached: true,
    shell: process.platform === 'win32',
  })
  groups.push(child.pid ?? 0)
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', line => lines.push(line))
  return { lines, pid: child.pid ?? 0 }
}

function started(script: string) {
  return project({
    'promethean.config.ts': configOf(['ticker({ count: 5 })']),
    'package.json': JSON.stringify({ name: 'stream', type: 'module', scripts: { start: script } }),
  })
}

// How npm itself ends is npm's: its shell dies of the signal, whatever became of the program.
describe('npm start', () => {
  it.each([
    ['one Ctrl-C, though npm and the terminal both tell it', 'SIGINT', (pid: number) => -pid],
    ['a SIGTERM that npm alone gets', 'SIGTERM', (pid: number) => pid],
  ] as const)('drains at %s', async (_, signal, whom) => {
    const made = started('promethean run --json')
    const { lines, pid } = npmStart(made.folder)
    await vi.waitFor(() => expect(lines).toContain('{"code":"ready"}'))
    process.kill(whom(pid), signal)
    await vi.waitFor(
      () => expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ code: 'stopped' }),
      { timeout: 30_000 },
    )
    // The journal is free again.
    const { exitCode, lines: rewound } = await command(made, 'parked', '--drop', '--json')
    expect([exitCode, rewound]).toEqual([0, [{ code: 'given_up', events: 0 }]])
  })
})
