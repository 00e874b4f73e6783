import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { inShell } from '../../../../core/cli/shown/in-shell.ts'
import { commandsAfter, inShell as inShellOfCreate } from '../../../../create/command/report.ts'

const PATHS = [
  '/home/ann/my-stream',
  '/home/ann/my stream',
  "/home/ann/it's 100% ünï & $HOME `date` !! (x)",
  '/home/ann/5" screen',
  '/home/ann/back\\slash',
]

it.runIf(process.platform !== 'win32').each(PATHS)('a shell reads %j as it is', path => {
  for (const word of [inShell(path), inShellOfCreate(path)]) {
    expect(execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })).toBe(path)
  }
})

it('a folder that looks like an option is entered all the same', () => {
  const place = { folder: resolve('-x'), name: 'x' }
  expect(commandsAfter(place, { installed: true })).toEqual(['cd ./-x', 'npm start'])
})

it.each([
  ['C:\\streams\\mine', 'C:\\streams\\mine'],
  ['C:\\my streams\\$mine', '"C:\\my streams\\$mine"'],
])('on Windows, %s stands in double quotes if it needs any', (path, written) => {
  expect([inShell(path, 'win32'), inShellOfCreate(path, 'win32')]).toEqual([written, written])
})
