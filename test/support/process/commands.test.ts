import { afterAll, expect, it } from 'vitest'
import { ownPlugins } from '../../flow/own-plugins.ts'
import { makeProject, runCommand, runProcess } from './promethean.ts'

// Most tests run commands in one process with others; what they show there is what `promethean` shows.
const SECRET = 'hunter2-oauth-9876'
const config = (use: string, more = '') => `
import { defineConfig } from 'promethean'
import ticker from './ticker.ts'
console.log('loaded')
${more}
export default defineConfig({ plugins: [${use}] })
`
const made = makeProject({
  ...ownPlugins,
  'promethean.config.ts': config('ticker({ count: 1 })'),
  'broken.config.ts': config(`ticker({ cuont: 1, token: '${SECRET}' })`),
  'throws.config.ts': config('ticker()', `throw new Error(process.env.WHY ?? 'no reason')`),
  '.env': 'WHY=the book is lost',
})
afterAll(() => made.remove())

it.each([
  '',
  'chekc',
  'fire --help',
  'check --json',
  'check --config broken.config.ts',
  'check --config broken.config.ts --json',
  'check --config throws.config.ts',
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
