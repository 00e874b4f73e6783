import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LOADER } from '../support/process/node.ts'

const BIN = fileURLToPath(new URL('../../core/bin.js', import.meta.url))

/** This Node, saying it is another. */
function pretending(version: string, arch = process.arch): readonly string[] {
  const lie = `for (const [thing, name, value] of [[process.versions, 'node', '${version}'], [process, 'arch', '${arch}']])
    Object.defineProperty(thing, name, { value })`
  return [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(lie)}`]
}

const inPath = (process.env.PATH ?? '')
  .split(delimiter)
  .map(folder => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  .filter(file => existsSync(file))

// Where this machine has an older one, it is asked as well.
const older = [...new Set(inPath.map(file => realpathSync(file)))]
  .map(file => ({
    file,
    version: spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout.trim(),
  }))
  .filter(({ version }) => /^v(1[89]|20|21)\./.test(version))

function run([program = '', ...flags]: readonly string[], ...args: string[]) {
  const env = { ...process.env, NODE_OPTIONS: LOADER.join(' ') }
  return spawnSync(program, [...flags, BIN, ...args], { encoding: 'utf8', env })
}

describe('the program, called with a Node too old for it', () => {
  it.each([
    ['that says it is 20.20.2', pretending('20.20.2')],
    ['that says it is 22.21.1', pretending('22.21.1')],
    ['that says it is 24.9.0', pretending('24.9.0')],
    ...older.map(
      ({ file, version }) =>
        [`${version} of this machine`, [file]] satisfies [string, readonly string[]],
    ),
  ] satisfies [string, readonly string[]][])('%s, goes on with the one npm brought', (_, node) => {
    const { status, stdout } = run(node, '--version')
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
    expect(run(node, 'chekc').status).toBe(2)
  })

  it('says what is needed where npm brought none', () => {
    const { status, stderr } = run(pretending('20.20.2', 'mips'), '--version')
    expect([status, stderr]).toEqual([
      1,
      'promethean cannot run on Node 20.20.2: it needs 22.22 or newer, or 24.10 or newer; install a newer Node, or run it through npm where the project brings one\n',
    ])
  })

  it('a program that imports the runtime is told the same', () => {
    const program = `
      const { openMemoryJournal } = await import('${new URL('../../core/journal/sqlite/journal.ts', import.meta.url)}')
      await openMemoryJournal().catch(({ message }) => console.log(message))`
    const [node = '', ...flags] = pretending('20.20.2')
    const { stdout } = spawnSync(node, [...flags, '--input-type=module', '-e', program], {
      encoding: 'utf8',
    })
    expect(stdout).toBe(
      'promethean cannot run on Node 20.20.2: it needs 22.22 or newer, or 24.10 or newer; install a newer Node, or run it through npm where the project brings one\n',
    )
  })
})

it('what Node compiled for one command is good for it after another, whose V8 is set otherwise', () => {
  const folder = mkdtempSync(join(tmpdir(), 'promethean compiled '))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const judged = (command: string) => {
    const env = { ...process.env, TMPDIR: folder, TEMP: folder, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }
    const args = [...LOADER, BIN, command, '--config', join(folder, 'nowhere.ts')]
    const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
    return (stderr.match(/core\/.*was (accepted|rejected)/g) ?? []).map(line =>
      line.split(' ').at(-1),
    )
  }
  for (const command of ['run', 'check']) expect(judged(command)).toEqual([])
  for (const command of ['run', 'check'])
    expect(new Set(judged(command))).toEqual(new Set(['accepted']))
})
