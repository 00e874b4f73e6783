import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from 'promethean'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DiskTrouble, onDisk, renameFile } from '../../core/disk.ts'

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

describe('a file that is renamed', () => {
  const failingTimes = (times: number, code: string) => {
    let tries = 0
    return {
      tries: () => tries,
      rename: () => {
        tries += 1
        if (tries <= times) throw Object.assign(new Error(`${code}: said the system`), { code })
      },
    }
  }

  it.each(['EPERM', 'EACCES', 'EBUSY'])(
    'is renamed on Windows as soon as a virus scanner lets go of it (%s)',
    code => {
      const { rename, tries } = failingTimes(2, code)
      renameFile('fresh', 'journal.db', { rename, platform: 'win32' })
      expect(tries()).toBe(3)
    },
  )

  it('is given up after a second, and what no waiting helps at once', () => {
    const busy = failingTimes(100, 'EBUSY')
    const told = () => renameFile('fresh', 'journal.db', { ...busy, platform: 'win32' })
    expect(told).toThrow('EBUSY')
    expect(busy.tries()).toBe(20)
    const missing = failingTimes(1, 'ENOENT')
    expect(() => renameFile('a', 'b', { ...missing, platform: 'win32' })).toThrow('ENOENT')
    const forbidden = failingTimes(1, 'EPERM')
    expect(() => renameFile('a', 'b', { ...forbidden, platform: 'linux' })).toThrow('EPERM')
    expect([missing.tries(), forbidden.tries()]).toEqual([1, 1])
  })
})

describe('a folder', () => {
  const made = (...names: readonly string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'promethean földer '))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return join(folder, ...names)
  }
  const make = (folder: string) => () => makeFolder(folder, 'the photos', 'set another folder')
  const cannot = (folder: string, why: string) =>
    `cannot make the folder ${folder} for the photos: ${why}; set another folder`

  it('is made with those above it, and may be there already', () => {
    const folder = made('some', 'where')
    make(folder)()
    make(folder)()
    expect(statSync(folder).isDirectory()).toBe(true)
  })

  it('may be a link to one', () => {
    const link = made('link')
    mkdirSync(`${link} leads here`)
    symlinkSync(`${link} leads here`, link, 'junction')
    make(join(link, 'deeper'))()
    expect(statSync(join(`${link} leads here`, 'deeper')).isDirectory()).toBe(true)
  })

  it.each([[], ['deep', 'down']])('in whose place a file lies is said: %s', (...below) => {
    const file = made('file')
    writeFileSync(file, '')
    const folder = join(file, ...below)
    expect(make(folder)).toThrow(cannot(folder, 'a file has the name of one of these folders'))
  })

  it.each([[], ['deep', 'down']])('on a disk that is not there is said: %s', (...below) => {
    const link = made('link')
    symlinkSync(`${link} to a disk that is unplugged`, link, 'junction')
    const folder = join(link, ...below)
    expect(make(folder)).toThrow(cannot(folder, 'a link in its path leads to nothing'))
  })

  // Node's recursive mkdir never returns there.
  it.runIf(process.platform === 'linux').each(['/proc/nope', '/proc/nope/deeper'])(
    'that the system refuses is said at once: %s',
    folder => {
      expect(make(folder)).toThrow(cannot(folder, 'the system allows no folder there'))
    },
  )
})
