import { expect, it } from 'vitest'
import { findConfig, nameAmong } from '../../../core/config/find.ts'
import { ConfigProblem } from '../../../core/errors.ts'
import { project } from './project.ts'

it('the config is found from a folder upwards', async () => {
  const here = await project({ 'promethean.config.ts': '', 'deep/down/x.txt': '' })
  expect(await findConfig({ from: here.path('deep/down') })).toBe(here.path('promethean.config.ts'))
})

it.each(['ts', 'mts', 'js', 'mjs'])(
  'it may end in .%s, and an empty one is found too',
  async end => {
    const here = await project({ [`promethean.config.${end}`]: '' })
    expect(await findConfig({ from: here.folder })).toBe(here.path(`promethean.config.${end}`))
  },
)

it('a file that is named is taken, relative to the folder', async () => {
  const here = await project({ 'promethean.config.ts': '', 'other/evening.config.ts': '' })
  const found = await findConfig({ from: here.folder, file: 'other/evening.config.ts' })
  expect(found).toBe(here.path('other/evening.config.ts'))
})

it.each([
  ['PROMETHEAN.CONFIG.TS', 'promethean.config.ts'],
  ['evening.config.ts', 'Evening.Config.ts'],
  ['promethean.config.TS', 'promethean.config.TS'],
  ['gone.ts', 'gone.ts'],
])('a file that the system finds as %s goes by the name its folder gives it, %s', (asked, name) => {
  const names = ['promethean.config.ts', 'Evening.Config.ts', 'promethean.config.TS']
  expect(nameAmong(names, asked)).toBe(name)
})

it.each([
  [undefined, /no promethean\.config\.ts in .*: write one \(see the README\)/],
  ['gone.ts', /gone\.ts is not a file in .*: give --config the path of your config/],
  ['folder', /folder is not a file/],
  ['config.json', /cannot be a config: .*rename it to end in \.ts/],
])('without a config (%s) the problem says what to do', async (file, sentence) => {
  const here = await project({ 'config.json': '{}', 'folder/x.txt': '' })
  const failure: unknown = await findConfig({ from: here.folder, file }).catch(
    (thrown: unknown) => thrown,
  )
  expect(failure).toBeInstanceOf(ConfigProblem)
  expect(failure).toHaveProperty('message', expect.stringMatching(sentence))
})
