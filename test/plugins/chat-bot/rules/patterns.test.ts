import { describe, expect, it } from 'vitest'
import { worstSteps } from '../../../../plugins/chat-bot/rules/pattern-cost.ts'
import { Patterns } from '../../../../plugins/chat-bot/rules/patterns.ts'
import { runInTime } from '../../../../plugins/chat-bot/rules/run-in-time.ts'
import { botWith, line } from '../world.ts'

const EVIL = [
  /(a+)+$/,
  /^(a|a)*$/,
  /^(a|aa)+$/,
  /^(.*)*x$/,
  /(.*)(.*)(.*)(.*)y/,
  /^((a*){10})*b/,
  /(a*){12}b/,
  /^(?=(a+)+b)/,
  /(\w*)*\1x/,
  /(?:a?){30}a{30}b/,
]

const HARMLESS = [
  /hello/i,
  /\bgood (night|morning)\b/i,
  /^how (are|r) (you|u)\b.*\?$/i,
  /[0-9]{1,3} ?(eur|€)/,
  /^(?:hi|hey|hello) (?<name>\w+)$/,
]

describe('the worst a pattern may take', () => {
  it.each(HARMLESS)('of %s is little', pattern => {
    expect(worstSteps(pattern)).toBeLessThanOrEqual(2_000_000)
  })

  it.each(EVIL)('of %s is too much', pattern => {
    expect(worstSteps(pattern)).toBeGreaterThan(2_000_000)
  })

  it('knows classes, escapes and sets of sets for what they are', () => {
    expect(worstSteps(/[(+*]\(\+\*/)).toBe(500)
    expect(worstSteps(/a{3}b{2,4}c?/)).toBe(500 * 3 * 2)
    expect(worstSteps(/(x)\1/)).toBe(Number.POSITIVE_INFINITY)
    // Made by a function: TypeScript's target knows no flag v.
    expect(worstSteps(withFlags('[a&&b]', 'v'))).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('patterns', () => {
  // As long as lines are looked at, and an ending that makes them fail late.
  const line500 = `${'a'.repeat(499)}!`

  it.each(EVIL)('%s never blocks, and is switched off once', pattern => {
    const off: RegExp[] = []
    const patterns = new Patterns([pattern], { onRunaway: guilty => off.push(guilty) })
    patterns.exec(pattern, line500)
    patterns.exec(pattern, `${line500}?`)
    expect(off.length).toBeLessThanOrEqual(1)
    if (off.length === 1) expect(patterns.exec(pattern, 'ab')).toBeNull()
  })

  it('that ran out of time twice are switched off, and leave the others working', () => {
    const [evil, risky] = [new Runaway('^(a+)+$'), /^(b+)+$/]
    const off: RegExp[] = []
    const onRunaway = (guilty: RegExp) => off.push(guilty)
    const patterns = new Patterns([evil, risky], { onRunaway, inTime })
    expect(patterns.exec(evil, line500)).toBeNull()
    expect(off).toEqual([evil])
    expect(evil.asked).toBe(2)
    expect(patterns.exec(evil, 'aaa')).toBeNull()
    expect(evil.asked).toBe(2)
    expect(patterns.exec(risky, 'bbb')?.[0]).toBe('bbb')
    expect(off).toEqual([evil])
  })

  it('under the limit find what they would find without it', () => {
    const pattern = /(\w+)@(\w+)(\.\w+)+/
    // A limit no busy machine comes near.
    const patient = (task: () => void) => runInTime(task, 60_000)
    const patterns = new Patterns([pattern], { onRunaway: () => undefined, inTime: patient })
    expect(worstSteps(pattern)).toBe(Number.POSITIVE_INFINITY)
    expect(patterns.exec(pattern, 'a b@c.de f')?.slice(1)).toEqual(['b', 'c', '.de'])
    expect(patterns.exec(pattern, 'nothing')).toBeNull()
  })
})

it('a pattern that ran out of time is named once, and the bot goes on', async () => {
  const { tell, said, problems } = await botWith({
    rules: [
      { on: /^(a+)+$/, reply: 'never' },
      { on: /b$/, reply: 'yes' },
      { on: '!x', reply: 'ok' },
    ],
  })
  // A busy machine may hold the whole bot up, which is said too.
  const off = () => problems().filter(({ message }) => message.includes(' is off: '))
  const endless = `${'a'.repeat(60)}b`
  let lines = 0
  // There a line's time may be up before it is found at it twice.
  while (off().length === 0) await tell(line(endless + 'b'.repeat(++lines)))
  await tell(line(endless), line('!x'))
  expect(said()).toEqual([...Array.from({ length: lines + 1 }, () => 'yes'), 'ok'])
  expect(off().map(({ message }) => message)).toEqual([
    '/^(a+)+$/ is off: matching it took too long on a chat message; write it without nested repeats',
  ])
})

it('a pattern with the flag g does not remember where it stopped', async () => {
  const { ask } = await botWith({ rules: [{ on: /cat/g, reply: 'meow' }] })
  expect(await ask('a cat')).toBe('meow')
  expect(await ask('cat')).toBe('meow')
})

function withFlags(source: string, flags: string): RegExp {
  return new RegExp(source, flags)
}

const OUT_OF_TIME = new Error('out of time')

/** A pattern that never comes to its end, however fast the machine is. */
class Runaway extends RegExp {
  asked = 0

  override exec(): never {
    this.asked += 1
    throw OUT_OF_TIME
  }
}

function inTime(task: () => void): boolean {
  try {
    task()
    return true
  } catch (failure) {
    if (failure === OUT_OF_TIME) return false
    throw failure
  }
}
