import { type LogLine, run } from 'promethean'
import { expect, it, onTestFinished, vi } from 'vitest'
import { configOf } from './own-plugins.ts'
import { workshop } from './workshop.ts'

const { project } = workshop()

// A plugin that offers the operations elsewhere, as a page or an agent has them. Here it says what it got into the log.
const DESK = `
import { definePlugin, InstanceOperations } from 'promethean'

export default definePlugin({
  name: 'desk',
  needs: { operations: InstanceOperations },
  setup: async ({ ports, on, log, signal }) => {
    const person = ports.operations.as({ kind: 'person', name: 'dock' })
    const say = (about, what) => log.info(about + ': ' + JSON.stringify(what))
    say('early', await person.perform('mute', { plugin: 'ticker' }, { signal }))
    say('too early', await person.perform('sessions', {}, { signal }))
    let heard = false
    on('chat.message', async () => {
      // Not before the instance has started.
      const { done } = await person.perform('status', {}, { signal })
      if (!done || heard) return
      heard = true
      const settings = { signal }
      say('list', ports.operations.list().filter(one => ['say', 'tail', 'status'].includes(one.name)))
      say('mute', await person.perform('mute', { plugin: 'tickr' }, settings))
      say('wrong', await person.perform('search', { limit: 0 }, settings))
      const viewers = ports.operations.forViewers({ kind: 'program', name: 'alerts' })
      say('viewers', await viewers.perform('activity', {}, settings))
      say('no viewer', await viewers.perform('status', {}, settings))
      say('for viewers', ports.operations.list().filter(one => one.forViewers).map(one => one.name))
      try {
        viewers.listen('tail', {}, settings)
      } catch (refused) {
        say('no viewer listens', refused.message)
      }
      say('plan', await person.perform('plan', { file: 'promethean.config.ts' }, settings))
      say('elsewhere', await person.perform('plan', { file: '../else.ts' }, settings))
      say('unknown', await person.perform('constructor', {}, settings))
      say('dry', await person.perform('rewind', { consumer: 'x' }, { signal, dry: true }))
      try {
        person.listen('nothing', {}, settings)
      } catch (refused) {
        say('no stream', refused.message)
      }
      void (async () => {
        for await (const event of person.listen('tail', { types: ['chat.message'] }, settings)) {
          say('tail', event.type)
          break
        }
      })()
    })
  },
})
`

it('a plugin offers what one can ask of the instance to others, and a refusal is a value', async () => {
  const made = project({
    'promethean.config.ts': configOf(['ticker({ rate: 50 })', 'desk()']).replace(
      /^/,
      "import desk from './desk.ts'\n",
    ),
    'desk.ts': DESK,
  })
  const lines: LogLine[] = []
  const running = await run({ config: made.file, onLog: line => lines.push(line) })
  onTestFinished(() => running.stop().then(() => undefined))
  const said = (about: string): unknown => {
    const line = lines.find(
      ({ plugin, message }) => plugin === 'desk' && message.startsWith(`${about}: `),
    )
    return line && JSON.parse(line.message.slice(about.length + 2))
  }
  await vi.waitFor(() => expect(said('tail')).toBe('chat.message'))
  expect(said('early')).toEqual({ done: true, value: { saved: true } })
  expect(said('too early')).toMatchObject({
    done: false,
    refusal: { what: 'it is still starting' },
  })
  expect(said('list')).toMatchObject([
    {
      name: 'status',
      kind: 'read',
      isStream: false,
      input: { type: 'object' },
      output: { type: 'object' },
    },
    { name: 'say', kind: 'act', foretells: true, input: { required: ['text'] } },
    { name: 'tail', kind: 'read', isStream: true },
  ])
  expect(said('mute')).toMatchObject({ done: false, refusal: { advice: 'did you mean ticker?' } })
  expect(said('wrong')).toMatchObject({ done: false, refusal: { code: 'invalid_input' } })
  expect(said('viewers')).toMatchObject({ done: true, value: { points: expect.any(Array) } })
  const only = 'it shows more than viewers may see, or does something'
  expect(said('no viewer')).toMatchObject({
    done: false,
    refusal: { code: 'refused', why: only, advice: 'use one of these: activity' },
  })
  expect(said('for viewers')).toEqual(['activity'])
  expect(said('no viewer listens')).toContain(only)
  expect(said('plan')).toMatchObject({ done: true, value: { restarted: [] } })
  expect(said('elsewhere')).toMatchObject({
    done: false,
    refusal: { code: 'refused', what: 'cannot read this file' },
  })
  expect(said('unknown')).toMatchObject({
    done: false,
    refusal: { what: 'there is no operation constructor', advice: 'see the list of operations' },
  })
  expect(said('dry')).toMatchObject({ done: false })
  expect(said('no stream')).toContain('there is no operation nothing')
  expect((await running.status()).muted).toEqual({ all: false, plugins: ['ticker'] })
})
