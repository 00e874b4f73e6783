import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Failure, WrongUsage } from '../../create/failure.ts'
import { PATHS } from '../../create/files/project.ts'
import { inTheWay, packageName, placeOf } from '../../create/steps/place.ts'
import { VERSIONS } from '../../create/versions.ts'

it.each([
  ['my-stream', 'my-stream'],
  ['My Stream', 'my-stream'],
  ['  zoë at home  ', 'zoe-at-home'],
  ['.hidden', 'hidden'],
  ['_private', 'private'],
  ['stream.v2', 'stream.v2'],
  ['@ann', 'ann'],
  ['配信', 'my-stream'],
  ['...', 'my-stream'],
  // npm refuses these, or would install a package into itself.
  ['node_modules', 'my-node_modules'],
  ['Promethean', 'my-promethean'],
  ['vitest', 'my-vitest'],
  ['x'.repeat(300), 'x'.repeat(100)],
])('the folder %j gives the package a name npm accepts: %s', (folder, name) => {
  expect(packageName(folder)).toBe(name)
  expect(name).toMatch(/^[a-z0-9][a-z0-9._-]*$/)
})

it('no package has the name of one that it depends on', () => {
  for (const name of Object.keys(VERSIONS)) expect(packageName(name)).not.toBe(name)
})

it('a place is a folder here, above, or in the home', () => {
  expect(placeOf('.')).toEqual({
    folder: resolve('.'),
    name: packageName(resolve('.').split(/[\\/]/).at(-1) ?? ''),
  })
  expect(placeOf('a/b/').folder).toBe(resolve('a/b'))
  expect(placeOf('~/my-stream')).toEqual({
    folder: join(homedir(), 'my-stream'),
    name: 'my-stream',
  })
  expect(placeOf('~ann').folder).toBe(resolve('~ann'))
})

it.each(['con', 'NUL', 'aux.stream', 'COM1', 'lpt9.txt', 'what?', 'a:b', 'a"b', 'stream.', 'a|b'])(
  'Windows cannot have %j, other systems can',
  name => {
    expect(() => placeOf(name, 'win32')).toThrow(WrongUsage)
    expect(() => placeOf(name, 'win32')).toThrow(/^Windows cannot have a folder of the name/)
    expect(() => placeOf(name, 'linux')).not.toThrow()
  },
)

it.each(['console', 'com', 'my.stream', 'zoë at home', 'C', 'auxiliary'])(
  'Windows can have %j',
  name => {
    expect(() => placeOf(name, 'win32')).not.toThrow()
  },
)

it('only what would be overwritten is in the way', async () => {
  const folder = makeFolder()
  expect(await inTheWay(join(folder, 'not', 'there'), PATHS)).toEqual([])
  mkdirSync(join(folder, 'config'))
  mkdirSync(join(folder, '.git'))
  writeFileSync(join(folder, 'notes.txt'), '')
  writeFileSync(join(folder, 'config', 'own.ts'), '')
  expect(await inTheWay(folder, PATHS)).toEqual([])
  writeFileSync(join(folder, '.env'), 'SECRET=1')
  writeFileSync(join(folder, 'config', 'greeter.ts'), '')
  // A folder and a link that leads nowhere are in the way too.
  mkdirSync(join(folder, 'README.md'))
  symlinkSync('nowhere', join(folder, 'tsconfig.json'))
  // A file where a folder must be.
  writeFileSync(join(folder, 'test'), '')
  expect(await inTheWay(folder, PATHS)).toEqual([
    '.env',
    'config/greeter.ts',
    'test',
    'tsconfig.json',
    'README.md',
  ])
})

it('a link to a folder is a folder', async () => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'real'))
  symlinkSync(join(folder, 'real'), join(folder, 'link'), 'junction')
  expect(await inTheWay(join(folder, 'link'), PATHS)).toEqual([])
  expect(await inTheWay(join(folder, 'link', 'deeper'), PATHS)).toEqual([])
})

it('a file is no folder for a project', async () => {
  const file = join(makeFolder(), 'stream')
  writeFileSync(file, '')
  await expect(inTheWay(file, PATHS)).rejects.toThrow(
    new Failure(`cannot make a project in ${file}: ${file} is a file; choose another name`),
  )
  await expect(inTheWay(join(file, 'deeper'), PATHS)).rejects.toThrow(
    /deeper: .* is a file; choose another/,
  )
})

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plåce '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
