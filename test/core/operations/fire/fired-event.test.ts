import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ConfigProblem } from '../../../../core/errors.ts'
import { coreEvents, EVENT_TYPES } from '../../../../core/events/core-events.ts'
import {
  type FireInput,
  type Firing,
  firedEvent,
} from '../../../../core/operations/fire/fired-event.ts'
import { definePlugin } from '../../../../core/plugin/define.ts'

const quiz = definePlugin({
  name: 'quiz',
  emits: { 'quiz.answered': z.strictObject({ right: z.boolean(), points: z.int().default(1) }) },
  setup: () => undefined,
})
const config: Firing = {
  platforms: ['twitch'],
  uses: [{ id: 'quiz', plugin: quiz.plugin, options: {}, written: {}, provides: [], needs: {} }],
}

async function problemsOf(body: FireInput, firing = config): Promise<readonly string[]> {
  const failure: ConfigProblem = await firedEvent(firing, body).then(
    () => Promise.reject(new Error('it was taken')),
    thrown => thrown,
  )
  return failure.problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('a fired event', () => {
  it.each(EVENT_TYPES)('of type %s is made of its example', async type => {
    const { told, filled } = await firedEvent(config, { type, data: coreEvents[type].example })
    expect(told.type).toBe(type)
    expect(filled).toEqual([])
  })

  it.each(EVENT_TYPES)('of type %s needs no data at all', async type => {
    const { told } = await firedEvent(config, { type })
    expect(told.type).toBe(type)
  })

  it('has from the example what it must have and nobody gave, and says so', async () => {
    const body = { type: 'chat.message', data: { text: '!dice' } }
    const { told, filled } = await firedEvent(config, body)
    expect(told.data).toMatchObject({ text: '!dice', user: { name: 'bea', displayName: 'Bea' } })
    expect(filled).toEqual(['messageId', 'user'])
    // A second one is no repeat of the first.
    const again = await firedEvent(config, body)
    expect(again.told.data).not.toMatchObject({ messageId: Object(told.data).messageId })
  })

  it('is of the person who is only named', async () => {
    const data = { user: { name: 'ann' } }
    const { told, filled } = await firedEvent(config, { type: 'channel.followed', data })
    expect(told.data).toMatchObject({
      user: { id: 'ann', name: 'ann', displayName: 'ann', roles: [] },
    })
    expect(filled).toEqual(['user.id', 'user.displayName', 'user.roles'])
  })

  it('needs no data where its type has none to give', async () => {
    expect((await firedEvent(config, { type: 'title.wanted' })).told).toEqual({
      type: 'title.wanted',
      data: {},
      platform: undefined,
      channel: undefined,
    })
  })

  it('of a plugin is made by the schema the plugin emits it with, defaults filled in', async () => {
    const { told } = await firedEvent(config, { type: 'quiz.answered', data: { right: true } })
    expect(told.data).toEqual({ right: true, points: 1 })
    expect(await problemsOf({ type: 'quiz.answered', data: { right: 'yes' } })).toEqual([
      'right: expected true or false, got a string',
    ])
  })

  it('has its moments as dates', async () => {
    const data = { startedAt: '2026-11-23T20:04:00+01:00' }
    const { told } = await firedEvent(config, { type: 'stream.online', data })
    expect(told.data).toEqual({ startedAt: new Date('2026-11-23T19:04:00Z') })
  })

  it('happens on the platform and in the channel a source would name', async () => {
    const where = { platform: 'Twitch', channel: '#Ann' }
    const { told } = await firedEvent(config, { type: 'stream.offline', ...where })
    expect(told).toMatchObject({ platform: 'twitch', channel: 'ann' })
  })

  it('that happens on a platform happens on the only one of the streamer, where none is named', async () => {
    const { told } = await firedEvent(config, { type: 'channel.raided', channel: '#Ann' })
    expect(told).toMatchObject({ platform: 'twitch', channel: 'ann' })
    const everywhere = await firedEvent(config, { type: 'mood.set' })
    expect(everywhere.told.platform).toBeUndefined()
  })

  it('that happens on a platform is refused where it is not clear on which', async () => {
    const several = { ...config, platforms: ['twitch', 'youtube', 'kick'] }
    const which = ['platform: choose a platform: --platform twitch, youtube or kick']
    expect(await problemsOf({ type: 'channel.raided' }, several)).toEqual(which)
    expect(await problemsOf({ type: 'chat.message' }, { ...config, platforms: [] })).toEqual(which)
    expect(await problemsOf({ type: 'stream.online', data: { x: 1 } }, several)).toEqual([
      ...which,
      'x: unknown field',
    ])
  })

  it('on a platform that is nearly one of those known is refused with its name', async () => {
    expect(await problemsOf({ type: 'channel.raided', platform: 'twich' })).toEqual([
      'platform: twich is not a platform; did you mean twitch?',
    ])
    const own = { ...config, platforms: ['owncast'] }
    expect(await problemsOf({ type: 'mood.set', platform: 'owncats' }, own)).toEqual([
      'platform: owncats is not a platform; did you mean owncast?',
    ])
  })

  it('on a platform nobody knows is refused, and taken where the streamer has an account there', async () => {
    const far = { type: 'chat.message', platform: 'myspace' }
    const known = 'twitch, youtube, kick, trovo, tiktok, facebook or obs'
    expect(await problemsOf(far)).toEqual([
      `platform: myspace is not a platform Promethean knows: use ${known}, or add your account there under streamer in the config`,
    ])
    const own = { ...config, platforms: ['myspace'] }
    expect((await firedEvent(own, far)).told.platform).toBe('myspace')
    expect(await problemsOf({ ...far, platform: '' })).toEqual([
      `platform: the name is empty: use ${known}`,
    ])
  })

  it('in a channel is in one that has a name, on a platform', async () => {
    const empty =
      'channel: is not a channel name; write it like ann, or leave it out for your own channel'
    for (const channel of ['', ' ', '#', '@ '])
      expect(await problemsOf({ type: 'channel.raided', channel }), channel).toEqual([empty])
    const blanks = { type: 'channel.raided', channel: '#ann and bea' }
    expect(await problemsOf(blanks)).toEqual([
      'channel: ann and bea is not a channel of twitch: names there have no spaces',
    ])
    const { told } = await firedEvent(config, { type: 'mood.set', channel: '#Ann' })
    expect(told).toMatchObject({ platform: 'twitch', channel: 'ann' })
  })

  it('is refused with what is wrong with its type, its place and its data at once', async () => {
    const where = { platform: 'myspace', channel: '#' }
    const wrong = { type: 'channel.raided', ...where, data: { viewers: 'many' } }
    const sayings = [/^platform: myspace is not/, /^channel: is not/]
    expect(await problemsOf(wrong)).toEqual([
      ...sayings.map(saying => expect.stringMatching(saying)),
      'viewers: expected a number, got a string',
    ])
    expect(await problemsOf({ ...wrong, type: 'channel.raid' })).toEqual([
      expect.stringMatching(/did you mean channel.raided/),
      ...sayings.map(saying => expect.stringMatching(saying)),
    ])
    expect(await problemsOf({ type: '' })).toEqual([
      expect.stringMatching(/^: no plugin emits the event type/),
    ])
  })

  it('is refused with everything that is wrong with it at once', async () => {
    const data = { from: { nam: 'bea' }, viewers: -1, text: 'hi' }
    expect(await problemsOf({ type: 'channel.raided', data })).toEqual([
      'from.nam: unknown field; did you mean name?',
      'viewers: expected at least 0, got a smaller number',
      'text: unknown field',
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
      ': no plugin emits the event type constructor; promethean schema lists all types',
    ])
  })
})
