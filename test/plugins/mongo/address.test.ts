import { mongo } from '@promethean/plugins'
import { describe, expect, it } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'

/** What `check` has against an address. */
async function problemsOf(uri: string) {
  return (await checkConfig({ plugins: [mongo({ uri })] })).problems
}

describe('check', () => {
  it.each([
    'mongodb://ann:p@ssWort9@127.0.0.1:27017',
    'mongodb://ann:pass/Wort9@127.0.0.1:27017',
    'mongodb://ann:pass?Wort9@db.example/chat?retryWrites=true',
    'mongodb://ann:pass#Wort9@db.example',
    'mongodb://ann:pass:Wort9@db.example',
    'mongodb://ann:pass%Wort9@db.example',
    'mongodb://ann:pass[Wort9@db.example',
    'mongodb+srv://a@nn:passWort9@db.example',
    'mongodb://ann:p@ss/Wort9@db.example:27017/chat',
    'mongodb://ann:p@ss,p@ss/Wo/rt9@db.example',
    'mongodb+srv://ann:p@ss.example.org/Wort9@db.example.org/chat',
    'mongodb://ann:pass Wort9@db.example',
  ])(
    'says how to write the signs in user and password that are others in an address: %s',
    async uri => {
      const problems = await problemsOf(uri)
      expect(problems).toEqual([
        {
          plugin: 'mongo',
          path: 'uri',
          message: expect.stringContaining('percent-encode it: @ as %40, / as %2F'),
        },
      ])
      expect(JSON.stringify(problems)).not.toMatch(/wort9|p@ss|nn:/i)
    },
  )

  it.each([
    ['', 'expected an address that begins with mongodb://'],
    ['http://db.example:27017', 'expected an address that begins with mongodb://'],
    ['db.example:27017', 'expected an address that begins with mongodb://'],
    ['mongodb://ann:secret9@/chat', 'has no host'],
    ['mongodb://db.example:99999', 'has an invalid port'],
    ['mongodb://db.example:0', 'has an invalid port'],
    ['mongodb://db.example:mongo', 'has an invalid port'],
    ['mongodb://one.example:1,two.example:x/', 'has an invalid port'],
    ['mongodb+srv://db.example.org:27017', 'has a port'],
    ['mongodb+srv://a.example.org,b.example.org', 'has several hosts'],
    ['mongodb://db.example/?retrayWrites=true', 'has an unknown option: retrayWrites'],
    ['mongodb://db.example/?maxPoolSize=many', 'check the host and options'],
    ['mongodb://a b.example:27017', 'has a space in the host'],
  ])('says what cannot be reached: %s', async (uri, sentence) => {
    const problems = await problemsOf(uri)
    expect(problems).toEqual([
      { plugin: 'mongo', path: 'uri', message: expect.stringContaining(sentence) },
    ])
    expect(JSON.stringify(problems)).not.toContain('secret9')
  })

  it.each([
    'mongodb://127.0.0.1:27017',
    'mongodb://[::1]:27017',
    'mongodb://ann:p%40ss%2FWort9@db.example/chat?authSource=admin&w=majority',
    'mongodb://one.example,two.example:27018/?replicaSet=rs0',
    'mongodb+srv://ann:secret9@db.example.org/chat',
    'mongodb://ann:secret9@db.example/?replicaSet=rs@0',
  ])('takes %s, and asks nobody for it', async uri => {
    expect(await problemsOf(uri)).toEqual([])
  })
})
