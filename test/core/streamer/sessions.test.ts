import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { completeEvent } from '../../../core/events/complete.ts'
import type { NewEvent, Told } from '../../../core/events/event.ts'
import { event } from '../../../core/events/event.ts'
import type { Json } from '../../../core/plugin/json.ts'
import { Redactor } from '../../../core/secrets/redact.ts'
import { Sessions } from '../../../core/streamer/sessions.ts'

const MINUTE = 60_000

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T19:04:30Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Sessions over a state that outlives them, as the journal's does. */
function bench(values = new Map<string, Json>(), lastSeenAt: number | undefined = Date.now()) {
  const announced: NewEvent[] = []
  const sessions = new Sessions({
    lastSeenAt,
    // The test keeps what Sessions itself wrote.
    state: {
      get: key => values.get(key) as never,
      set: (key, value) => void values.set(key, value),
    },
    isOwn: ({ platform, channel }) => platform !== undefined && channel === 'ann',
    announce: told => announced.push(told),
  })
  sessions.resume()
  const redactor = new Redactor()
  const notice = (told: NewEvent) =>
    sessions.notice(
      completeEvent(told, {
        source: 'x',
        received: new Date(),
        sessionOf: (told, channel) => sessions.sessionOf(told, channel),
        accountOf: () => undefined,
        redactor,
      }),
    )
  return {
    sessions,
    notice,
    announced,
    types: () => announced.map(({ type }) => type),
    restart: () => {
      sessions.stop()
      return bench(values, Date.now())
    },
    restartAfter: (ms: number) => {
      sessions.stop()
      const at = Date.now()
      vi.setSystemTime(at + ms)
      return bench(values, at)
    },
  }
}

const obsStarted = event('obs.stream.started', {}, { platform: 'obs' })
const obsStopped = event('obs.stream.stopped', {}, { platform: 'obs' })
const online = (channel = 'ann', told: Told = {}) =>
  event('stream.online', {}, { platform: 'twitch', channel, ...told })
const offline = (channel = 'ann', told: Told = {}) =>
  event('stream.offline', {}, { platform: 'twitch', channel, ...told })

describe('a session', () => {
  it('opens with the first sign of a stream, named by its UTC minute, and is told', () => {
    const { sessions, notice, announced } = bench()
    expect(sessions.session()).toBeUndefined()
    notice(obsStarted)
    notice(online())
    expect(sessions.session()).toBe('2026-11-23T19:04Z')
    expect(announced).toMatchObject([
      { type: 'session.started', data: { session: '2026-11-23T19:04Z' } },
    ])
  })

  it('has its first sign, with the title that a platform reports with it', () => {
    const { sessions, notice } = bench()
    const told = online()
    expect(sessions.sessionOf(told)).toBe('2026-11-23T19:04Z')
    expect(sessions.sessionOf(event('channel.updated', { title: 'Soup' }))).toBeUndefined()
    notice(told)
    expect(sessions.session()).toBe('2026-11-23T19:04Z')
  })

  it('is one where two programs report its start in two minutes, before either report was judged', () => {
    const { sessions, notice } = bench()
    const [first, second] = [online(), online('ann', { platform: 'youtube' })]
    const called = sessions.sessionOf(first)
    vi.advanceTimersByTime(MINUTE)
    expect(sessions.sessionOf(second)).toBe(called)
    notice(first)
    notice(second)
    expect(sessions.session()).toBe(called)
  })

  it('is not named by a start that a filter dropped long before', () => {
    const { sessions, notice } = bench()
    sessions.sessionOf(online())
    vi.advanceTimersByTime(60 * MINUTE)
    notice(online())
    expect(sessions.session()).toBe('2026-11-23T20:04Z')
  })

  it('is not opened by test events, channels of others, or starts of long ago', () => {
    const { sessions } = bench()
    const ago = { recovered: true, time: new Date(Date.now() - 72 * 60 * MINUTE) }
    for (const told of [online('ann', { test: true }), online('bea'), online('ann', ago)])
      expect(sessions.sessionOf(told)).toBeUndefined()
    expect(sessions.sessionOf(offline())).toBeUndefined()
  })

  it('ends ten minutes after the last of its streams is off', () => {
    const { sessions, notice, types } = bench()
    notice(obsStarted)
    notice(online())
    notice(obsStopped)
    vi.advanceTimersByTime(30 * MINUTE)
    expect(sessions.session()).toBeDefined()
    notice(offline())
    vi.advanceTimersByTime(10 * MINUTE - 1)
    expect(types()).toEqual(['session.started'])
    vi.advanceTimersByTime(1)
    expect(types()).toEqual(['session.started', 'session.ended'])
    expect(sessions.session()).toBeUndefined()
  })

  it('is told under its own name as the key: two runtimes that hear of one stream tell one event', () => {
    const ids = [bench(), bench()].map(({ notice, announced }) => {
      notice(obsStarted)
      notice(obsStopped)
      vi.advanceTimersByTime(10 * MINUTE)
      vi.setSystemTime(new Date('2026-11-23T19:04:59Z'))
      return announced.map(({ type, key }) => `${type}:${key}`)
    })
    expect(ids[0]).toEqual(['session.started:2026-11-23T19:04Z', 'session.ended:2026-11-23T19:04Z'])
    expect(ids[1]).toEqual(ids[0])
  })

  it('of a past stream that is recovered later is over at once', () => {
    const { sessions, notice } = bench()
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 60 * MINUTE)
    notice(online('ann', { recovered: true, time: hoursAgo(3) }))
    notice(offline('ann', { recovered: true, time: hoursAgo(1) }))
    expect(sessions.session()).toBeUndefined()
    notice(online('ann', { recovered: true, time: hoursAgo(1) }))
    notice(offline('ann', { recovered: true, time: new Date(Date.now() - 4 * MINUTE) }))
    vi.advanceTimersByTime(6 * MINUTE - 1)
    expect(sessions.session()).toBeDefined()
    vi.advanceTimersByTime(1)
    expect(sessions.session()).toBeUndefined()
  })

  it('goes on where a stream comes back within that time', () => {
    const { sessions, notice, types } = bench()
    notice(obsStarted)
    notice(obsStopped)
    vi.advanceTimersByTime(9 * MINUTE)
    notice(online())
    vi.advanceTimersByTime(60 * MINUTE)
    expect(sessions.session()).toBe('2026-11-23T19:04Z')
    expect(types()).toEqual(['session.started'])
  })

  it('is opened by state found at connect, not by test events or the channels of others', () => {
    const { sessions, notice } = bench()
    notice(online('bea'))
    notice(online('ann', { test: true }))
    expect(sessions.session()).toBeUndefined()
    notice(online('ann', { recovered: true }))
    expect(sessions.session()).toBeDefined()
  })

  it('goes on after a restart within that time, and ends when it would have', () => {
    const before = bench()
    before.notice(obsStarted)
    before.notice(obsStopped)
    vi.advanceTimersByTime(4 * MINUTE)
    const { sessions, types } = before.restart()
    expect(sessions.session()).toBe('2026-11-23T19:04Z')
    vi.advanceTimersByTime(6 * MINUTE)
    expect(types()).toEqual(['session.ended'])
    expect(sessions.session()).toBeUndefined()
  })

  it('that was live goes on after a restart where the stream is still on', () => {
    const before = bench()
    before.notice(obsStarted)
    vi.advanceTimersByTime(60 * MINUTE)
    const { sessions, notice, types } = before.restart()
    expect(sessions.isLive()).toBe(false)
    vi.advanceTimersByTime(5 * MINUTE)
    notice(event('obs.stream.started', {}, { platform: 'obs', recovered: true }))
    vi.advanceTimersByTime(60 * MINUTE)
    expect(types()).toEqual([])
    expect(sessions.session()).toBe('2026-11-23T19:04Z')
  })

  it('is over after a restart days later, whether it was seen to end or not', () => {
    const before = bench()
    before.notice(obsStarted)
    const { sessions, types, notice } = before.restartAfter(3 * 24 * 60 * MINUTE)
    expect(types()).toEqual(['session.ended'])
    expect(sessions.session()).toBeUndefined()
    notice(online())
    expect(sessions.session()).toBe('2026-11-26T19:04Z')
  })
})

describe('the state of the stream', () => {
  it('is live where a stream is on: anywhere, or on one channel', () => {
    const { sessions, notice } = bench()
    notice(online())
    expect([sessions.isLive(), sessions.isLive('ann'), sessions.isLive('bea')]).toEqual([
      true,
      true,
      false,
    ])
    notice(obsStarted)
    expect(sessions.isLive('bea')).toBe(true)
    notice(obsStopped)
    notice(offline())
    expect(sessions.isLive()).toBe(false)
    expect(sessions.session()).toBeDefined()
  })

  it('does not count one stream off twice', () => {
    const { notice, types } = bench()
    notice(obsStarted)
    notice(offline())
    vi.advanceTimersByTime(20 * MINUTE)
    expect(types()).toEqual(['session.started'])
  })
})

it('a stream is live since it began, however late that was told, and until the last one is off', () => {
  const { sessions, notice } = bench()
  expect(sessions.startedAt()).toBeUndefined()
  const startedAt = new Date('2026-11-23T18:00:00Z')
  const ann = { platform: 'twitch', channel: 'ann' }
  notice(event('stream.online', { startedAt }, ann))
  notice(event('obs.stream.started', {}))
  notice(event('stream.offline', {}, ann))
  expect(sessions.startedAt()).toEqual(startedAt)
  notice(event('obs.stream.stopped', {}))
  expect(sessions.startedAt()).toBeUndefined()
})

it('a channel is live since its own stream began; where only OBS told of one, since that', () => {
  const { sessions, notice } = bench()
  const startedAt = new Date('2026-11-23T19:02:00Z')
  notice(event('obs.stream.started', {}, { time: new Date('2026-11-23T19:01:00Z') }))
  notice(event('stream.online', { startedAt }, { platform: 'twitch', channel: 'ann' }))
  expect(sessions.startedAt('Ann')).toEqual(startedAt)
  expect(sessions.startedAt('bea')).toEqual(new Date('2026-11-23T19:01:00Z'))
  expect(sessions.startedAt()).toEqual(new Date('2026-11-23T19:01:00Z'))
  notice(event('obs.stream.stopped', {}))
  expect(sessions.startedAt('bea')).toBeUndefined()
  expect(sessions.startedAt('ann')).toEqual(startedAt)
})

describe('what is recovered later of long ago', () => {
  const ago = (ms: number) => ({ recovered: true, time: new Date(Date.now() - ms) })

  it('opens no session, and ends none', () => {
    const { notice, sessions, types } = bench()
    notice(online('ann', ago(72 * 60 * MINUTE)))
    expect(sessions.session()).toBeUndefined()
    notice(obsStarted)
    notice(online())
    notice(online('ann', ago(20 * 60 * MINUTE)))
    notice(offline('ann', ago(18 * 60 * MINUTE)))
    vi.advanceTimersByTime(30 * MINUTE)
    expect(sessions.isLive('ann')).toBe(true)
    expect(types()).toEqual(['session.started'])
    notice(obsStopped)
    notice(offline())
    vi.advanceTimersByTime(10 * MINUTE)
    expect(types()).toEqual(['session.started', 'session.ended'])
  })

  it('leaves a stream found on at connect on, on platforms where it may last for weeks too', () => {
    const { notice, sessions } = bench()
    const told = { ...ago(500 * 60 * MINUTE), platform: 'youtube' }
    notice(online('ann', told))
    expect(sessions.isLive('ann')).toBe(true)
    notice(online('ann', ago(5 * 60 * MINUTE)))
    expect(sessions.session()).toBe('2026-11-23T19:04Z')
  })

  it('belongs to no session that began later, unless it is a sign of the stream itself', () => {
    const { notice, sessions } = bench()
    notice(obsStarted)
    vi.advanceTimersByTime(60 * MINUTE)
    const raid = (told: Told) => event('channel.raided', { from: { name: 'bo' }, viewers: 3 }, told)
    expect(sessions.sessionOf(raid({}))).toBe('2026-11-23T19:04Z')
    expect(sessions.sessionOf(raid(ago(30 * MINUTE)))).toBe('2026-11-23T19:04Z')
    expect(sessions.sessionOf(raid(ago(90 * MINUTE)))).toBeUndefined()
    expect(sessions.sessionOf(raid({ time: ago(90 * MINUTE).time }))).toBe('2026-11-23T19:04Z')
    expect(sessions.sessionOf(online('ann', ago(90 * MINUTE)))).toBe('2026-11-23T19:04Z')
  })
})
