import { rm, symlink } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { wayOf, waysOf } from '../../../../core/config/load/linked-paths.ts'
import { project } from '../project.ts'

// On Windows links are a right of administrators.
const withLinks = it.skipIf(process.platform === 'win32')

withLinks(
  'a path leads over each link on it, of folders too, to a file in a real folder',
  async () => {
    const { path } = await project({ 'store/one/a.ts': '' })
    await symlink('one', path('store/current'))
    await symlink('store/current/a.ts', path('middle.ts'))
    await symlink(path('middle.ts'), path('config.ts'))
    expect(await wayOf(path('config.ts'))).toEqual(
      ['config.ts', 'middle.ts', 'store/current', 'store/one/a.ts'].map(path),
    )
    expect(await wayOf(path('store/one/a.ts'))).toEqual([path('store/one/a.ts')])
    expect(await waysOf([path('middle.ts'), path('store/one/a.ts')])).toEqual(
      ['middle.ts', 'store/current', 'store/one/a.ts'].map(path),
    )
  },
)

withLinks('a link that leads nowhere ends in what is missing, and a circle ends', async () => {
  const { path } = await project({ 'store/a.ts': '' })
  await symlink('store/a.ts', path('config.ts'))
  await rm(path('store/a.ts'))
  expect(await wayOf(path('config.ts'))).toEqual([path('config.ts'), path('store/a.ts')])
  await symlink('two.ts', path('one.ts'))
  await symlink('one.ts', path('two.ts'))
  expect(new Set(await wayOf(path('one.ts')))).toEqual(new Set([path('one.ts'), path('two.ts')]))
})
