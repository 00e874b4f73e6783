import { beforeAll, describe, expect, it } from 'vitest'
import { configOf } from '../flow/own-plugins.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import type { PrometheanProcess } from '../support/process/promethean.ts'
import { PATIENTLY, PATIENTLY_MS } from '../support/windows/program.ts'
import type { WindowsProject } from '../support/windows/project.ts'
import { windowsWorkshop } from '../support/windows/workshop.ts'

const LINE = {
  messageId: 'm-1',
  text: 'Grüße aus Köln 🎉 配信',
  user: { id: '7', name: 'jörg', displayName: 'Jörg', roles: [] },
}

describe.runIf(wantsPeers)('on Windows, a second terminal', { timeout: 5 * PATIENTLY_MS }, () => {
  const { project, run: started, command, start } = windowsWorkshop()
  let made: WindowsProject
  let run: PrometheanProcess
  const asked = (...args: readonly string[]) => command(made, ...args, '--json')

  beforeAll(async () => {
    const uses = ['ticker({ count: 5 })', `gate({ ending: '3' })`]
    made = project('Frage & Antwort', {
      'promethean.config.ts': configOf(uses, `streamer: { twitch: 'ann' },`),
      'line.json': `\uFEFF${JSON.stringify(LINE, null, 2).replaceAll('\n', '\r\n')}`,
    })
    run = await started(made)
    await run.next('status', ({ seen }) => seen === 5, PATIENTLY_MS)
  }, 2 * PATIENTLY_MS)

  it('shows how the run is', async () => {
    expect(await asked('status')).toMatchObject({
      exitCode: 0,
      lines: [{ code: 'status', seen: 5, kept: 4, dropped: { 'gate/ending': 1 } }],
    })
    expect(await asked('doctor')).toMatchObject({
      exitCode: 0,
      lines: expect.arrayContaining([
        expect.objectContaining({ what: 'Node 22.23.2 on win32' }),
        expect.objectContaining({ what: expect.stringMatching(/free on the disk/) }),
      ]),
    })
  })

  it('fires an event out of a file of Windows; tail, search and explain know it', async () => {
    const tail = await start(made, 'tail', '--json', 'chat.message', 'platform.event')
    await expect
      .poll(async () => {
        await asked('fire', 'platform.event', '--data', '{"name":"test:knock"}')
        return tail.lines.length
      }, PATIENTLY)
      .toBeGreaterThan(0)
    const fired = await asked('fire', 'chat.message', '--data', '@.\\line.json')
    expect([fired.exitCode, fired.text]).toEqual([0, ''])
    const id = String(fired.lines[0]?.id)
    await expect
      .poll(() => tail.lines.find(line => line.id === id), PATIENTLY)
      .toMatchObject({
        type: 'chat.message',
        data: { text: LINE.text, user: { displayName: 'Jörg' } },
      })
    tail.signal('SIGINT')
    expect([await tail.exited, tail.stray]).toEqual([0, []])
    expect((await asked('search', 'köln', '--tests')).lines).toMatchObject([{ id }])
    const explained = await asked('explain', id)
    expect([explained.exitCode, JSON.stringify(explained.lines)]).toEqual([
      0,
      expect.stringContaining(id),
    ])
  })

  it('mutes, says so, and ends it', async () => {
    expect((await asked('mute')).exitCode).toBe(0)
    expect(JSON.stringify((await asked('status')).lines)).toContain('"muted"')
    expect((await asked('unmute')).exitCode).toBe(0)
  })

  it('names a config by any path that Windows knows', async () => {
    const paths = [
      `${made.onWindows.toLowerCase()}\\PROMETHEAN.CONFIG.TS`,
      `${made.onWindows.replaceAll('\\', '/')}/promethean.config.ts`,
      `\\\\?\\${made.onWindows}\\promethean.config.ts`,
    ]
    for (const path of paths) {
      const { exitCode, lines } = await asked('status', '--config', path)
      expect([path, exitCode, lines]).toEqual([
        path,
        0,
        [expect.objectContaining({ code: 'status' })],
      ])
    }
  })

  it('reads the log and what was kept, and plans a draft', async () => {
    expect((await asked('logs', '--level', 'debug')).lines.length).toBeGreaterThan(0)
    expect((await asked('export', '--types', 'chat.message', '--no-tests')).lines).toHaveLength(4)
    made.write('entwurf.ts', configOf(['ticker({ count: 5 })']))
    expect(await asked('plan', '--config', '.\\entwurf.ts')).toMatchObject({ exitCode: 0 })
    expect(await asked('check', '--config', 'PROMETHEAN.CONFIG.TS')).toMatchObject({
      exitCode: 0,
      lines: [{ problems: 0 }],
    })
    const replayed = await asked('replay', '--tests', '--since', '1h')
    expect(replayed.lines.at(-1)).toMatchObject({ code: 'replayed' })
  })

  it('says that nothing runs when nothing does', async () => {
    await run.kill()
    const { exitCode, lines } = await asked('status')
    expect([exitCode, lines[0]?.message]).toEqual([
      1,
      expect.stringMatching(/no instance is running on C:\\Jörgs Streams\\Frage & Antwort\\/),
    ])
  })
})
