import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { askInstance, carryOut } from '../../../core/cli/ask-instance.ts'
import { type Commands, openControl } from '../../../core/daemon/control/server.ts'
import { openProject } from '../../../core/daemon/project.ts'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { serveControl } from '../daemon/control/serve.ts'

async function place() {
  const folder = mkdtempSync(join(tmpdir(), 'promethean ask '))
  const project = await openProject(join(import.meta.dirname, '../../../promethean.config.ts'))
  onTestFinished(async () => {
    await project.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const journalFile = join(folder, 'journal.db')
  const file = join(folder, 'promethean.config.ts')
  return { journalFile, project: { ...project, file, journalFile: async () => journalFile } }
}

async function answered(commands: Commands) {
  const made = await place()
  const control = await serveControl(made.journalFile, commands)
  onTestFinished(() => control.close())
  return made
}

describe('a command that asks a running instance', () => {
  it('says with a sentence that an answer of another version cannot be read', async () => {
    const { journalFile } = await answered({ retryParked: async () => ({ retried: 3 }) })
    await expect(askInstance(journalFile, { name: 'retryParked', input: {} })).rejects.toThrow(
      'what the running instance answered to retryParked cannot be read: it is of another version than this command; restart it',
    )
  })

  it('is told that one still starts, not that another one runs', async () => {
    const made = await place()
    const control = await openControl(made.journalFile, {})
    onTestFinished(() => control.close())
    for (const name of ['rewind', 'pause', 'dropParked'] as const)
      await expect(carryOut(made.project, { name, input: { consumer: 'mongo' } })).rejects.toThrow(
        'is still starting; try again in a moment',
      )
  })

  it('that repairs ends with its signal, tells how far it is, and leaves the journal as it was', async () => {
    const { journalFile, project } = await place()
    writeFileSync(journalFile, Buffer.alloc(4_096 * 10, 'damaged'))
    const before = readFileSync(journalFile)
    const stop = new AbortController()
    const told: string[] = []
    const onProgress = (doing: string) => {
      told.push(doing)
      stop.abort(new Error('never mind'))
    }
    const wish = { name: 'repair', input: {}, signal: stop.signal, onProgress } as const
    await expect(carryOut(project, wish)).rejects.toThrow('never mind')
    expect(told).toEqual(['copying what can be read'])
    expect(readFileSync(journalFile).equals(before)).toBe(true)
    expect(existsSync(`${journalFile}.repairing`)).toBe(false)
    expect(await carryOut(project, { name: 'repair', input: {} })).toMatchObject({
      value: { code: 'repaired', saved: { events: 0 } },
      isRunning: false,
    })
  })

  it('that only wants to be told what would be done says so to the instance, and to a journal', async () => {
    const bodies: unknown[] = []
    const dropping = { name: 'dropParked', input: {}, dry: true } as const
    const running = await answered({
      dropParked: async body => {
        bodies.push(body)
        return { events: 0 }
      },
    })
    await carryOut(running.project, dropping)
    expect(bodies).toMatchObject([{ input: {}, dry: true }])
    const stopped = await place()
    await (await openSqliteJournal(stopped.journalFile)).close()
    await expect(carryOut(stopped.project, dropping)).rejects.toThrow('cannot be told beforehand')
  })
})
