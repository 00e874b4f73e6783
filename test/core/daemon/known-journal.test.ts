import { symlink } from 'node:fs/promises'
import { expect, it } from 'vitest'
import {
  forgetJournal,
  rememberJournal,
  runningJournal,
} from '../../../core/daemon/known-journal.ts'
import { project } from '../config/project.ts'
import { serveControl } from './control/serve.ts'

it('the journal of a running instance is known without its config, and no more when nothing answers there', async () => {
  const { path } = await project({ 'promethean.config.ts': 'half written {', 'other.ts': '' })
  const config = path('promethean.config.ts')
  const journal = path('own.db')
  expect(await runningJournal(config)).toBeUndefined()
  const control = await serveControl(journal, {})
  await rememberJournal(config, journal)
  expect(await runningJournal(config)).toBe(journal)
  expect(await runningJournal(path('other.ts'))).toBeUndefined()
  // Killed, it leaves the note behind.
  await control.close()
  expect(await runningJournal(config)).toBeUndefined()
  await forgetJournal(config)
  await forgetJournal(config)
})

it.runIf(process.platform === 'linux')(
  'is not noted where the system allows no folder, and nobody waits for it',
  async () => {
    const { path } = await project({ 'promethean.config.ts': '' })
    const config = path('promethean.config.ts')
    // Its folder leads to one that is missing, which Node's recursive mkdir would try to make for ever.
    await symlink('/proc/nope', path('.promethean'))
    await rememberJournal(config, path('own.db'))
    expect(await runningJournal(config)).toBeUndefined()
  },
)
