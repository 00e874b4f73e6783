import { describe, expect, test } from 'vitest'
import { HAPPENING_TYPES, happening } from '../../../../../plugins/web/page/events/happening.ts'
import { runningTotals } from '../../../../../plugins/web/page/events/totals.ts'
import type { Stream } from '../../../../../plugins/web/page/streams/stream.ts'
import { told } from '../../../../support/page/told.ts'

const bea = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }

describe('the list of events says', () => {
  test.each<[string, object, string]>([
    ['channel.followed', { user: bea }, 'follow Bea'],
    ['channel.subscribed', { user: bea, tier: '1000' }, 'sub Bea new, tier 1'],
    [
      'channel.subscribed',
      { user: bea, tier: 'prime', months: 12, isResub: true, text: 'hi' },
      'sub Bea 12 months, with Prime “hi”',
    ],
    [
      'channel.subscribed',
      { user: bea, gift: { from: { name: 'cleo' } } },
      'sub Bea a gift from cleo',
    ],
    ['channel.subscribed', { user: bea, gift: { isAnonymous: true } }, 'sub Bea a gift'],
    ['channel.gifted', { user: bea, count: 5, tier: '2000' }, 'gift Bea 5 subs, tier 2'],
    ['channel.gifted', { count: 1 }, 'gift somebody 1 sub'],
    ['channel.cheered', { user: bea, bits: 100, text: 'wow' }, 'cheer Bea 100 bits “wow”'],
    ['channel.cheered', { bits: 1, isAnonymous: true }, 'cheer somebody 1 bit'],
    ['channel.tipped', { user: bea, amount: 2, currency: 'EUR' }, `tip Bea ${euros(2)}`],
    ['channel.tipped', { user: bea, amount: 2, currency: 'spells' }, 'tip Bea 2 spells'],
    ['channel.raided', { from: { name: 'cleo' }, viewers: 12 }, 'raid cleo 12 viewers'],
    [
      'channel.redeemed',
      { user: bea, reward: { title: 'Hat', cost: 50 }, text: 'red' },
      'redeem Bea 50 points “Hat, red”',
    ],
    ['channel.redeemed', { user: bea, reward: { title: 'Hat' } }, 'redeem Bea “Hat”'],
    ['channel.updated', { title: 'A title', category: 'Art' }, 'title category Art “A title”'],
    [
      'title.changed',
      { title: 'A title', target: 'twitch', isConfirmed: false },
      'title by twitch, the platform did not confirm it “A title”',
    ],
    ['channel.hyped', { phase: 'started', level: 1 }, 'show hype train started, level 1'],
    ['channel.polled', { phase: 'ended', title: 'Which?' }, 'show poll ended “Which?”'],
    ['channel.ad.started', { seconds: 90 }, 'show ad break of 90 s'],
    ['stream.online', { title: 'Now' }, 'stream live “Now”'],
    [
      'config.reloaded',
      { kept: ['a'], restarted: ['b'], added: ['c'], removed: [] },
      'reload 2 plugins changed “b, c”',
    ],
    ['plugin.failed', { plugin: 'lamp', reason: 'no' }, 'trouble lamp failed “no”'],
    ['source.stale', { source: 'irc' }, 'trouble irc stopped sending; reconnecting'],
  ])('%s %j', (type, data, said) => {
    expect(said).toBe(saidOf(type, data))
  })

  test.each(['channel.hyped', 'channel.polled', 'channel.predicted'])(
    'nothing of a step of %s',
    type => {
      expect(happening(told(type, { phase: 'progressed' }))).toBeUndefined()
    },
  )

  test.each(HAPPENING_TYPES)('something even if %s tells nothing', type => {
    expect(() => happening(told(type, {}))).not.toThrow()
  })

  test.each(['chat.message', 'constructor', '__proto__', ''])('nothing of %j', type => {
    expect(happening(told(type, {}))).toBeUndefined()
  })

  test('what a filter dropped', () => {
    const verdict = { kept: false, reason: 'mine/no' } as const
    expect(happening(told('stream.offline', {}, { verdict }))?.dropped).toBe('mine/no')
  })
})

describe('totals', () => {
  const session: Stream = {
    ...{ session: 's', begin: '2026-11-23T19:04:00.000Z', lines: 9, chatters: 3, follows: 1 },
    ...{ subs: 2, gifts: 5, bits: 0, raids: 1, raiders: 12 },
    titles: [],
    tips: [{ currency: 'EUR', count: 1, amount: 15 }],
  }

  test('are those of the stream that runs', () => {
    const shown = runningTotals({ sessions: [session] })?.map(({ of, said }) => `${of} ${said}`)
    expect(shown).toEqual([
      ...['lines 9', 'chatters 3', 'follows 1', 'subs 2', 'gifts 5', 'bits 0', 'raiders 12'],
      `tips ${euros(15)}`,
    ])
  })

  test('are none while no stream runs', () => {
    const ended = { ...session, end: '2026-11-23T20:04:00.000Z' }
    expect(runningTotals({ sessions: [ended] })).toBeUndefined()
    expect(runningTotals({ sessions: [] })).toBeUndefined()
  })
})

// In the language of this computer.
function euros(amount: number): string {
  return new Intl.NumberFormat(undefined, { style: 'currency', currency: 'EUR' }).format(amount)
}

function saidOf(type: string, data: object): string {
  const shown = happening(told(type, data))
  if (shown === undefined) return ''
  const { kind, person, what, quote } = shown
  const nobody = 'person' in shown ? 'somebody' : undefined
  const who = person?.displayName ?? person?.name ?? nobody
  return [kind, who, what, quote && `“${quote}”`].filter(Boolean).join(' ')
}
