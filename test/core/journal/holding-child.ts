import { lockJournal } from '../../../core/journal/lock.ts'

// Holds the lock until it is killed.
lockJournal(process.argv[2] ?? '')
process.stdout.write('held\n')
setInterval(() => undefined, 60_000)
