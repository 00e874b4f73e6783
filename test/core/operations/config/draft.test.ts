import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { draftIn } from '../../../../core/operations/config/draft.ts'

/** A config's folder, and a file beside it. */
function folders() {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'promethean draft ')))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  const folder = join(parent, 'stream')
  mkdirSync(join(folder, 'drafts'), { recursive: true })
  mkdirSync(join(folder, 'node_modules'))
  for (const file of ['draft.ts', 'drafts/next.mts', '..draft.ts', 'keys.env', 'node_modules/x.js'])
    writeFileSync(join(folder, file), '')
  writeFileSync(join(parent, 'beside.ts'), '')
  return { parent, folder }
}

it('a draft in the folder of the config is loaded, relative or absolute', async () => {
  const { folder } = folders()
  const named = ['draft.ts', './drafts/next.mts', '..draft.ts', join(folder, 'draft.ts')]
  expect(await Promise.all(named.map(file => draftIn(folder, file)))).toEqual([
    join(folder, 'draft.ts'),
    join(folder, 'drafts', 'next.mts'),
    join(folder, '..draft.ts'),
    join(folder, 'draft.ts'),
  ])
})

it.each([
  '../beside.ts',
  'drafts/../../beside.ts',
  '/etc/passwd',
  '../not-there.ts',
  '..',
  '.',
  '',
  'keys.env',
  'node_modules/x.js',
])('anything else is refused with a sentence, and never looked for: %j', async file => {
  const { folder } = folders()
  await expect(draftIn(folder, file)).rejects.toMatchObject({
    code: 'refused',
    why: expect.stringContaining('loading a config runs it'),
  })
})

it.skipIf(process.platform === 'win32')('a link does not lead out of the folder', async () => {
  const { parent, folder } = folders()
  symlinkSync(join(parent, 'beside.ts'), join(folder, 'link.ts'))
  symlinkSync(join(folder, 'keys.env'), join(folder, 'keys.ts'))
  symlinkSync(folder, join(parent, 'same'))
  await expect(draftIn(folder, 'link.ts')).rejects.toMatchObject({ code: 'refused' })
  await expect(draftIn(folder, 'keys.ts')).rejects.toMatchObject({ code: 'refused' })
  expect(await draftIn(join(parent, 'same'), 'draft.ts')).toBe(join(folder, 'draft.ts'))
})

it('a draft that is not there is told', async () => {
  const { folder } = folders()
  await expect(draftIn(folder, 'not-there.ts')).rejects.toMatchObject({ code: 'not_found' })
})
