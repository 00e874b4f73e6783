import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openSqliteJournal } from '../../../../core/journal/sqlite/journal.ts'
import { line } from '../entries.ts'
import { BEFORE_FORGETTING, olderJournal } from '../older.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'promethean forgotten ü '))
  onTestFinished(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }))
  return made
}

it('leaves nothing of a forgotten person in any byte of its files, while it is open and after', async () => {
  const at = folder()
  const journal = await openSqliteJournal(join(at, 'journal.db'))
  const words = ['xylotheque', 'quockerwodger', 'zenzizenzizenzic']
  const hers = (n: number) =>
    line(n, { user: 'wilhelmina', text: `${words[n % 3]} ${words[(n + 1) % 3]} and more ${n}` })
  const others = (n: number) => line(10_000 + n, { text: `an ordinary line number ${n}` })
  for (let part = 0; part < 10; part++)
    await journal.append(
      Array.from({ length: 200 }, (_, n) => (n % 4 === 0 ? hers : others)(part * 200 + n)),
    )
  // The index of words and the tables of people are filled behind the appends.
  for (;;) {
    const found = await journal.search('quockerwodger', { limit: 1_000 })
    const counted = await journal.viewers({ user: 'wilhelmina', lines: 0 })
    const { completeUntil } = counted
    if (found.length === 334 && found.completeSince === undefined && !completeUntil) break
  }
  expect(bytes(at)).toMatch(/quockerwodger/)
  const [person] = await journal.viewers({ user: 'wilhelmina', lines: 0 })
  const names = ['wilhelmina']
  await journal.forget({ platform: 'twitch', id: person?.id ?? '', names })
  // An index leaves out how a word begins if the one before begins so, too.
  const wanted = new RegExp([...words, ...names].map(word => word.slice(2)).join('|'), 'i')
  expect(bytes(at).match(wanted)).toBeNull()
  expect(await journal.search('ordinary', { limit: 10_000 })).toHaveLength(1_500)
  await journal.close()
  expect(bytes(at).match(wanted)).toBeNull()
})

it('leaves nothing in a journal of an older Promethean either, but in the copy made before', async () => {
  const at = folder()
  const file = join(at, 'journal.db')
  const hers = (n: number) => line(n, { user: 'wilhelmina', text: `quockerwodger ${n}` })
  const others = (n: number) =>
    line(n, { text: `an ordinary line number ${n}, and more`.repeat(n % 9) })
  const entries = Array.from({ length: 2_000 }, (_, n) => (n % 3 === 0 ? hers : others)(n))
  olderJournal(file, entries, BEFORE_FORGETTING)
  const journal = await openSqliteJournal(file)
  await journal.forget({ platform: 'twitch', id: 'wilhelmina', names: ['wilhelmina'] })
  await journal.append([line(3_000)])
  expect(bytes(at, name => !name.includes('.v'))).not.toMatch(/ockerwodger|lhelmina/)
  expect(bytes(at, name => name.includes('.v'))).toMatch(/ockerwodger/)
  expect(await journal.read({ limit: 5_000 })).toHaveLength(1_334)
  await journal.close()
})

function bytes(folder: string, isWanted: (file: string) => boolean = () => true): string {
  return readdirSync(folder)
    .filter(isWanted)
    .map(file => readFileSync(join(folder, file), 'latin1'))
    .join('\n')
}
