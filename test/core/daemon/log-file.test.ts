import { expect, it } from 'vitest'
import { openLogFile } from '../../../core/daemon/log-file.ts'

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
