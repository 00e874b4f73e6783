import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ownPlugins } from '../../flow/own-plugins.ts'
import {
  makeProject,
  ownProcess,
  runCommand,
  runProcess,
  sharedProcess,
  startPromethean,
} from './promethean.ts'

// Most tests start `promethean` in a process that others ran in before; it must behave as in a process of its own.
const SECRET = 'hunter2-oauth-9876'
const config = (use: string, more = '') => `
import { defineConfig } from 'promethean'
import ticker from './ticker.ts'
console.log('loaded')
${more}
export default defineConfig({ plugins: [${use}] })
`
const files = {
  ...ownPlugins,
  'promethean.config.ts': config('ticker({ count: 1 })'),
  'quiet.config.ts': config('ticker({ count: 0 })'),
  'leaky.config.ts': config('ticker({ count: 0 })', 'setInterval(() => undefined, 1_000)'),
  'broken.config.ts': config(`ticker({ cuont: 1, token: '${SECRET}' })`),
  'throws.config.ts': config(
    'ticker()',
    `import { env } from 'node:process'\nthrow new Error(process.env.WHY === env.WHY ? (env.WHY ?? 'no reason') : 'two')`,
  ),
  '.env': 'WHY=the book is lost',
}
const made = makeProject(files)
afterAll(() => made.remove())

it.each([
  '',
  'chekc',
  'fire --help',
  'check --json',
  'check --config broken.config.ts',
  'check --config broken.config.ts --json',
  'check --config throws.config.ts',
  'run --config broken.config.ts --json',
  'status',
  'export --json',
  'doctor',
])('promethean %s ends and prints as in a process of its own', async words => {
  const args = words.split(' ').filter(Boolean)
  const [own, shared] = await Promise.all([
    runProcess(args, { cwd: made.folder }),
    runCommand(args, { cwd: made.folder }),
  ])
  expect(shared.exitCode).toBe(own.exitCode)
  expect(shared.lines).toEqual(own.lines)
  expect(shared.stray).toEqual(own.stray)
  // The order in which two pipes are read is not guaranteed.
  expect(shared.text.split('\n').sort()).toEqual(own.text.split('\n').sort())
})

it('takes nothing of a command over into the next', async () => {
  const { folder } = made
  const lost = await runCommand(['check', '--config', 'throws.config.ts'], { cwd: folder })
  expect(lost.text).toContain('the book is lost')
  made.write('.env', '')
  const again = await runCommand(['check', '--config', 'throws.config.ts'], { cwd: folder })
  expect(again.text).toContain('no reason')
  const told = await runCommand(['check', '--config', 'throws.config.ts'], {
    cwd: folder,
    env: { WHY: 'it is told' },
  })
  expect(told.text).toContain('it is told')
  expect((await runCommand(['status'])).text).not.toContain('no reason')
})

it.each([
  ['SIGTERM', 'quiet.config.ts'],
  ['SIGINT', 'quiet.config.ts'],
  ['SIGINT', 'leaky.config.ts'],
] as const)(
  'a run ended by %s (%s) prints and ends as in a process of its own',
  async (signal, file) => {
    const ended = async (start: typeof ownProcess) => {
      const { folder, remove } = makeProject(files)
      const run = await startPromethean(join(folder, file), { cwd: folder }, start)
      run.signal(signal)
      const exitCode = await run.exited
      remove()
      return { exitCode, lines: run.lines.map(timeless), noise: run.noise, stray: run.stray }
    }
    const [own, shared] = await Promise.all([ended(ownProcess), ended(sharedProcess)])
    expect(shared).toEqual(own)
    expect(own.lines.at(-1)).toContain('stopped')
  },
)

it('a killed run ends its process, and a process in which something still runs is not reused', async () => {
  const started = (file: string) => startPromethean(join(made.folder, file), {}, sharedProcess)
  const killed = await started('quiet.config.ts')
  await killed.kill()
  expect(await killed.exited).toBeUndefined()
  expect(isAlive(killed.pid)).toBe(false)
  const leaky = await started('leaky.config.ts')
  expect(await leaky.stop()).toBe(0)
  await expect.poll(() => isAlive(leaky.pid)).toBe(false)
  const clean = await started('quiet.config.ts')
  expect(await clean.stop()).toBe(0)
  const next = await started('quiet.config.ts')
  expect(next.pid).toBe(clean.pid)
  expect(await next.stop()).toBe(0)
})

// How large the journal's files are depends on when SQLite last tidied them.
function timeless(line: object): string {
  return JSON.stringify(line)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then')
    .replaceAll(/"bytes":\d+/g, '"bytes":"some"')
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
