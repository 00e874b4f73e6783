import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, type TestContext, vi } from 'vitest'
import type { TestProject } from '../support/process/promethean.ts'
import { type SmallDisk, smallDisk } from '../support/process/small-disk.ts'
import { configOf } from './own-plugins.ts'
import { command, ended, pluginFile, statusOf, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()

// Says something each moment, as plugins do.
const CHATTY = pluginFile(
  'chatty',
  `({ log, defer }) => {
    const timer = setInterval(() => log.info('still here'), 20)
    defer(() => clearInterval(timer))
  }`,
)
const imports = `import chatty from './chatty.ts'`
const config = (uses: string, settings = '') => configOf([uses, 'chatty()'], settings, imports)

interface Place {
  readonly made: TestProject
  readonly disk: SmallDisk
  readonly run: Awaited<ReturnType<typeof start>>
}

/** An instance whose `.promethean` lies on a disk that is full now. */
async function fullPlace(
  { onTestFinished }: TestContext,
  settings = '',
  journal?: string,
): Promise<Place> {
  const made = project({
    'chatty.ts': CHATTY,
    'promethean.config.ts': config('ticker()', settings),
  })
  const disk = smallDisk(join(made.folder, '.promethean'))
  if (disk === undefined) throw new Error('unreachable: it could be mounted a moment ago')
  onTestFinished(() => disk.remove())
  const run = await start(made)
  onTestFinished(() => ended(run))
  await statusWhere(made, ({ kept }) => Number(kept) > 0, journal)
  disk.fill()
  return { made, disk, run }
}

describe.skipIf(!canMount()).concurrent('on a full disk (needs the right to mount one)', () => {
  it('mute takes effect at once and says that a restart would forget it, until there is room', async context => {
    const { made, disk } = await fullPlace(context)
    const muted = await command(made, 'mute', '--json')
    expect(muted.exitCode).toBe(0)
    expect(muted.lines).toEqual([
      {
        code: 'muted',
        running: true,
        saved: false,
        reason: expect.stringContaining('disk is full'),
      },
    ])
    expect((await statusOf(made)).muted).toEqual({ all: true, plugins: [] })
    const read = await command(made, 'mute')
    expect(read.text).toContain('a restart would undo it')
    disk.free()
    await vi.waitFor(async () => {
      const { lines } = await command(made, 'mute', '--json')
      expect(lines).toEqual([{ code: 'muted', running: true }])
    })
    disk.fill()
    const unmuted = await command(made, 'unmute', '--json')
    expect(unmuted.lines[0]).toMatchObject({ code: 'unmuted', running: true })
    expect((await statusOf(made)).muted).toBeUndefined()
  })

  it.for([
    ['', undefined],
    [`journal: { file: '.promethean/own.db' },`, 'own.db'],
  ] as const)('what asks a running instance works: %s', async ([settings, journal], context) => {
    const { made } = await fullPlace(context, settings, journal)
    const status = await command(made, 'status', '--json')
    expect([status.exitCode, status.lines[0]?.code]).toEqual([0, 'status'])
    const fired = await command(made, 'fire', 'mood.set', '--data', '{"mood":"calm"}', '--json')
    expect([fired.exitCode, fired.lines[0]?.code]).toEqual([0, 'fired'])
    const approved = await command(made, 'approve', '--json')
    expect(approved.lines[0]?.message).toContain('there is nothing to approve or drop')
    const parked = await command(made, 'parked', '--json')
    expect([parked.exitCode, parked.lines]).toEqual([0, []])
    const exported = await command(made, 'export', '--types', 'chat.message')
    expect(exported.exitCode).toBe(0)
    const explained = await command(made, 'explain', String(exported.lines[0]?.id), '--json')
    expect([explained.exitCode, explained.lines[0]?.code]).toEqual([0, 'explained'])
    const found = await command(made, 'search', 'line', '--json')
    expect([found.exitCode, found.lines.length > 0]).toEqual([0, true])
    const tail = spawn(['tail', '--json', '--config', made.file])
    await vi.waitFor(() => expect(tail.lines.length).toBeGreaterThan(0))
  })

  it('a save is not taken over, the disk is named and not the config, and it is taken when there is room', async context => {
    const { made, disk, run } = await fullPlace(context)
    made.write('promethean.config.ts', config(`ticker({ run: 'b' })`))
    const refused = await run.next('reload_refused')
    expect(refused.problems).toEqual([
      { path: '', message: expect.stringMatching(/modules: the disk is full; .*free some space/) },
    ])
    expect(run.noise.join('\n')).not.toContain('problem')
    disk.free()
    expect(await run.next('reloaded')).toMatchObject({ restarted: ['ticker'] })
  })

  it.for(['SIGTERM', 'SIGINT'] as const)(
    'a stop by %s ends by itself and tells its last word',
    async (signal, context) => {
      const { run } = await fullPlace(context)
      run.signal(signal)
      expect(await run.exited).toBe(0)
      expect(run.lines.at(-1)?.code).toBe('stopped')
      expect(run.noise.join('\n')).not.toContain('unsettled')
    },
  )

  it('a start says what the disk has no room for', async context => {
    const { made, run } = await fullPlace(context)
    await run.kill()
    const again = await command(made, 'run', '--json')
    expect(again.exitCode).toBe(1)
    expect(again.lines.at(-1)?.message).toMatch(/the disk is full; free some space/)
  })
})

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'promethean mount '))
  const disk = smallDisk(folder)
  disk?.remove()
  rmSync(folder, { recursive: true, force: true })
  return disk !== undefined
}
