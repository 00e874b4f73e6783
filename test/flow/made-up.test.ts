import { expect, it, vi } from 'vitest'
import type { Line } from '../support/process/promethean.ts'
import { command, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()

const CONFIG = `
import { chatBot, ignoreUsers, simulator } from '@promethean/plugins'
import { defineConfig, event } from 'promethean'
const say = (id, name, text) => ({
  at: '100ms',
  event: event('chat.message', { messageId: id, text, user: { id: name, name, displayName: name, roles: [] } },
    { key: id, platform: 'twitch', channel: 'castle' }),
})
export default defineConfig({
  plugins: [
    simulator({ script: [say('m1', 'bea', '!dragon please'), say('m2', 'cal', 'a dragon of mine'), say('m3', 'relay', 'dragon')] }),
    ignoreUsers({ users: ['relay'] }),
    chatBot({ rules: [{ on: '!dragon', reply: 'It sleeps.' }] }),
  ],
})
`

it('what is said where only a simulator can send is told as captured, and a test event', async () => {
  const made = project({ 'promethean.config.ts': CONFIG })
  const run = await start(made)
  await statusWhere(made, ({ kept }) => kept === 2)
  const place = ['--platform', 'twitch', '--channel', 'castle']
  const said = await command(made, 'say', 'Good evening', ...place)
  expect(said.exitCode).toBe(0)
  expect(said.text).toMatch(
    /^captured by simulator, nothing was sent, on twitch in castle: Good evening; promethean explain /,
  )
  const [line] = (await command(made, 'say', 'And good night', ...place, '--json')).lines
  expect(line).toMatchObject({ code: 'say', status: 'sent', capturedBy: 'simulator' })
  const sent = async (...more: string[]) =>
    (await command(made, 'export', '--types', 'chat.sent', ...more)).lines.filter(
      ({ data }) => Object(data).plugin === 'terminal',
    )
  expect(await sent('--tests')).toMatchObject([{ test: true }, { test: true }])
  expect(await sent('--no-tests')).toEqual([])
  expect(await run.stop()).toBe(0)
})

it('a newcomer can search, replay and export the invented stream', async () => {
  const made = project({ 'promethean.config.ts': CONFIG })
  const run = await start(made)
  await statusWhere(made, ({ kept }) => kept === 2)
  const asked = async (...args: string[]) => (await command(made, ...args, '--json')).lines
  const texts = (lines: readonly Line[]) => lines.flatMap(({ data }) => Object(data).text ?? [])

  const none = await command(made, 'search', 'dragon')
  expect(none.text).toContain('no kept chat message contains all of: dragon')
  expect(none.text).toContain('2 test messages match; add --tests')
  expect(none.text).toContain('1 dropped test message matches; add --tests --all')
  expect(await asked('search', 'dragon')).toEqual([{ code: 'not_shown', tests: 3, dropped: 1 }])
  const found = await asked('search', 'dragon', '--tests')
  expect(texts(found)).toEqual(['a dragon of mine', '!dragon please'])
  expect(found[0]).toMatchObject({ test: true })
  const unseen = await command(made, 'events', 'chat.message')
  expect(unseen.text).toContain('no matching event was kept')
  expect(unseen.text).toContain('2 test events match; add --tests')
  expect(unseen.text).toContain('1 dropped test event matches; add --tests --all')
  const [page] = await asked('events', 'chat.message', '--tests')
  expect(page).not.toHaveProperty('hidden')
  const dropped = (await asked('search', 'dragon', '--tests', '--all'))[0]
  expect(dropped).toMatchObject({ verdict: { reason: 'ignore-users/ignored_user' } })
  expect(await run.stop()).toBe(0)

  expect(texts(await asked('search', 'dragon', '--tests'))).toHaveLength(2)
  const untold = await command(made, 'replay')
  expect(untold.text).toContain('3 test events from that time were left out; add --tests')
  const [effect, last] = await asked('replay', '--tests')
  expect(effect).toMatchObject({ code: 'effect', text: 'It sleeps.', channel: 'castle' })
  expect(last).toMatchObject({ code: 'replayed', events: 3, effects: 1 })
  expect(await asked('replay', '--tests', '--diff')).toHaveLength(1)
  const same = await command(made, 'replay', '--tests', '--diff')
  expect(same.text).toContain('nothing differs from what was said and done then')
  const lines = ['export', '--types', 'chat.message']
  expect(texts(await asked(...lines, '--tests'))).toHaveLength(2)
  expect(await asked(...lines)).toHaveLength(2)
  expect(await asked(...lines, '--no-tests')).toEqual([])
})
