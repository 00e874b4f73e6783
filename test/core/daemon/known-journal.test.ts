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
