import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { lockJournal } from '../../../core/journal/lock.ts'
import { LOADER } from '../../support/process/node.ts'
import { temporaryFile } from './folder.ts'

const REFUSED =
  /^cannot start on the journal .*journal\.db: another Promethean is using it; stop that one first, or give this one its own journal\.file$/

it('a second runtime on a journal is refused, in the same process too', () => {
  const file = temporaryFile()
  const lock = lockJournal(file)
  expect(() => lockJournal(file)).toThrow(REFUSED)
  lock.release()
  lock.release()
  lockJournal(file).release()
})

it('a lock is freed when its holder is killed, and not before', async () => {
  const file = temporaryFile()
  const child = await holdElsewhere(file)
  expect(() => lockJournal(file)).toThrow(REFUSED)
  child.kill('SIGKILL')
  await once(child, 'exit')
  lockJournal(file).release()
})

it('journals beside each other are held apart', () => {
  const one = lockJournal(temporaryFile())
  const other = lockJournal(temporaryFile())
  one.release()
  other.release()
})

it('a lock file that is something else is said', () => {
  const file = temporaryFile()
  writeFileSync(`${file}.lock`, 'what is this? '.repeat(500))
  expect(() => lockJournal(file)).toThrow(
    /^cannot lock the journal with .*\.lock: that file is not a lock; move it away, or set another journal\.file$/,
  )
})

it.each(['journal.db', 'deep/down/journal.db'])(
  'a file in the place of its folder is said: %s',
  below => {
    const taken = temporaryFile()
    writeFileSync(taken, '')
    expect(() => lockJournal(join(taken, below))).toThrow(
      /^cannot make the folder .*\/journal\.db.* for the journal: a file has the name of one of these folders; set another journal\.file$/,
    )
  },
)

it.runIf(process.platform === 'linux')('a folder that the system refuses is said at once', () => {
  // Node's recursive mkdir never returns there.
  expect(() => lockJournal('/proc/nope/deeper/journal.db')).toThrow(
    'cannot make the folder /proc/nope/deeper for the journal: the system allows no folder there; set another journal.file',
  )
})

async function holdElsewhere(file: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [
    ...LOADER,
    fileURLToPath(new URL('./holding-child.ts', import.meta.url)),
    file,
  ])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}
