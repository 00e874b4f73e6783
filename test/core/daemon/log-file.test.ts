import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openLogFile } from '../../../core/daemon/log-file.ts'
import type { LogLine } from '../../../core/log.ts'
import { logFile } from '../../../core/operations/logs/log-files.ts'
import { type LoggedLine, readLog } from '../../../core/operations/logs/log-lines.ts'

const line = (message: string, more: Partial<LogLine> = {}): LogLine => ({
  level: 'info',
  time: new Date('2026-11-30T09:00:00Z'),
  plugin: 'greeter',
  message,
  ...more,
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'log file '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function read(folder: string): Promise<readonly LoggedLine[]> {
  const lines: LoggedLine[] = []
  for await (const one of readLog(folder, { level: 'debug' })) lines.push(one)
  return lines
}

const messages = async (folder: string) => (await read(folder)).map(({ message }) => message)

it('each line is read again as it was said', async () => {
  const folder = newFolder()
  const log = await openLogFile(folder, () => undefined)
  log.write(line('hello'))
  log.write(line('two\nlines', { level: 'error', stack: 'Error: x\n  at y', details: { n: 1 } }))
  await log.close()
  const at = '2026-11-30T09:00:00.000Z'
  expect(await read(folder)).toEqual([
    { at, level: 'info', plugin: 'greeter', message: 'hello' },
    {
      at,
      level: 'error',
      plugin: 'greeter',
      message: 'two\nlines',
      stack: 'Error: x\n  at y',
      details: { n: 1 },
    },
  ])
})

it.runIf(process.platform === 'linux')(
  'a log file that the system refuses is said at once, and nothing else is lost',
  async () => {
    const said: string[] = []
    // Node's recursive mkdir never returns there.
    const log = await openLogFile('/proc/nope', sentence => said.push(sentence))
    log.write(line('hello'))
    await log.close()
    expect(said).toEqual([
      'cannot write a log file: cannot make the folder /proc/nope/.promethean/logs for the log: the system allows no folder there; move the config to another folder to get one',
    ])
  },
)

it('so is a file of the log that cannot be written', async () => {
  const folder = newFolder()
  mkdirSync(logFile(folder, 1), { recursive: true })
  const said: string[] = []
  await openLogFile(folder, sentence => said.push(sentence))
  expect(said).toEqual([expect.stringMatching(/^cannot write a log file: cannot write .*1\.log: /)])
})

it('what a leftover timer says after the log file is closed does no harm', async () => {
  const folder = newFolder()
  const log = await openLogFile(folder, () => undefined)
  log.write(line('in time'))
  await log.close()
  expect(() => log.write(line('too late'))).not.toThrow()
  expect(await messages(folder)).toEqual(['in time'])
})

it('a full file is followed by the next, in the next start as well, and five are kept', async () => {
  const folder = newFolder()
  const numbers = () =>
    readdirSync(dirname(logFile(folder, 1)))
      .map(name => Number(name.split('.')[1]))
      .sort((one, other) => one - other)
  for (let number = 1; number <= 7; number++) {
    const log = await openLogFile(folder, () => undefined)
    log.write(line(`the first of ${number}`))
    await log.close()
    truncateSync(logFile(folder, number), 10_000_000)
  }
  const log = await openLogFile(folder, () => undefined)
  log.write(line('now'))
  await log.close()
  expect(numbers()).toEqual([4, 5, 6, 7, 8])
  expect(readFileSync(logFile(folder, 8), 'utf8')).toContain('"msg":"now"')
})

it('a log file that is deleted meanwhile is made again', async () => {
  const folder = newFolder()
  const log = await openLogFile(folder, () => undefined)
  log.write(line('gone'))
  await expect.poll(() => messages(folder)).toEqual(['gone'])
  rmSync(logFile(folder, 1))
  log.write(line('there'))
  await log.close()
  expect(await messages(folder)).toEqual(['there'])
})
