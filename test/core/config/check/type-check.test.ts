import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { parseError, typeProblems } from '../../../../core/config/check/type-check.ts'

const types = new Set(['chat.message'])

const compilerOptions = {
  module: 'nodenext',
  strict: true,
  noEmit: true,
  types: [],
  // Several would each have to read the library.
  checkers: 1,
  allowImportingTsExtensions: true,
}

function folderWith(
  files: Readonly<Record<string, string>>,
  settings: { readonly typescript: boolean },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'types of ünna '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*.ts'] }),
  )
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  if (settings.typescript) {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(
      resolve('node_modules/typescript'),
      join(folder, 'node_modules/typescript'),
      'junction',
    )
  }
  return folder
}

it('tells type errors of the config with their place, never a value, and leaves other files alone', async () => {
  const folder = folderWith(
    {
      'promethean.config.ts': "const rate: number = 'hunter2'\nexport default { rate }\n",
      'beside.ts': 'export const n: number = true\n',
    },
    { typescript: true },
  )
  const problems = await typeProblems(folder, {
    files: [join(folder, 'promethean.config.ts')],
    types,
  })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatchObject({
    path: 'promethean.config.ts:1:7',
    message: expect.stringContaining('(TS2322)'),
  })
  expect(JSON.stringify(problems)).not.toContain('hunter2')
})

it('does not tell of a parameter without a type where the call around it fits nothing', async () => {
  const source = `declare function on(type: 'a.b', handle: (event: string) => void): void
declare function on(handle: (event: string) => void): void
on('a.c', event => event)
export const untyped = (text) => text
`
  const folder = folderWith({ 'promethean.config.ts': source }, { typescript: true })
  const file = join(folder, 'promethean.config.ts')
  const problems = await typeProblems(folder, { files: [file], types: new Set(['a.b']) })
  expect(problems.map(({ path }) => path)).toEqual([
    'promethean.config.ts:3:4',
    'promethean.config.ts:4:25',
  ])
})

it('keeps the paths of a tsconfig.json with comments where a plugin is linked', async () => {
  const source = "import { n } from '@own/n'\nimport lamp from 'lamp'\nexport default [n, lamp]\n"
  const files = { 'promethean.config.ts': source, 'n.ts': 'export const n = 1\n' }
  const folder = folderWith({ ...files, 'lamp.ts': 'export default 1\n' }, { typescript: true })
  const settings = JSON.stringify({ ...compilerOptions, paths: { '@own/*': ['./*.ts'] } })
  const commented = `\uFEFF{
  // Where things are, see "paths": https://www.typescriptlang.org
  "compilerOptions": ${settings.replace('}}', '},/* "a" */}')},
}`
  writeFileSync(join(folder, 'tsconfig.json'), commented)
  const wanted = { files: [join(folder, 'promethean.config.ts')], types }
  const linked = new Map([['lamp', join(folder, 'lamp.ts')]])
  expect(await typeProblems(folder, { ...wanted, linked })).toEqual([])
})

it('finds nothing where the types are right', async () => {
  const folder = folderWith({ 'promethean.config.ts': 'export default {}\n' }, { typescript: true })
  expect(
    await typeProblems(folder, { files: [join(folder, 'promethean.config.ts')], types }),
  ).toEqual([])
})

it('finds nothing where TypeScript is not installed', async () => {
  const folder = folderWith(
    { 'promethean.config.ts': "export const n: number = ''\n" },
    { typescript: false },
  )
  expect(
    await typeProblems(folder, { files: [join(folder, 'promethean.config.ts')], types }),
  ).toEqual([])
})

it('puts a kind in the place of a literal', () => {
  const line = `a.ts(3,9): error TS2322: Type '"s3cr3t \\"quoted\\""' is not assignable to type 'number'.`
  const file = resolve('/project/a.ts')
  const problem = parseError(line, {
    project: resolve('/project/tsconfig.json'),
    wanted: new Set([file]),
    types,
  })
  expect(problem).toEqual({
    path: 'a.ts:3:9',
    message: "Type 'a string' is not assignable to type 'number'. (TS2322)",
  })
})

it.runIf(process.platform === 'linux')(
  'says at once where the system allows no folder for it',
  async () => {
    const folder = folderWith(
      { 'promethean.config.ts': 'export default {}\n' },
      { typescript: true },
    )
    symlinkSync('/proc/nope', join(folder, '.promethean'))
    const files = [join(folder, 'promethean.config.ts')]
    await expect(typeProblems(folder, { files, types })).rejects.toThrow(
      /^cannot make the folder .+ for the type check: a link in its path leads to nothing; move the config to another folder$/,
    )
  },
)
