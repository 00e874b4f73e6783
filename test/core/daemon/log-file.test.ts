import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openLogFile } from '../../../core/daemon/log-file.ts'
import type { LogLine } from '../../../core/log.ts'
import { logFileName } from '../../../core/operations/logs/log-files.ts'

it.runIf(process.platform === 'linux')(
  'a log file that the system refuses is said at once, and nothing else is lost',
  async () => {
    const said: string[] = []
    // Node's recursive mkdir never returns there.
    const log = await openLogFile('/proc/nope', sentence => said.push(sentence))
    log.write({ level: 'info', time: new Date(), plugin: 'greeter', message: 'hello' })
    await log.close()
    expect(said).toEqual([
      'cannot write a log file: cannot make the folder /proc/nope/.promethean/logs for the log: the system allows no folder there; move the config to another folder to get one',
    ])
  },
)

it('what a leftover timer says after the log file is closed does no harm', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log file '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const line = (message: string): LogLine => ({
    level: 'info',
    time: new Date(),
    plugin: 'greeter',
    message,
  })
  const log = await openLogFile(folder, () => undefined)
  log.write(line('in time'))
  await log.close()
  expect(() => log.write(line('too late'))).not.toThrow()
  const { file } = logFileName(folder)
  const text = readFileSync(`${file}.1.log`, 'utf8')
  expect([text.includes('in time'), text.includes('too late')]).toEqual([true, false])
})
