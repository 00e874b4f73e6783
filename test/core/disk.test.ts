import { expect, it } from 'vitest'
import { DiskTrouble, onDisk } from '../../core/disk.ts'

function failing(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(`${code}: said the system`), { code }))
}

it.each([
  ['ENOSPC', 'the disk is full; free some space'],
  ['EDQUOT', 'your disk quota is used up; free some space'],
  ['EROFS', 'the disk is write-protected; allow writing there'],
  ['EACCES', 'this user has no permission; allow writing there'],
  ['EPERM', 'this user has no permission; allow writing there'],
  ['EMFILE', 'too many files are open; close other programs, or raise the limit (ulimit -n)'],
  ['ENFILE', 'too many files are open; close other programs, or raise the limit (ulimit -n)'],
  ['EIO', 'the disk reports an error; check the disk and its cable'],
  ['EWHAT', 'EWHAT: said the system; make sure it can be written'],
])('%s is told as what the disk says and what to do', async (code, sentence) => {
  const told = onDisk('write the run file /a/b', () => failing(code))
  await expect(told).rejects.toThrow(`cannot write the run file /a/b: ${sentence}`)
  await expect(told).rejects.toBeInstanceOf(DiskTrouble)
})

it('what works gives what it gave', async () => {
  expect(await onDisk('read', () => Promise.resolve(7))).toBe(7)
})
