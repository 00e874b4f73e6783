import fc from 'fast-check'
import type { Json } from 'promethean'
import { describe, expect, it } from 'vitest'
import { Cooldowns } from '../../../plugins/chat-bot/cooldowns.ts'

const MINUTE = 60_000

describe('cooldowns', () => {
  it('count down for everybody, and for one user apart', () => {
    const { cooldowns, pass } = resting()
    cooldowns.start({ rule: '!a', ms: MINUTE })
    cooldowns.start({ rule: '!b', ms: MINUTE, user: 'twitch:2' })
    pass(20_000)
    expect(cooldowns.left({ rule: '!a', ms: MINUTE })).toBe(40_000)
    expect(cooldowns.left({ rule: '!b', ms: MINUTE, user: 'twitch:2' })).toBe(40_000)
    expect(cooldowns.left({ rule: '!b', ms: MINUTE, user: 'twitch:3' })).toBe(0)
    pass(50_000)
    expect(cooldowns.left({ rule: '!a', ms: MINUTE })).toBe(0)
  })

  it('are given back', () => {
    const { cooldowns } = resting()
    cooldowns.start({ rule: '!a', ms: MINUTE })
    cooldowns.giveBack({ rule: '!a', ms: MINUTE })
    expect(cooldowns.left({ rule: '!a', ms: MINUTE })).toBe(0)
  })

  it('go on in another life, and are never longer than the rest nor negative, whatever the clock did', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), jump => {
        const { cooldowns, values, pass } = resting()
        cooldowns.start({ rule: '!a', ms: MINUTE })
        pass(jump)
        const after = new Cooldowns(stateOf(values), () => 1e12 + jump)
        const left = after.left({ rule: '!a', ms: MINUTE })
        expect(left).toBe(Math.min(Math.max(MINUTE - jump, 0), MINUTE))
      }),
    )
  })

  it('of thousands of users stay within bounds, and what is over goes', () => {
    const { cooldowns, values, pass } = resting()
    for (let user = 0; user < 10_000; user++)
      cooldowns.start({ rule: '!a', ms: MINUTE, user: `twitch:${user}` })
    expect(sizeOf(values)).toBeLessThan(300_000)
    expect(cooldowns.left({ rule: '!a', ms: MINUTE, user: 'twitch:9999' })).toBe(MINUTE)
    pass(2 * MINUTE)
    for (let user = 0; user < 1_000; user++)
      cooldowns.start({ rule: '!b', ms: 1, user: `twitch:${user}` })
    expect(sizeOf(values)).toBeLessThan(60_000)
  })
})

function resting() {
  let now = 1e12
  const values = new Map<string, Json>()
  return {
    values,
    cooldowns: new Cooldowns(stateOf(values), () => now),
    pass: (ms: number) => {
      now += ms
    },
  }
}

function stateOf(values: Map<string, Json>) {
  return {
    get: <T extends Json>(key: string) => values.get(key) as T | undefined,
    set: (key: string, value: Json) => void values.set(key, value),
  }
}

function sizeOf(values: ReadonlyMap<string, Json>): number {
  return JSON.stringify([...values]).length
}
