import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'

// Opens a journal and says so; dies once so much of it is copied before it is brought up to date.
const [file = '', diesAt = '2'] = process.argv.slice(2)
await openSqliteJournal(file, {
  onUpgrading: ({ share }) => {
    if (share >= Number(diesAt)) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write('open\n')
// Until it is killed.
setInterval(() => undefined, 60_000)
