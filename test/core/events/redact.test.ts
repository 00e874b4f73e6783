import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passwordsIn, Redactor, secretsIn } from '../../../core/events/redact.ts'

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor()
  redactor.know(secrets)
  return redactor
}

describe('a payload made fit to keep', () => {
  it('has no value under a secret-like key, at any depth', () => {
    expect(
      new Redactor().raw({
        user: 'ann',
        oauth_token: 'abc',
        nested: [
          { clientSecret: { a: 1 }, Authorization: 'Bearer x', 'api-key': 7, PassWord: null },
        ],
        isTokenValid: true,
      }),
    ).toEqual({
      user: 'ann',
      oauth_token: '[redacted]',
      nested: [
        {
          clientSecret: '[redacted]',
          Authorization: '[redacted]',
          'api-key': '[redacted]',
          PassWord: '[redacted]',
        },
      ],
      isTokenValid: true,
    })
  })

  it('has no text equal to a configured secret, under whatever key', () => {
    const redactor = knowing('hunter2hunter2')
    expect(redactor.raw({ a: ['hunter2hunter2', 'hunter2'], b: 'hunter2hunter2' })).toEqual({
      a: ['[redacted]', 'hunter2'],
      b: '[redacted]',
    })
    expect(redactor.raw('hunter2hunter2')).toBe('[redacted]')
  })

  it('past 64 kB is only its size', () => {
    const small = { text: 'x'.repeat(63_000) }
    expect(new Redactor().raw(small)).toEqual(small)
    expect(new Redactor().raw({ text: 'x'.repeat(65_000) })).toEqual({ size: 65_011 })
    expect(new Redactor().raw('y'.repeat(64_001))).toEqual({ size: 64_001 })
    expect(new Redactor().raw(Array.from({ length: 100_000 }, () => 1))).toHaveProperty('size')
    expect(new Redactor().raw({ frame: Buffer.alloc(1_000_000) })).toEqual({
      frame: { size: 1_000_000 },
    })
  })

  it('is what JSON can hold, and no prototype is set by it', () => {
    const circle: Record<string, unknown> = { name: 'a' }
    circle.self = circle
    expect(() => JSON.stringify(new Redactor().raw(circle))).not.toThrow()
    const told = JSON.parse('{"__proto__": {"isAdmin": true}, "n": 1}')
    const kept = new Redactor().raw(told)
    expect(JSON.stringify(kept)).toBe('{"__proto__":{"isAdmin":true},"n":1}')
    expect(Reflect.get(Object(kept), 'isAdmin')).toBeUndefined()
    expect(
      new Redactor().raw({ big: 5n, no: Number.NaN, f: () => 1, at: new Date(0), u: undefined }),
    ).toEqual({ big: '5', no: null, at: '1970-01-01T00:00:00.000Z' })
  })

  it('never carries a known secret as a whole text, whatever it looks like', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 8 }), (payload, secret) => {
        const kept = knowing(secret).raw({ payload, list: [secret], deep: { x: { y: secret } } })
        const leaves: unknown[] = []
        JSON.stringify(kept, (_key, value: unknown) => {
          leaves.push(value)
          return value
        })
        expect(leaves).not.toContain(secret)
      }),
    )
  })
})

describe('a payload made fit to be shown', () => {
  it('has no known secret anywhere in its texts', () => {
    const payload = { url: 'ws://h?key=hunter2hunter2', list: [{ of: 'hunter2hunter2' }, 1, true] }
    expect(knowing('hunter2hunter2').shown(payload)).toEqual({
      url: 'ws://h?key=[redacted]',
      list: [{ of: '[redacted]' }, 1, true],
    })
  })
})

describe('a text', () => {
  it('has every known secret blanked, the longest first', () => {
    const redactor = knowing('hunter2hunter2', 'hunter2hunter2-and-more', 'a.b*c')
    expect(redactor.text('x hunter2hunter2-and-more y hunter2hunter2 z a.b*c aXbbc')).toBe(
      'x [redacted] y [redacted] z [redacted] aXbbc',
    )
  })

  it('too short to tell from ordinary words is no secret', () => {
    expect(knowing('abc').text('abc')).toBe('abc')
  })

  it('is still blanked after others were learnt: an old one may still be in use', () => {
    const redactor = knowing('old-password')
    redactor.know(['new-password'])
    expect(redactor.text('old-password new-password')).toBe('[redacted] [redacted]')
  })
})

describe('a text fit to be kept or sent away', () => {
  const redactor = knowing('hunter2hunter2')
  const hidden = Buffer.from('psst hunter2hunter2').toString('base64')

  it('has no known secret in it, and keeps its other words', () => {
    const told = 'the key is hunter2hunter2, he said\nand left'
    expect(redactor.withoutSecrets(told)).toBe('the key is [redacted], he said\nand left')
    expect(redactor.withoutSecrets('and left')).toBe('and left')
    expect(new Redactor().withoutSecrets(told)).toBe(told)
  })

  it.each(['HUNTER2hunter2', 'h u n t e r 2 h u n t e r 2', hidden, '2retnuh2retnuh'])(
    'loses the line where one is spelled: %s',
    spelled => {
      const told = `one\nit is ${spelled}, psst\nhunter2hunter2 too`
      expect(redactor.withoutSecrets(told)).toBe('one\n[redacted]\n[redacted] too')
    },
  )

  it('is blanked whole where one is spelled over several lines', () => {
    expect(redactor.withoutSecrets('hunter2\nhunter2')).toBe('[redacted]')
  })

  it('holds no secret, whatever it was', () => {
    const piece = fc.constantFrom(...'Hunter2hunter2', ' ', '\n', 'hunter2', hidden, '[', 'x')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        expect(redactor.holdsSecret(redactor.withoutSecrets(pieces.join('')))).toBe(false)
      }),
    )
  })
})

describe('secrets in options', () => {
  it('are texts under secret-like keys, in lists and below them too, and passwords of URIs', () => {
    expect([
      ...secretsIn({
        token: 'one-one',
        tokens: ['two-two', { bot: 'three-three' }],
        uri: 'mongodb://ann:p%40ss@db.example/x',
        name: 'ann',
        list: [{ password: 'four-four' }],
      }),
    ]).toEqual(['one-one', 'two-two', 'three-three', 'p%40ss', 'p@ss', 'four-four'])
  })

  it('in a URI are found as written and decoded', () => {
    expect(passwordsIn('https://ann:s3cret@h.example/p?q=a:b@c')).toEqual(['s3cret'])
    expect(passwordsIn('https://h.example/')).toEqual([])
    expect(passwordsIn('mongodb://ann:%zz@h')).toEqual(['%zz'])
  })
})
