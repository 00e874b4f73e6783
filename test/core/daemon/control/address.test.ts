import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  addressFor,
  newToken,
  readRunFile,
  removeRunFile,
  writeRunFile,
} from '../../../../core/daemon/control/address.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function journal(): string {
  const folder = mkdtempSync(join(tmpdir(), 'promethean address '))
  folders.push(folder)
  return join(folder, 'journal.db')
}

describe('the address of an instance', () => {
  it('is a named pipe on Windows', () => {
    expect(addressFor('C:\\Users\\Ann\\stream\\journal.db', 'win32')).toMatch(
      /^\\\\\.\\pipe\\promethean-[0-9a-f]{16}$/,
    )
  })

  it('is a socket in the folder for temporary files elsewhere', () => {
    expect(addressFor('/home/ann/journal.db', 'linux', '/tmp/ann')).toMatch(
      /^[\\/]tmp[\\/]ann[\\/]promethean-[0-9a-f]{16}\.sock$/,
    )
  })

  it.each([
    ['a deep journal', `/home/${'deep/'.repeat(60)}journal.db`, '/tmp'],
    ['a deep folder for temporary files', '/home/ann/journal.db', `/var/${'é'.repeat(45)}`],
  ])('fits into a socket’s 104 bytes with %s', (_, file, folder) => {
    expect(Buffer.byteLength(addressFor(file, 'darwin', folder))).toBeLessThan(104)
  })

  it('is the same for one journal and another for another', () => {
    expect(addressFor('/a/journal.db')).toBe(addressFor('/a/b/../journal.db'))
    expect(addressFor('/a/journal.db')).not.toBe(addressFor('/b/journal.db'))
  })
})

describe('the run file', () => {
  const run = { pid: 7, address: '/tmp/promethean-1.sock', token: newToken() }

  it('stands beside the journal, for its owner alone, until it is removed', async () => {
    const file = journal()
    await writeRunFile(file, run)
    expect(JSON.parse(readFileSync(`${file}.run.json`, 'utf8'))).toEqual(run)
    // Windows knows no such modes.
    if (process.platform !== 'win32') expect(statSync(`${file}.run.json`).mode & 0o777).toBe(0o600)
    expect(readRunFile(file)).toEqual(run)
    await removeRunFile(file)
    expect(readRunFile(file)).toBeUndefined()
    await removeRunFile(file)
  })

  it.each(['', '{', '{"pid":1}', '{"pid":1,"address":"","token":"x"}', '[]'])(
    'counts as none where it cannot be read: %s',
    async text => {
      const file = journal()
      writeFileSync(`${file}.run.json`, text)
      expect(readRunFile(file)).toBeUndefined()
    },
  )

  it('has another token each time, too long to be guessed', () => {
    const tokens = Array.from({ length: 100 }, newToken)
    expect(new Set(tokens).size).toBe(100)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(24)
  })
})
