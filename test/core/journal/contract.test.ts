import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openMemoryJournal, openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { journalContract } from './contract.ts'
import { forgettingContract } from './forgetting-contract.ts'
import { keptContract } from './kept-contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'promethean journal ü '))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

let files = 0
for (const contract of [journalContract, keptContract, forgettingContract]) {
  contract('SQLite in a file', () => openSqliteJournal(join(folder, `${++files}.db`)))
  contract('SQLite in memory', openMemoryJournal)
}
