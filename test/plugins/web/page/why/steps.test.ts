import { describe, expect, test } from 'vitest'
import type { Effect, Explanation } from '../../../../../plugins/web/page/why/explanation.ts'
import { stagesOf } from '../../../../../plugins/web/page/why/steps.ts'

describe('why shows', () => {
  test('who told an event, its copies, and what was said, each with its time', () => {
    const shown = shownOf({
      copies: [{ source: 'streamerbot', received: at(400), ownId: 'sb-1' }],
      judges: ['restream-filter', 'ignore-users'],
      notes: [{ plugin: 'chat-bot', text: '!dice: answered', at: at(20) }],
      effects: [
        effect('chat.sent', { text: 'You rolled a 4', plugin: 'chat-bot', confirmed: true }),
      ],
      consumers: [{ consumer: 'mongo', state: 'past' }],
    })
    expect(shown).toEqual([
      'told + twitch-irc reported it first @0',
      'told · streamerbot reported it again (a copy), with its own id sb-1 @400',
      'judged + Kept, checked by restream-filter, ignore-users',
      'done · chat-bot noted “!dice: answered” @20',
      'done + chat-bot sent “You rolled a 4” @30',
      'stored + mongo has received it',
    ])
  })

  test('what dropped it, and that nobody got it', () => {
    expect(shownOf({ verdict: { kept: false, reason: 'restream-filter/relay_account' } })).toEqual([
      'told + twitch-irc reported it first @0',
      'judged - restream-filter dropped it: relay account',
      'judged · No plugin received it',
    ])
  })

  test('what changed it', () => {
    expect(shownOf({ verdict: { kept: true, changed: { by: 'no-caps' } } })).toContain(
      'judged + no-caps changed it',
    )
  })

  test('which rules held it back, those for one reason together', () => {
    const rule = { plugin: 'chat-bot', outcome: 'no match' } as const
    const shown = shownOf({
      hearers: ['chat-bot', 'greeter'],
      silent: ['chat-bot', 'greeter'],
      rules: [
        { ...rule, rule: '!dice', why: 'not a command' },
        { ...rule, rule: '!time', why: 'not a command' },
        { ...rule, rule: 'hello', why: 'within its cooldown' },
      ],
    })
    expect(shown.slice(2)).toEqual([
      'unmoved · chat-bot !dice, !time: no match, not a command',
      'unmoved · chat-bot hello: no match, within its cooldown',
      'unmoved · greeter received it and did not respond',
    ])
  })

  test('a rule that matches but left no note', () => {
    const rules = [{ plugin: 'bot', rule: '!a', why: 'a command', outcome: 'match' as const }]
    expect(shownOf({ rules })[2]).toMatch(/^done \? bot !a: match, a command “no record/)
    const notes = [{ plugin: 'bot', text: 'answered', at: at(1) }]
    expect(shownOf({ rules, notes })).not.toContainEqual(expect.stringMatching(/: match/))
  })

  test('what was not said and why, and effects of effects', () => {
    const sent = effect('chat.dropped', { text: 'hi', reason: 'queue_full', plugin: 'bot' })
    const wanted = effect('title.wanted', { reason: 'a raid' }, [sent])
    const shown = shownOf({ effects: [wanted] })
    expect(shown.slice(2)).toEqual([
      'done + twitch-irc title.wanted “a raid” @30',
      'done - > bot did not send (queue full) “hi” @30',
    ])
  })

  test('an effect that a filter dropped, and one that no platform confirmed', () => {
    const dropped = { ...effect('poll.ended', {}), verdict: { kept: false, reason: 'mine/no' } }
    const unsure = effect('chat.sent', { text: 'hi', confirmed: false })
    expect(shownOf({ effects: [dropped, unsure] }).slice(2)).toEqual([
      'done - twitch-irc poll.ended, mine dropped it: no @30',
      'done ? twitch-irc sent, the platform did not confirm it “hi” @30',
    ])
  })

  test('that nobody listens, and why nobody can tell', () => {
    expect(shownOf({ hearers: [] })).toContainEqual(
      expect.stringMatching(/No plugin in this config/),
    )
    const late = { event: { ...EVENT, recovered: true }, hearers: [] }
    expect(shownOf(late)).toContainEqual(expect.stringMatching(/only plugins that ask/))
    expect(shownOf({ not_known: 'cannot tell: it broke' })).toContain(
      'unmoved ? cannot tell: it broke',
    )
  })

  test('who asked for an operation', () => {
    const asked = effect('operation.requested', { operation: 'say', by: 'dock', kind: 'person' })
    expect(shownOf({ effects: [asked] })[2]).toBe('done + dock requested say @30')
  })

  test('what consumers made of it', () => {
    const consumers = [
      { consumer: 'a', state: 'waiting' },
      { consumer: 'b', state: 'parked', why: 'too large' },
      { consumer: 'c', state: 'not_taken', why: 'it takes no test events' },
    ] as const
    expect(shownOf({ consumers }).slice(2)).toEqual([
      'stored ? a has not received it yet',
      'stored - b could not process it; it is parked (see promethean parked) “too large”',
      'stored · c does not receive it “it takes no test events”',
    ])
  })

  test('an event of which almost nothing is told', () => {
    expect(shownOf({ event: {}, verdict: { kept: false } })).toEqual([
      'told + reported it first',
      'judged - dropped it',
      'judged · No plugin received it',
    ])
  })
})

const START = Date.UTC(2026, 10, 23, 19, 4)
const EVENT = { source: 'twitch-irc', type: 'chat.message', received: at(0) }
const SIGNS = { good: '+', bad: '-', wait: '?', quiet: '·' }

function at(ms: number): string {
  return new Date(START + ms).toISOString()
}

function effect(type: string, data: object, effects: readonly Effect[] = []): Effect {
  return { event: { ...EVENT, type, data, received: at(30) }, verdict: { kept: true }, effects }
}

function shownOf(more: Partial<Explanation>): readonly string[] {
  const stages = stagesOf({
    ...{ code: 'explained', id: 'e1', event: EVENT, verdict: { kept: true } },
    ...{ copies: [], notes: [], effects: [], silent: [] },
    ...more,
  })
  return stages.flatMap(({ steps }) =>
    steps.map(({ phase, tone, who, what, quote, at: time, depth }) =>
      [
        ...[phase, SIGNS[tone], '>'.repeat(depth), who, what],
        ...[quote && `“${quote}”`, time !== undefined && `@${time - START}`],
      ]
        .filter(Boolean)
        .join(' '),
    ),
  )
}
