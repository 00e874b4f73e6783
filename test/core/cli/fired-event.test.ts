import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { firedEvent } from '../../../core/cli/fired-event.ts'
import type { CheckedConfig } from '../../../core/config/check.ts'
import type { ConfigProblem } from '../../../core/errors.ts'
import { eventExamples } from '../../../core/events/examples.ts'
import { EVENT_TYPES } from '../../../core/events/types.ts'
import { definePlugin } from '../../../core/plugin/define.ts'

const quiz = definePlugin({
  name: 'quiz',
  emits: { 'quiz.answered': z.strictObject({ right: z.boolean(), points: z.int().default(1) }) },
  setup: () => undefined,
})
const config: Pick<CheckedConfig, 'uses'> = {
  uses: [{ id: 'quiz', plugin: quiz.plugin, options: {}, written: {}, provides: [], needs: {} }],
}

async function problemsOf(body: unknown): Promise<readonly string[]> {
  const failure: ConfigProblem = await firedEvent(config, body).then(
    () => Promise.reject(new Error('it was taken')),
    thrown => thrown,
  )
  return failure.problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('a fired event', () => {
  it.each(EVENT_TYPES)('of type %s is made of its example', async type => {
    const fired = await firedEvent(config, { type, data: eventExamples[type] })
    expect(fired.type).toBe(type)
  })

  it('needs no data where its type has none to give', async () => {
    expect(await firedEvent(config, { type: 'title.wanted' })).toEqual({
      type: 'title.wanted',
      data: {},
      platform: undefined,
      channel: undefined,
    })
  })

  it('of a plugin is made by the schema the plugin emits it with, defaults filled in', async () => {
    const fired = await firedEvent(config, { type: 'quiz.answered', data: { right: true } })
    expect(fired.data).toEqual({ right: true, points: 1 })
    expect(await problemsOf({ type: 'quiz.answered', data: { right: 'yes' } })).toEqual([
      'right: expected true or false, got a string',
    ])
  })

  it('has its moments as dates', async () => {
    const data = { startedAt: '2026-11-23T20:04:00+01:00' }
    const fired = await firedEvent(config, { type: 'stream.online', data })
    expect(fired.data).toEqual({ startedAt: new Date('2026-11-23T19:04:00Z') })
  })

  it('is refused with everything that is wrong with it at once', async () => {
    const data = { from: { nam: 'bea' }, viewers: -1, text: 'hi' }
    expect(await problemsOf({ type: 'channel.raided', data })).toEqual([
      'from.nam: unknown field; did you mean name?',
      'viewers: at least 0, got a smaller number',
      'text: unknown field',
    ])
    expect(await problemsOf({ type: 'channel.raided' })).toEqual([
      'from: expected an object, got nothing',
      'viewers: expected a number, got nothing',
    ])
    expect(await problemsOf({ type: 'mood.set', data: ['cosy'] })).toEqual([
      ': expected an object, got a list',
    ])
  })

  it('of an unknown type is refused with the nearest name', async () => {
    expect(await problemsOf({ type: 'quiz.anwsered' })).toEqual([
      ': no plugin emits the event type quiz.anwsered; did you mean quiz.answered?',
    ])
    expect(await problemsOf({ type: 'constructor' })).toEqual([
      ': no plugin emits the event type constructor; promethean schema lists what there is',
    ])
  })
})
