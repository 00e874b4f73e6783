import { event, type NewEvent } from 'promethean'
import { Subject } from 'rxjs'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { tellUnheardGifts } from '../../../plugins/formats/unheard-gifts.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const jo = { id: '1', name: 'jo', displayName: 'Jo', roles: [] }
const ann = { platform: 'twitch', channel: 'ann' }
const whole = (giftId: string, count: number) =>
  event('channel.gifted', { user: jo, count }, { ...ann, key: giftId })
const part = (giftId: string, name: string, more: object = {}) =>
  event(
    'channel.subscribed',
    {
      user: { id: name, name, displayName: name, roles: [] },
      tier: '1000',
      gift: { from: jo, giftId },
      ...more,
    },
    { ...ann, key: `notice-${name}`, time: new Date(7) },
  )

function listening() {
  const source = new Subject<NewEvent>()
  const life = new AbortController()
  const told: NewEvent[] = []
  const reading = source.pipe(tellUnheardGifts(life.signal)).subscribe(one => told.push(one))
  onTestFinished(() => reading.unsubscribe())
  const gifts = () => told.filter(({ type }) => type === 'channel.gifted')
  return {
    tell: (...all: NewEvent[]) => {
      for (const one of all) source.next(one)
    },
    life,
    told,
    gifts,
    reading,
  }
}

describe('a gift to many', () => {
  test('whose announcement is not heard is counted by who got one, after a short quiet', () => {
    const { tell, told, gifts } = listening()
    tell(part('g1', 'kim'), part('g1', 'lea'))
    vi.advanceTimersByTime(2_000)
    tell(part('g1', 'mo'))
    expect(told).toHaveLength(3)
    vi.advanceTimersByTime(2_900)
    expect(gifts()).toEqual([])
    vi.advanceTimersByTime(200)
    expect(gifts()).toEqual([
      {
        ...{ ...ann, key: 'g1', time: new Date(7), type: 'channel.gifted' },
        data: { user: jo, count: 3, tier: '1000' },
      },
    ])
    tell(part('g1', 'nia'))
    vi.advanceTimersByTime(60_000)
    expect(gifts()).toHaveLength(1)
  })

  test('announced before or after its parts is told once, with its own count', () => {
    const { tell, gifts } = listening()
    tell(whole('g1', 5), part('g1', 'kim'), part('g2', 'kim'), part('g2', 'lea'))
    vi.advanceTimersByTime(1_000)
    tell(whole('g2', 9))
    vi.advanceTimersByTime(60_000)
    expect(gifts()).toMatchObject([
      { key: 'g1', data: { count: 5 } },
      { key: 'g2', data: { count: 9 } },
    ])
  })

  test('whose parts never pause is told after 15 s', () => {
    const { tell, gifts } = listening()
    for (let second = 0; second < 15; second += 1) {
      tell(part('g1', `viewer${second}`))
      vi.advanceTimersByTime(1_000)
    }
    expect(gifts()).toMatchObject([{ data: { count: 15 } }])
  })

  test('that still waits at the end is told then, and leaves no timer', () => {
    const { tell, life, gifts, reading } = listening()
    tell(part('g1', 'kim'), part('g1', 'lea'))
    life.abort()
    expect(gifts()).toMatchObject([{ key: 'g1', data: { count: 2 } }])
    tell(part('g2', 'kim'))
    reading.unsubscribe()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('by nobody known names nobody; a part heard twice counts once', () => {
    const { tell, gifts } = listening()
    const gift = { isAnonymous: true, giftId: 'g1' }
    tell(part('g1', 'kim', { gift }), part('g1', 'kim', { gift }))
    vi.advanceTimersByTime(4_000)
    expect(gifts()[0]?.data).toEqual({ isAnonymous: true, count: 1, tier: '1000' })
  })

  test('of another channel, or a made-up one, is another', () => {
    const { tell, gifts } = listening()
    tell(
      whole('g1', 2),
      { ...part('g1', 'kim'), channel: 'bea' },
      { ...part('g1', 'kim'), test: true },
    )
    vi.advanceTimersByTime(4_000)
    expect(gifts()).toMatchObject([
      { channel: 'ann', data: { count: 2 } },
      { channel: 'bea', data: { count: 1 } },
      { channel: 'ann', test: true, data: { count: 1 } },
    ])
  })

  test('beyond all that may wait the oldest is told at once', () => {
    const { tell, gifts } = listening()
    for (let gift = 0; gift < 201; gift += 1) tell(part(`g${gift}`, 'kim'))
    expect(gifts()).toMatchObject([{ key: 'g0' }])
  })
})

test('a gift to one, told with its receiver, and a subscription nobody gave wait for nothing', () => {
  const { tell, gifts } = listening()
  const { gift: _own, ...own } = part('x', 'lea').data
  tell({ ...whole('notice-kim', 1), key: 'notice-kim' }, part('origin-1', 'kim'))
  tell(event('channel.subscribed', own, { ...ann, key: 'notice-lea' }))
  vi.advanceTimersByTime(60_000)
  expect(gifts()).toHaveLength(1)
})
