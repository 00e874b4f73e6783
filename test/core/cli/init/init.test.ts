import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { init } from '../../../../core/cli/init/init.ts'
import { version } from '../../../../core/version.ts'

const GIVEN = ['my stream', '--sources', 'obs', '--json', '--model=none', '&', '"']

it('init hands its arguments to the create-promethean of its version that is installed beside it', async () => {
  const { folder, from, args } = makeWorld({ version: version(), exitCode: 2 })
  const exitCode = await init(GIVEN, { from, env: npmAround(folder) })
  expect([exitCode, args()]).toEqual([2, ['create', ...GIVEN]])
})

it.each([
  ['none', undefined],
  ['another version', '0.0.9'],
])('init asks npm for its version where %s is installed', async (_, found) => {
  const { folder, from, args } = makeWorld({ version: found })
  expect(await init(GIVEN, { from, env: npmAround(folder) })).toBe(0)
  const wanted = ['exec', '--yes', `--package=create-promethean@${version()}`, '--']
  expect(args()).toEqual(['npm', ...wanted, 'create-promethean', ...GIVEN])
})

it.each([
  ['as Windows has it', 'tools', 'tools/node_modules'],
  ['as the others have it', 'usr/bin', 'usr/lib/node_modules'],
])('init finds npm in the path, %s', async (_, inPath, packages) => {
  const { folder, from, args } = makeWorld({ packages })
  const env = { PATH: join(folder, inPath), npm_execpath: join(folder, 'pnpm.cjs') }
  expect(await init([], { from, env })).toBe(0)
  expect(args()?.[0]).toBe('npm')
})

it('init says so where there is no npm', async () => {
  const { folder, from } = makeWorld({ packages: 'nowhere' })
  await expect(init([], { from, env: { PATH: folder } })).rejects.toThrow(
    /^create-promethean cannot be started: .*ENOENT; install npm/,
  )
})

/** A folder with an npm and, if it has a version, a create-promethean: both write down what they are called with. */
function makeWorld({
  version: found,
  exitCode = 0,
  packages = 'usr/lib/node_modules',
}: {
  readonly version?: string | undefined
  readonly exitCode?: number
  readonly packages?: string
}) {
  const folder = mkdtempSync(join(tmpdir(), 'init '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const told = join(folder, 'told.json')
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const noting = (name: string) =>
    `const { writeFileSync } = process.getBuiltinModule('node:fs')
writeFileSync(${JSON.stringify(told)}, JSON.stringify(['${name}', ...process.argv.slice(2)]))
process.exitCode = ${exitCode}`
  write(`${packages}/npm/bin/npm-cli.js`, noting('npm'))
  if (found !== undefined) {
    write('node_modules/create-promethean/package.json', JSON.stringify({ version: found }))
    write('node_modules/create-promethean/bin.js', noting('create'))
  }
  const from = pathToFileURL(join(folder, 'node_modules/promethean/init.js')).href
  return {
    folder,
    from,
    args: (): readonly string[] | undefined => JSON.parse(readFileSync(told, 'utf8')),
  }
}

function npmAround(folder: string) {
  return { npm_execpath: join(folder, 'usr/lib/node_modules/npm/bin/npm-cli.js') }
}
