import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Redactor } from '../../../core/secrets/redact.ts'
import { passwordsIn, secretsIn } from '../../../core/secrets/secrets-in.ts'
import { busyMs } from '../../support/busy.ts'

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor()
  redactor.know(secrets)
  return redactor
}

describe('a payload made fit to keep', () => {
  it('has no value under a secret-like key, at any depth', () => {
    expect(
      new Redactor().payload({
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
    expect(redactor.payload({ a: ['hunter2hunter2', 'hunter2'], b: 'hunter2hunter2' })).toEqual({
      a: ['[redacted]', 'hunter2'],
      b: '[redacted]',
    })
    expect(redactor.payload('hunter2hunter2')).toBe('[redacted]')
  })

  it('past 64 kB is only its size', () => {
    const small = { text: 'x'.repeat(63_000) }
    expect(new Redactor().payload(small)).toEqual(small)
    expect(new Redactor().payload({ text: 'x'.repeat(65_000) })).toEqual({ size: 65_011 })
    expect(new Redactor().payload('y'.repeat(64_001))).toEqual({ size: 64_001 })
    expect(new Redactor().payload(Array.from({ length: 100_000 }, () => 1))).toHaveProperty('size')
    expect(new Redactor().payload({ frame: Buffer.alloc(1_000_000) })).toEqual({
      frame: { size: 1_000_000 },
    })
  })

  it('is what JSON can hold, and no prototype is set by it', () => {
    const circle: Record<string, unknown> = { name: 'a' }
    circle.self = circle
    expect(() => JSON.stringify(new Redactor().payload(circle))).not.toThrow()
    const told = JSON.parse('{"__proto__": {"isAdmin": true}, "n": 1}')
    const kept = new Redactor().payload(told)
    expect(JSON.stringify(kept)).toBe('{"__proto__":{"isAdmin":true},"n":1}')
    expect(Reflect.get(Object(kept), 'isAdmin')).toBeUndefined()
    expect(
      new Redactor().payload({
        big: 5n,
        no: Number.NaN,
        f: () => 1,
        at: new Date(0),
        u: undefined,
      }),
    ).toEqual({ big: '5', no: null, at: '1970-01-01T00:00:00.000Z' })
  })

  it('never carries a known secret as a whole text, whatever it looks like', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ minLength: 8 }), (payload, secret) => {
        const kept = knowing(secret).payload({
          payload,
          list: [secret],
          deep: { x: { y: secret } },
        })
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

describe('credentials of strangers, in a payload', () => {
  const kept = (text: string) => new Redactor().payload({ text })

  it.each([
    [
      'wss://h.example/p?x=1&access_token=abc&y=2',
      'wss://h.example/p?x=1&access_token=[redacted]&y=2',
    ],
    ['https://h.example/cb#token=abc', 'https://h.example/cb#token=[redacted]'],
    ['client_secret=abc&code=1', 'client_secret=[redacted]&code=1'],
    ['https://ann:abc@h.example/x', 'https://ann:[redacted]@h.example/x'],
    ['PASS oauth:abc0def', 'PASS oauth:[redacted]'],
    ['Authorization: Bearer abc', 'Authorization: Bearer [redacted]'],
    ['X-Api-Key: a1-b2-c3\nHost: h.example', 'X-Api-Key: [redacted]\nHost: h.example'],
    ['sent Bearer a1b2c3', 'sent Bearer [redacted]'],
    ['{"access_token":"a\\"b","n":1', '{"access_token":"[redacted]","n":1'],
    [
      '{"body":"{\\"password\\":\\"abc\\",\\"n\\":1}"}',
      '{"body":"{\\"password\\":\\"[redacted]\\",\\"n\\":1}"}',
    ],
    ["{'api_key': 'abc'}", "{'api_key': '[redacted]'}"],
    [
      'https://discord.example/api/webhooks/12/a-b_c',
      'https://discord.example/api/webhooks/12/[redacted]',
    ],
  ])('are blanked inside longer texts: %s', (told, wanted) => {
    expect(kept(told)).toEqual({ text: wanted })
  })

  it.each([
    'I forgot my password again',
    'the token of appreciation: a cookie',
    'tokens: 150000 left',
    'password: forgotten',
    'the Bearer of bad news',
    'https://h.example:8080/@ann',
    '@badges=vip/1;user-id=7 :bea PRIVMSG #ann :what is a secret',
  ])('are not seen in ordinary words: %s', told => {
    expect(kept(told)).toEqual({ text: told })
  })

  it.each([
    'token',
    'token: ',
    'token: 1',
    'token"',
    'Bearer ',
    '://a:',
    'authorization',
    'eyJ',
    '\\\\"',
    'secret.',
  ])('cost no time worth speaking of where somebody tries: %s', piece => {
    const ms = busyMs(() => kept(piece.repeat(60_000 / piece.length)))
    // The whole of it at once would take seconds.
    expect(ms).toBeLessThan(500)
  })

  it.each([
    ...[
      'token',
      'ACCESS_TOKEN',
      'secret',
      'passwd',
      'password',
      'passphrase',
      'passcode',
      'pwd',
      'jwt',
    ],
    ...['authorization', 'credentials', 'cookie', 'apikey', 'api-key', 'API_KEY', 'private_key'],
    ...['privatekey', 'accesskey', 'access-key', 'streamkey', 'stream_key'],
  ])('has nothing behind %s in an address', name => {
    expect(new Redactor().payload(`see http://h/?a=1&${name}=hunter2`)).toBe(
      `see http://h/?a=1&${name}=[redacted]`,
    )
  })

  it('are blanked under the name that stands beside them', () => {
    const headers = [
      { name: 'Authorization', value: 'abc' },
      { key: 'x-api-key', value: 'def' },
      { name: 'Accept', value: 'text/plain' },
    ]
    expect(new Redactor().payload({ headers })).toEqual({
      headers: [
        { name: 'Authorization', value: '[redacted]' },
        { key: 'x-api-key', value: '[redacted]' },
        { name: 'Accept', value: 'text/plain' },
      ],
    })
  })
})

describe('a known secret', () => {
  it('is blanked in the way URLs and JSON write it, and where it is a key', () => {
    const redactor = knowing('p@ss/w"rd-9')
    expect(redactor.text('h?k=p%40ss%2Fw%22rd-9 {"k":"p@ss/w\\"rd-9"} p@ss/w"rd-9')).toBe(
      'h?k=[redacted] {"k":"[redacted]"} [redacted]',
    )
    expect(redactor.payload({ 'p@ss/w"rd-9': 1 })).toEqual({ '[redacted]': 1 })
    expect(redactor.data({ 'p@ss/w"rd-9': 1 }, 'all')).toEqual({ '[redacted]': 1 })
  })

  it('that is short is no part of a longer word or number', () => {
    expect(knowing('1234').text('user 51234567 wrote 1234, or pin:1234')).toBe(
      'user 51234567 wrote [redacted], or pin:[redacted]',
    )
  })
})

describe('data made fit to keep', () => {
  const told = {
    name: 'obs:CustomEvent',
    data: { access_token: 'abc', list: [[{ password: 7 }, 'at h?token=abc']], hasToken: true },
  }

  it('of a stranger has no value under a secret-like key and no credentials', () => {
    expect(new Redactor().data(told, 'all')).toEqual({
      name: 'obs:CustomEvent',
      data: {
        access_token: '[redacted]',
        list: [[{ password: '[redacted]' }, 'at h?token=[redacted]']],
        hasToken: true,
      },
    })
    expect(told.data.access_token).toBe('abc')
  })

  it('of a plugin has no text under such a key, and keeps its numbers and its shape', () => {
    expect(
      new Redactor().data({ tokens: 812, token: 'abc', secrets: ['a', { n: 1 }] }, 'texts'),
    ).toEqual({ tokens: 812, token: '[redacted]', secrets: ['[redacted]', { n: 1 }] })
  })

  it('of the vocabulary loses known secrets alone: what people say stays as they said it', () => {
    const redactor = knowing('hunter2hunter2')
    const line = { text: 'my password=fluffy, see h?token=abc', user: { name: 'bea' } }
    expect(redactor.data(line, 'none')).toBe(line)
    const leak = { text: 'the key is hunter2hunter2', user: { name: 'bea' } }
    expect(redactor.data(leak, 'none')).toEqual({ ...leak, text: 'the key is [redacted]' })
  })

  it('made by a class has none either, however JSON tells of it', () => {
    class Frame {
      readonly password = 'abc'
      readonly text = 'say hunter2hunter2'
    }
    const told = {
      frame: new Frame(),
      page: new URL('https://ann:abc@h.example/'),
      at: new Date(0),
    }
    const clean = knowing('hunter2hunter2').data(told, 'all')
    expect(JSON.parse(JSON.stringify(clean))).toEqual({
      frame: { password: '[redacted]', text: 'say [redacted]' },
      page: 'https://ann:[redacted]@h.example/',
      at: '1970-01-01T00:00:00.000Z',
    })
    expect(JSON.stringify(knowing('hunter2hunter2').data(new Frame(), 'none'))).not.toContain(
      'hunter2',
    )
    class Broken {
      toJSON(): never {
        throw new Error('no')
      }
    }
    const broken = new Broken()
    expect(new Redactor().data({ broken }, 'all')).toEqual({ broken: '[redacted]' })
    const sound = { page: new URL('https://h.example/'), list: new Map([['a', 1]]) }
    expect(new Redactor().data(sound, 'all')).toBe(sound)
  })

  it('is the same object where there is nothing to blank, Dates and all', () => {
    const clean = { at: new Date(0), list: [1, 'a', null], deep: { of: { it: true } } }
    for (const keys of ['all', 'texts', 'none'] as const)
      expect(knowing('hunter2hunter2').data(clean, keys)).toBe(clean)
  })

  it('holds no secret however deep, and ends in a circle', () => {
    let deep: unknown = { password: 'abc' }
    for (let level = 0; level < 100; level++) deep = { in: deep }
    expect(JSON.stringify(new Redactor().data(deep, 'all'))).not.toContain('abc')
    const circle: Record<string, unknown> = { password: 'abc' }
    circle.self = circle
    expect(() => new Redactor().data(circle, 'all')).not.toThrow()
  })

  it('sets no prototype', () => {
    const told: unknown = JSON.parse('{"__proto__": {"password": "abc"}}')
    const kept = new Redactor().data(told, 'all')
    expect(JSON.stringify(kept)).toBe('{"__proto__":{"password":"[redacted]"}}')
    expect(Reflect.get(Object(kept), 'password')).toBeUndefined()
  })
})

describe('a payload made fit to be shown', () => {
  it('has no known secret anywhere in its texts', () => {
    const payload = { url: 'ws://h?key=hunter2hunter2', list: [{ of: 'hunter2hunter2' }, 1, true] }
    expect(knowing('hunter2hunter2').payload(payload)).toEqual({
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

  it('in a URI that should have been in percent form are found all the same', () => {
    expect(passwordsIn('mongodb://ann:p@ss@h.example:27017')).toEqual(['p@ss'])
    expect(passwordsIn('mongodb://ann:pass/9@h.example/x')).toEqual(['pass/9'])
    expect(passwordsIn('mongodb://ann:pa?s#9@h.example')).toEqual(['pa?s#9'])
    expect(passwordsIn('http://h.example:8080/@ann')).toEqual([])
  })

  it('in a URI are found as written and decoded', () => {
    expect(passwordsIn('https://ann:s3cret@h.example/p?q=a:b@c')).toEqual(['s3cret'])
    expect(passwordsIn('https://h.example/')).toEqual([])
    expect(passwordsIn('mongodb://ann:%zz@h')).toEqual(['%zz'])
  })
})
