import { EMPTY } from 'rxjs'
import { expect, it, onTestFinished } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { definePlugin, type PluginUse } from '../../../core/plugin/define.ts'
import { ChatOutput, ChatSender } from '../../../core/plugin/ports/chat.ts'
import { Streamer } from '../../../core/plugin/ports/runtime.ts'
import { keep } from '../../../core/plugin/verdict.ts'
import { concernedBy } from '../../../core/replay/concerned-by.ts'
import { follow, line } from '../journal/entries.ts'

async function concerned(plugins: readonly PluginUse[], entry = line(1)) {
  const journal = await openMemoryJournal()
  onTestFinished(() => journal.close())
  await journal.append([entry])
  const { config, problems } = await checkConfig({ streamer: { twitch: 'ann' }, plugins })
  if (config === undefined) throw new Error(JSON.stringify(problems))
  const row = { ...entry, position: 1 }
  return concernedBy({ config, journal, row, secrets: ['hunter2-9876'] })
}

const mirror = definePlugin({
  name: 'mirror',
  needs: { streamer: Streamer, chat: ChatOutput },
  setup: ({ on, explain, filter, ports }) => {
    filter('chat.message', () => keep())
    explain('chat.message', ({ data }) => [
      {
        rule: 'mirror',
        fits: false,
        why: `${data.text} for ${ports.streamer.accounts('twitch').map(({ name }) => name)}`,
      },
    ])
    return on('chat.message').pipe(() => EMPTY)
  },
})

const source = definePlugin({
  name: 'twitch-irc',
  provides: [ChatSender],
  setup: () => {
    throw new Error('nothing may connect to explain an event')
  },
})

const sink = definePlugin({
  name: 'sink',
  setup: ({ consume, defer }) => {
    defer(() => undefined)
    consume({ name: 'lines', types: ['chat.message'] }, () => {
      throw new Error('nothing may be written to explain an event')
    })
    throw new Error('nothing is done behind consume')
  },
})

it('who judges, hears, looks and consumes is found out from a config, and nothing connects', async () => {
  expect(await concerned([source(), mirror(), sink()])).toEqual({
    judges: ['mirror'],
    hearers: ['mirror'],
    rules: [{ plugin: 'mirror', rule: 'mirror', fits: false, why: 'line 1 for ann' }],
    takers: [{ consumer: 'sink/lines', types: ['chat.message'], tests: false }],
  })
  expect(await concerned([mirror(), sink()], follow(1))).toMatchObject({
    judges: [],
    hearers: [],
    rules: [],
  })
})

it('rules look at what a filter made of an event, as they did then, and show no secret', async () => {
  const data = { ...line(1).event.data, text: 'hunter2-9876' }
  const changed = line(1, { verdict: { kept: true, changed: { by: 'veil', data } } })
  const { rules } = await concerned([mirror()], changed)
  expect(rules.map(({ why }) => why)).toEqual(['[redacted] for ann'])
})

it('what the runtime itself said was judged by nobody, what was fired by hand was', async () => {
  const own = { source: 'promethean' }
  expect((await concerned([mirror()], line(1, own))).judges).toEqual([])
  expect((await concerned([mirror()], line(1, { ...own, test: true }))).judges).toEqual(['mirror'])
})

it('what was recovered later is heard by those alone that ask for it', async () => {
  const late = definePlugin({
    name: 'late',
    setup: ({ on }) => on('chat.message', { recovered: true }).pipe(() => EMPTY),
  })
  const { hearers, rules } = await concerned([mirror(), late()], line(1, { recovered: true }))
  expect([hearers, rules]).toEqual([['late'], []])
})
