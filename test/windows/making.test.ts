import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { scheduledTask } from '../../core/cli/service/task-scheduler.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import { PATIENTLY_MS, startNode } from '../support/windows/program.ts'
import { installedOnWindows, onWindows, type WindowsProject } from '../support/windows/project.ts'
import { NODE } from '../support/windows/wine.ts'
import { windowsWorkshop } from '../support/windows/workshop.ts'

// As the Task Scheduler does: the rest of the line goes to the shell as it is. It ends what it started.
const STARTS_LINE = `
  const { existsSync, readFileSync } = require('node:fs')
  const line = readFileSync('line.txt', 'utf8').replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const [shell, ...rest] = line.split(' ')
  require('node:child_process').spawn(shell, [rest.join(' ')], { windowsVerbatimArguments: true, stdio: 'ignore' })
  const looking = setInterval(() => {
    const file = '.promethean/journal.db.run.json'
    if (!existsSync(file)) return
    clearInterval(looking)
    process.kill(JSON.parse(readFileSync(file, 'utf8')).pid)
    console.log('started')
    process.exit()
  }, 100)
`

describe.runIf(wantsPeers)('on Windows, a new project', { timeout: 5 * PATIENTLY_MS }, () => {
  const { project, command, run: started } = windowsWorkshop()
  let home: WindowsProject
  let made: WindowsProject

  beforeAll(async () => {
    home = project('Neu hier', {})
    made = {
      ...home,
      folder: join(home.folder, 'Jörgs Ström'),
      onWindows: `${home.onWindows}\\Jörgs Ström`,
    }
    const args = ['Jörgs Ström', '--yes', '--no-install', '--json']
    const created = await command(home, 'init', ...args)
    expect([created.exitCode, created.text, created.lines]).toEqual([
      0,
      '',
      [expect.objectContaining({ code: 'created', folder: made.onWindows, name: 'jorgs-strom' })],
    ])
  }, 2 * PATIENTLY_MS)

  it('has a config that Windows runs', async () => {
    expect(await command(made, 'check', '--json')).toMatchObject({
      exitCode: 0,
      lines: [{ problems: 0 }],
    })
    const run = await started(made)
    await run.next('status', ({ kept }) => Number(kept) > 0, PATIENTLY_MS)
    run.signal('SIGINT')
    expect(await run.exited).toBe(0)
  })

  it('gets a plugin of its own, and a package of one, where Windows can have the name', async () => {
    const plugin = await command(made, 'new', 'plugin', 'shout-out', '--json')
    expect([plugin.exitCode, plugin.lines]).toEqual([
      0,
      [expect.objectContaining({ import: "import shoutOut from './config/shout-out.ts'" })],
    ])
    expect(readFileSync(join(made.folder, 'config', 'shout-out.ts'), 'utf8')).toContain('shout-out')
    const packaged = await command(made, 'new', 'plugin', 'quiet-hours', '--package')
    expect([packaged.exitCode, packaged.text]).toEqual([
      0,
      expect.stringContaining(`promethean add "${made.onWindows}\\quiet-hours"`),
    ])
    expect(existsSync(join(made.folder, 'quiet-hours', 'package.json'))).toBe(true)
    expect((await command(made, 'new', 'plugin', 'con')).exitCode).toBe(2)
  })

  it('is started by the line that the Task Scheduler is given', async () => {
    const config = `${made.onWindows}\\promethean.config.ts`
    const bin = installedOnWindows('promethean', 'bin.js')
    const task = scheduledTask(
      { config, node: onWindows(NODE), bin },
      { SystemRoot: 'C:\\windows' },
    )
    writeFileSync(
      join(made.folder, 'line.txt'),
      /<Arguments>--headless (.*)<\/Arguments>/.exec(task)?.[1] ?? '',
    )
    rmSync(join(made.folder, '.promethean'), { recursive: true, force: true })
    mkdirSync(join(made.folder, '.promethean'))
    const starting = await startNode(['-e', STARTS_LINE], { cwd: made.folder })
    expect([await starting.exited, starting.noise]).toEqual([0, ['started']])
    expect(readFileSync(join(made.folder, '.promethean', 'service.log'), 'utf8')).toBe('')
  })
})
