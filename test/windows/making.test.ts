import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { wantsPeers } from '../support/peers/suites.ts'
import { PATIENTLY_MS, startNode } from '../support/windows/program.ts'
import { installedOnWindows, type WindowsProject } from '../support/windows/project.ts'
import { windowsWorkshop } from '../support/windows/workshop.ts'

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
    const create = installedOnWindows('create-promethean', 'bin.js')
    const args = [create, 'Jörgs Ström', '--yes', '--no-install', '--json']
    const creating = await startNode(args, { cwd: home.folder })
    expect([await creating.exited, creating.noise, creating.lines]).toEqual([
      0,
      [],
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
})
