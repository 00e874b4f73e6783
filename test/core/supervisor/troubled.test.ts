import { definePlugin } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { NEVER } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import { summary } from '../../../core/cli/shown/summary.ts'
import type { Context, Link } from '../../../core/plugin/context.ts'

test('a source that is connected, but not all of it works, says so in the status until that is over', async () => {
  const links: Link[] = []
  const half = definePlugin({
    name: 'half',
    setup: ({ link }) => {
      links.push(link())
      return NEVER
    },
  })
  const run = await runPlugin(half())
  onTestFinished(() => run.stop())
  const status = async () => {
    const all = await run.status()
    return { shown: all.plugins.find(({ id }) => id === 'half'), line: summary(all) }
  }
  links[0]?.connected()
  links[0]?.troubled('the chat of it is dead; wake it up')
  const { shown, line } = await status()
  expect(shown).toMatchObject({ state: 'connected', reason: 'the chat of it is dead; wake it up' })
  expect(line).toMatch(/half connected with problems$/)
  links[0]?.troubled()
  const over = await status()
  expect(over.shown).not.toHaveProperty('reason')
  expect(over.line).not.toContain('half')
  links[0]?.troubled('again')
  links[0]?.lost('gone')
  expect((await status()).shown).toMatchObject({ state: 'retrying', reason: 'gone' })
})

test('a plugin without a connection says that part of it does not work, until that is over', async () => {
  const said: Context['troubled'][] = []
  const half = definePlugin({
    name: 'half',
    setup: ({ troubled }) => void said.push(troubled),
  })
  const run = await runPlugin(half())
  onTestFinished(() => run.stop())
  const [troubled] = said
  const status = async () => {
    const all = await run.status()
    return { shown: all.plugins.find(({ id }) => id === 'half'), line: summary(all) }
  }
  troubled?.('12 passages wait')
  const { shown, line } = await status()
  expect(shown).toMatchObject({ state: 'ready', reason: '12 passages wait' })
  expect(line).toMatch(/half ready with problems$/)
  troubled?.()
  expect((await status()).shown).not.toHaveProperty('reason')
})
