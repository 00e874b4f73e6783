import { expect, test } from 'vitest'
import { checkConfig } from '../../../core/config/check/check.ts'
import { exposureOf, troubleOf } from '../../../plugins/tau/errors.ts'
import { tau } from '../../../plugins/tau/index.ts'
import { options } from '../../../plugins/tau/options.ts'

const token = '0123456789abcdef0123456789abcdef01234567'

test('a token is all it needs', () => {
  expect(options.parse({ token })).toEqual({
    url: 'http://localhost:8000',
    token,
    chat: [],
    history: { max: 1_000 },
    quiet: '60s',
  })
})

test.each(['Token', 'token', 'TOKEN '])(
  'a token pasted as the header has it, after %j, is taken',
  word => {
    expect(options.parse({ token: ` ${word} ${token} ` }).token).toBe(token)
    expect(options.safeParse({ token: word }).success).toBe(false)
  },
)

test('an address without http says what to write before it, nothing of it blanked', async () => {
  const { problems } = await checkConfig({ plugins: [tau({ token, url: 'localhost:8000' })] })
  expect(problems.map(({ message }) => message)).toEqual([
    "expected an address that begins with http:// or https://, like 'http://tau.example:8000'",
  ])
})

test('logins and event types are brought into one spelling', () => {
  const parsed = options.parse({
    token,
    chat: ['#Ann', 'ann', '@HelperBot'],
    events: ['channel.follow', 'raid'],
    history: {},
  })
  expect(parsed).toMatchObject({
    chat: ['ann', 'helperbot'],
    events: ['channel-follow', 'channel-raid'],
    history: { max: 1_000 },
  })
})

test.each([
  ['token', { token: undefined }],
  ['token', { token: '  ' }],
  ['url', { url: 'localhost:8000' }],
  ['url', { url: 'ftp://localhost' }],
  ['url', { url: 'http://ann:hunter2@localhost:8000' }],
  ['chat.0', { chat: ['two words'] }],
  ['events', { events: [] }],
  ['history.max', { history: { max: 0 } }],
  ['quiet', { quiet: 'soon' }],
])('a wrong %s is refused, without its value', (path, wrong) => {
  const parsed = options.safeParse({ token, ...wrong })
  expect(parsed.error?.issues[0]?.path.join('.')).toBe(path)
  expect(JSON.stringify(parsed.error?.issues)).not.toContain('hunter2')
})

test.each([
  'http://localhost:8000',
  'http://127.0.0.1:8000',
  'http://[::1]:8000',
  'https://tau.example.com/path',
])('%s exposes nothing', url => {
  expect(exposureOf(url)).toBeUndefined()
})

test.each(['http://tau.example.com', 'http://192.168.1.5:8000', 'http://127.0.0.1.example.com'])(
  '%s is warned of',
  url => {
    expect(exposureOf(url)).toMatch(/in clear text to .*; put TLS in front of TAU and write https$/)
  },
)

test('a failure of another kind is a sentence, too', () => {
  expect(troubleOf(new Error('odd'), 'http://localhost:8000/secret')).toEqual({
    what: 'cannot read from TAU at http://localhost:8000',
    why: 'odd',
  })
})
