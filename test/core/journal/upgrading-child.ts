import { migrations } from '../../../core/journal/sqlite/database/migrations.ts'
import { upgrade } from '../../../core/journal/sqlite/database/upgrade.ts'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'

// Opens a journal and says so; dies once so much of it is copied before it is brought up to date. Or says that it copies, and
// is never done with the update that follows.
const [file = '', diesAt = '2'] = process.argv.slice(2)
const ENDLESS = `CREATE TEMP TABLE endless AS
  WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`

if (diesAt === 'never done') {
  await upgrade(file, {
    steps: [...migrations, ENDLESS],
    onUpgrading: () => process.stdout.write('copies\n'),
  })
}
await openSqliteJournal(file, {
  onUpgrading: ({ share }) => {
    if (share >= Number(diesAt)) process.kill(process.pid, 'SIGKILL')
  },
})
process.stdout.write('open\n')
// Until it is killed.
setInterval(() => undefined, 60_000)
