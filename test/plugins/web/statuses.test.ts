import { describe, expect, it } from 'vitest'
import { type RealInstance, realInstance } from '../../support/web/real.ts'
import { serve } from '../../support/web/served.ts'

const OWN = {
  keeper: "{ name: 'keeper', setup: ({ consume }) => consume({}, async () => {}) }",
  lights: `{ name: 'lights', provides: [StreamControl], setup: ({ provide }) =>
    provide(StreamControl, { scene: async () => ({ status: 'done' }) }) }`,
}
const LONG = 'x'.repeat(100_000)

interface Said {
  readonly code: string
  readonly message: string
  readonly problems?: readonly { readonly path: string }[]
}

async function asked(real: RealInstance, operation: string, input: unknown) {
  const answer = await real.post(operation, input)
  const said: Said = Object(await answer.json())
  return { status: answer.status, ...said }
}

// What stands in a refusal fits who sends JSON: fields, not options of commands.
const fitsSender = expect.not.stringMatching(/(^|[\s(])--[a-z]/)

// Operation, input, status, code, path of the field or undefined, words.
const REFUSALS = [
  [
    'say',
    { text: 'Hello' },
    422,
    'invalid_input',
    'platform',
    'choose a platform: twitch, youtube or kick',
  ],
  ['say', { text: 'Hello', platform: '' }, 422, 'invalid_input', 'platform', ''],
  [
    'say',
    { text: 'Hello', platform: 'twich' },
    422,
    'invalid_input',
    'platform',
    'twich is not a platform; did you mean twitch?',
  ],
  [
    'say',
    { text: 'Hello', platform: 'myspace' },
    422,
    'invalid_input',
    'platform',
    'myspace is not a platform Promethean knows',
  ],
  ['say', { text: 'Hello', platform: LONG }, 422, 'invalid_input', 'platform', 'xxx...'],
  [
    'say',
    { text: 'Hello', platform: 'twitch', channel: '#' },
    422,
    'invalid_input',
    'channel',
    'is not a channel name',
  ],
  [
    'say',
    { text: 'Hello', replyTo: 'x', platform: 'twitch' },
    422,
    'invalid_input',
    'platform',
    'cannot be used with replyTo',
  ],
  [
    'say',
    { text: 'Hello', replyTo: 'x' },
    404,
    'not_found',
    undefined,
    'the journal has no event x; search and events return ids',
  ],
  ['say', { text: '' }, 422, 'invalid_input', 'text', ''],
  ['say', { txt: 'Hello' }, 422, 'invalid_input', 'txt', 'did you mean text?'],
  [
    'fire',
    { type: 'chat.message' },
    422,
    'invalid_input',
    'platform',
    'choose a platform: twitch, youtube or kick',
  ],
  ['fire', { type: 'chat.mesage' }, 422, 'invalid_input', undefined, 'did you mean chat.message?'],
  [
    'fire',
    { type: 'stream.online', platform: 'twich' },
    422,
    'invalid_input',
    'platform',
    'did you mean twitch?',
  ],
  [
    'fire',
    { type: 'chat.message', platform: 'twitch', data: { txt: 'x' } },
    422,
    'invalid_input',
    'txt',
    'did you mean text?',
  ],
  [
    'fire',
    { type: 'chat.message', platform: 'twitch', data: 5 },
    422,
    'invalid_input',
    undefined,
    'expected an object',
  ],
  ['title', { text: ' ' }, 422, 'invalid_input', undefined, 'it has no visible characters'],
  ['title', { text: LONG }, 422, 'invalid_input', undefined, 'it has 100000 characters'],
  ['title', { text: 'Chess' }, 409, 'runtime', undefined, 'no plugin in this config can do that'],
  [
    'scene',
    { name: 'Pause', via: 'light' },
    404,
    'not_found',
    undefined,
    'light cannot do that; did you mean lights?',
  ],
  ['scene', { name: 'Pause', via: 5 }, 422, 'invalid_input', 'via', 'expected a string'],
  ['delete', { id: 'x' }, 404, 'not_found', undefined, 'the journal has no event x'],
  [
    'delete',
    { id: ' \u200b' },
    404,
    'not_found',
    undefined,
    'the journal has no event " \\u{200b}"',
  ],
  [
    'timeout',
    { user: 'bea', seconds: 1_209_601 },
    422,
    'invalid_input',
    'seconds',
    'expected at most 1209600',
  ],
  ['timeout', { user: 'bea', seconds: 0 }, 422, 'invalid_input', 'seconds', 'expected at least 1'],
  ['mute', { plugin: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['mute', { plugin: LONG }, 404, 'not_found', undefined, 'xxx...'],
  ['unmute', { plugin: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['pause', { consumer: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['pause', {}, 422, 'invalid_input', 'consumer', 'expected a string, got nothing'],
  ['resume', { consumer: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['rewind', { consumer: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['parked', { consumer: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['retryParked', { consumer: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['dropParked', { consumer: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['approve', {}, 409, 'runtime', undefined, 'nothing is pending'],
  ['approve', { which: 'zulu' }, 404, 'not_found', undefined, 'nothing is pending'],
  ['approve', { which: 7 }, 404, 'not_found', undefined, 'nothing is pending'],
  ['drop', { which: 'zulu' }, 404, 'not_found', undefined, 'nothing is pending'],
  ['drop', {}, 422, 'invalid_input', 'which', ''],
  ['drop', { which: 'no id' }, 422, 'invalid_input', 'which', 'must be an id or a number'],
  ['viewer', { user: 'nobody-of-this-name' }, 404, 'not_found', undefined, 'no user called'],
  [
    'sessions',
    { session: '2001-01-01T00:00' },
    404,
    'not_found',
    undefined,
    'no stream 2001-01-01T00:00',
  ],
  [
    'activity',
    { session: '2001-01-01T00:00' },
    404,
    'not_found',
    undefined,
    'no stream 2001-01-01T00:00',
  ],
  [
    'activity',
    { step: 1, since: '30d' },
    422,
    'invalid_input',
    undefined,
    'cannot count in steps of 1 s',
  ],
  ['events', { after: 'x' }, 404, 'not_found', undefined, 'none with this id'],
  ['events', { since: 'some day' }, 422, 'invalid_input', 'since', 'is not a time'],
  ['events', { types: ['chat.mesage'] }, 404, 'not_found', undefined, 'did you mean chat.message?'],
  ['logs', { plugin: 'keper' }, 404, 'not_found', undefined, 'did you mean keeper?'],
  ['logs', { level: 'loud' }, 422, 'invalid_input', 'level', 'expected debug, info, warn or error'],
  ['plan', { file: 'none.ts' }, 404, 'not_found', undefined, 'there is none of this name'],
  ['plan', { file: '../elsewhere.ts' }, 409, 'refused', undefined, "in the config's folder"],
  [
    'fire?dry',
    { type: 'stream.online', platform: 'twitch' },
    422,
    'invalid_input',
    undefined,
    'cannot be told beforehand',
  ],
] as const

interface Schema {
  readonly properties?: Readonly<Record<string, object>>
  readonly required?: readonly string[]
}

/** What fits no input of this schema, each for another reason. */
function wrongFor({ properties = {}, required = [] }: Schema): readonly unknown[] {
  const base = Object.fromEntries(required.map(field => [field, 'x']))
  // The others take any JSON, or any object.
  const typed = Object.entries(properties).filter(
    ([, schema]) => 'anyOf' in schema || ('type' in schema && schema.type !== 'object'),
  )
  return [
    ...[null, [], 'x', 7, true, { ...base, nope: 1 }],
    ...typed.map(([field]) => ({ ...base, [field]: { a: [] } })),
    ...required
      .filter(field => typed.some(([name]) => name === field))
      .map(field => Object.fromEntries(Object.entries(base).filter(([name]) => name !== field))),
  ]
}

describe('the status of a refusal', () => {
  it('says whether the input is wrong (422), names what is not there (404), or cannot be done now (409), in words for a program', async () => {
    const real = await realInstance(OWN)
    // Until totals are complete, somebody who was not found may be found yet.
    await expect
      .poll(async () => (await asked(real, 'viewer', { user: 'nobody-of-this-name' })).status)
      .toBe(404)
    for (const [operation, input, status, code, path, words] of REFUSALS) {
      const said = await asked(real, operation, input)
      const about = `${operation} ${JSON.stringify(input).slice(0, 80)}`
      expect(said, about).toMatchObject({ status, code, message: fitsSender })
      expect(said.message, about).toContain(words)
      expect(said.message.length, about).toBeLessThan(4_000)
      if (path !== undefined)
        expect(
          said.problems?.map(one => one.path),
          about,
        ).toContain(path)
    }
    await real.post('mute', {})
    const muted = {
      status: 409,
      message: 'cannot say it: everything is muted; run promethean unmute, then try again',
    }
    expect(await asked(real, 'say', { text: 'Hello', platform: 'twitch' })).toMatchObject(muted)
    expect(await asked(real, 'say?dry', { text: 'Hello', platform: 'twitch' })).toMatchObject(muted)
  })

  it('is 422 for every operation whose input is no object, has an unknown field or a field of a wrong type', async () => {
    const real = await realInstance()
    const described = Object(await (await fetch(`http://127.0.0.1:${real.port}/api`)).json())
    for (const path of Object.keys(described.paths)) {
      const operation = path.slice('/api/'.length)
      for (const input of wrongFor(described.components.schemas[`${operation}.input`]))
        expect(
          await asked(real, operation, input),
          `${operation} ${JSON.stringify(input)}`,
        ).toMatchObject({
          status: 422,
          code: 'invalid_input',
          message: fitsSender,
        })
    }
    // What describes the operations is read by programs, too.
    expect(JSON.stringify(described)).toEqual(fitsSender)
  })

  it.each([
    ['GET', 'nothing', 404, null],
    ['PUT', 'nothing', 404, null],
    ['POST', 'nothing', 404, null],
    ['GET', 'constructor', 404, null],
    ['GET', 'tail', 404, null],
    ['POST', 'tail', 404, null],
    ['GET', 'say', 405, 'POST'],
    ['HEAD', 'say', 405, 'POST'],
    ['OPTIONS', 'say', 405, 'POST'],
    ['PATCH', 'status', 405, 'POST, GET, HEAD'],
    ['HEAD', 'status', 200, null],
    ['GET', 'status', 200, null],
  ])('is for %s of %s %i', async (method, operation, status, allow) => {
    const served = await serve()
    const answer = await fetch(`http://127.0.0.1:${served.port}/api/${operation}`, {
      method,
      headers: { Authorization: 'Bearer made-up-dock-token' },
    })
    expect(answer.status).toBe(status)
    expect(answer.headers.get('allow')).toBe(allow)
  })
})
