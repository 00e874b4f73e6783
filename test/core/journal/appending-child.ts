import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { line } from './entries.ts'

// Appends batches for ever and says each id once its append has resolved. Killed by the test.
const [file = '', life = ''] = process.argv.slice(2)
const journal = await openSqliteJournal(file)
for (let batch = 0; ; batch++) {
  const entries = Array.from({ length: 20 }, (_, n) =>
    line(0, { id: `twitch:chat.message:${life}-${batch}-${n}` }),
  )
  await journal.append(entries)
  // Written at once: a pipe's buffer would die with the process, a kernel's does not.
  process.stdout.write(`${entries.map(({ event }) => event.id).join('\n')}\n`)
}
