import { win32 } from 'node:path'
import fc from 'fast-check'
import {
  ChatOutput,
  ChatSender,
  definePlugin,
  definePort,
  many,
  optional,
  type Schema,
} from 'promethean'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkConfig, knownTypes, nearestType } from '../../../../core/config/check/check.ts'
import { formatProblems } from '../../../../core/config/format.ts'
import { fileIn } from '../../../../core/config/settings.ts'
import { anything, quoting } from '../schemas.ts'

const greeter = definePlugin({
  name: 'greeter',
  options: z.strictObject({
    greeting: z.string().default('Hello'),
    channel: z.string().optional(),
    limit: z.int().min(1).max(20, 'faster bots are cut off by Twitch').optional(),
    every: z
      .string()
      .refine(() => false, 'a duration like 30s')
      .optional(),
    mode: z.enum(['fast', 'slow']).optional(),
    url: z.url().optional(),
    names: z.array(z.string().min(1)).optional(),
    tags: z.array(z.string()).max(2).optional(),
    rules: z
      .array(
        z.strictObject({
          on: z.string(),
          reply: z.union([z.string(), z.strictObject({ prompt: z.string() })]),
        }),
      )
      .optional(),
  }),
  setup() {},
})
const plain = definePlugin({ name: 'plain', setup() {} })
const Model = definePort<object>('Model')
const model = definePlugin({ name: 'model', provides: [Model], setup() {} })
const asker = definePlugin({ name: 'asker', needs: { model: Model }, setup() {} })

async function problems(config: unknown): Promise<string[]> {
  const found = (await checkConfig(config)).problems
  return found.map(({ plugin, path, message }) => [plugin, path, message].filter(Boolean).join(' '))
}

/** What a mistyped config hands over in spite of the types. */
function loose(options: unknown): never {
  return options as never
}

describe('a config without a problem', () => {
  it('gets its defaults', async () => {
    const { config } = await checkConfig({ plugins: [greeter()] }, '/home/ann/stream')
    expect(config).toMatchObject({
      streamer: {},
      bots: [],
      relays: ['restream', 'restreambot'],
      outbox: {},
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      journal: { retainMs: 90 * 86_400_000, maxBytes: 1e10 },
      uses: [
        {
          id: 'greeter',
          plugin: greeter.plugin,
          options: { greeting: 'Hello' },
          provides: [],
          needs: {},
        },
      ],
      startOrder: ['greeter'],
    })
    expect(config?.journal.file).toMatch(
      /[\\/]home[\\/]ann[\\/]stream[\\/]\.promethean[\\/]journal\.db$/,
    )
  })

  it('keeps its order, and starts providers before their users', async () => {
    const { config } = await checkConfig({ plugins: [plain(), asker(), model(), greeter()] })
    expect(config?.uses.map(use => use.id)).toEqual(['plain', 'asker', 'model', 'greeter'])
    expect(config?.startOrder).toEqual(['plain', 'model', 'asker', 'greeter'])
  })

  it('may use what core provides, may leave an optional need unmet, may need many of a port', async () => {
    const free = definePlugin({
      name: 'free',
      needs: { chat: ChatOutput, model: optional(Model), models: many(Model) },
      setup() {},
    })
    expect(await problems({ plugins: [free()] })).toEqual([])
    const two = [model({}, { id: 'one' }), model({}, { id: 'two' })]
    const many2 = definePlugin({ name: 'many', needs: { models: many(Model) }, setup() {} })
    expect((await checkConfig({ plugins: [many2(), ...two] })).config?.startOrder).toEqual([
      'one',
      'two',
      'many',
    ])
  })

  it('may provide a port that depends on its options', async () => {
    const speaker = definePlugin({
      name: 'speaker',
      options: z.strictObject({ token: z.string().optional() }),
      provides: ({ token }) => (token === undefined ? [] : [ChatSender]),
      setup() {},
    })
    const config = (options: object) => ({
      outbox: { twitch: 'speaker' },
      plugins: [speaker(options)],
    })
    expect(await problems(config({ token: 'x' }))).toEqual([])
    expect(await problems(config({}))).toEqual([
      'outbox.twitch that plugin cannot send chat: it provides no ChatSender',
    ])
  })

  it('knows the event types of core and of its plugins', async () => {
    const quiz = definePlugin({
      name: 'quiz',
      emits: { 'quiz.answered': z.object({}) },
      setup() {},
    })
    const { config } = await checkConfig({ plugins: [quiz()] })
    if (!config) throw new Error('it has problems')
    expect(knownTypes(config)).toContain('quiz.answered')
    expect(knownTypes(config)).toContain('chat.message')
    expect(nearestType(config, 'quiz.anwsered')).toBe('quiz.answered')
    expect(nearestType(config, 'chat.mesage')).toBe('chat.message')
    expect(nearestType(config, 'weather.changed')).toBeUndefined()
  })

  it('knows the streamer’s accounts as sources tell them', async () => {
    const streamer = { twitch: '#Ann', youtube: 'UCaNn' }
    const { config } = await checkConfig({ streamer, plugins: [greeter()] })
    expect(config?.streamer).toEqual({ twitch: 'ann', youtube: 'UCaNn' })
  })

  it('takes files relative to its folder, on Windows too', () => {
    expect(fileIn('C:\\Users\\Ann', 'data/journal.db', win32)).toBe(
      'C:\\Users\\Ann\\data\\journal.db',
    )
    expect(fileIn('C:\\Users\\Ann', 'D:\\journal.db', win32)).toBe('D:\\journal.db')
    expect(fileIn('/home/ann', '/var/journal.db')).toBe('/var/journal.db')
  })
})

describe('what is wrong with a config', () => {
  it.each<[string, unknown, string[]]>([
    [
      'no default export',
      undefined,
      ['the config has no default export; write export default defineConfig({ ... })'],
    ],
    ['a list', [], ['the config exports a list; write export default defineConfig({ ... })']],
    [
      'a function',
      () => 1,
      ['the config exports a function; write export default defineConfig({ ... })'],
    ],
    ['a promise', Promise.resolve({}), ['the config exports a promise; put await before it']],
    ['nothing in it', {}, ['plugins expected a list, got nothing']],
    [
      'no plugins at all',
      { plugins: [] },
      ['plugins expected at least 1 entry, got fewer; add one, for example simulator()'],
    ],
    [
      'misspelt and mistaken settings',
      {
        timezone: 'Berlin',
        journal: { retain: '90 days', maxSize: 'big', fil: 'x' },
        bots: 'annbot',
        relays: [' '],
        streamer: { twitch: 5 },
        plugns: [],
        plugins: [plain()],
      },
      [
        'streamer.twitch expected a string, got a number',
        'bots expected a list, got a string',
        'relays[0] expected at least 1 character, got a shorter string',
        'timezone expected a time zone like Europe/Berlin, got another string; leave it out to use that of your system',
        'journal.retain expected a duration like 90d, got another string',
        'journal.maxSize expected a size like 10gb, got another string',
        'journal.fil unknown option; did you mean file?',
        'plugns unknown option; did you mean plugins?',
      ],
    ],
    [
      'entries that are no uses',
      { plugins: [greeter, false, 'greeter', greeter.plugin, plain(), {}] },
      [
        'plugins[0] greeter is a plugin that was not called; add parentheses: greeter()',
        'plugins[1] expected a plugin, got a boolean; write ...(condition ? [greeter()] : []) to add one conditionally',
        'plugins[2] expected a plugin like greeter(), got a string',
        'plugins[3] a bare definition; wrap it in definePlugin(...) and call the result',
        'plugins[5] expected a plugin like greeter(), got an object',
      ],
    ],
    [
      'two uses with one id',
      { plugins: [plain(), plain(), plain({}, { id: 'plain-2' }), plain({}, { id: 'plain-2' })] },
      [
        "plain id two plugins have this id; give one its own: plain({ ... }, { id: 'plain-2' })",
        "plain-2 id two plugins have this id; give one its own: plain({ ... }, { id: 'plain-2-2' })",
      ],
    ],
    [
      'ids that are none',
      { plugins: [plain({}, { id: 'a/b' }), plain({}, { id: 'promethean' })] },
      [
        'a/b id not a valid id; use letters, digits and dashes, at most 64 characters',
        'promethean id this is the runtime’s own name; choose another id',
      ],
    ],
    [
      'options of every wrong kind, one after the other',
      {
        plugins: [
          plain(loose({ loud: true })),
          greeter(
            loose({
              greting: 'x',
              channel: 5,
              limit: 100,
              every: 'often',
              mode: 'fsat',
              url: 'nowhere',
              names: ['', 'b'],
              tags: ['a', 'b', 'c'],
              rules: [
                { on: '!a', reply: 5 },
                { on: '!b', reply: { promt: 'x' } },
              ],
            }),
          ),
        ],
      },
      [
        'plain loud unknown option; this plugin takes none',
        'greeter channel expected a string, got a number',
        'greeter limit expected at most 20, got a larger number; faster bots are cut off by Twitch',
        'greeter every expected a duration like 30s, got another string',
        'greeter mode expected fast or slow, got another string; did you mean fast?',
        'greeter url expected a URL, got another string',
        'greeter tags expected at most 2 entries, got more',
        'greeter names[0] expected a non-empty string',
        'greeter rules[0].reply expected a string or an object, got a number',
        'greeter rules[1].reply.prompt expected a string, got nothing',
        'greeter rules[1].reply.promt unknown option; did you mean prompt?',
        'greeter greting unknown option; did you mean greeting?',
      ],
    ],
    [
      'options that are none',
      { plugins: [greeter(loose('loud'))] },
      ['greeter expected an object, got a string'],
    ],
    [
      'a need nobody meets',
      { plugins: [asker()] },
      ['asker needs.model no plugin provides Model; add one that does'],
    ],
    [
      'a need two meet',
      { plugins: [asker(), model(), model({}, { id: 'second' })] },
      ['asker needs.model needs one Model, but model and second provide it; keep only one'],
    ],
    [
      'an unknown sender',
      {
        outbox: { twitch: 'twich-irc' },
        plugins: [definePlugin({ name: 'twitch-irc', provides: [ChatSender], setup() {} })()],
      },
      ['outbox.twitch no plugin in this config has this id; did you mean twitch-irc?'],
    ],
    [
      'event types that are none',
      {
        plugins: [
          definePlugin({
            name: 'quiz',
            emits: { Answered: anything, 'quiz.won': loose('x') },
            setup() {},
          })(),
        ],
      },
      [
        'quiz emits.Answered not an event type; use two lower-case words like quiz.answered',
        'quiz emits.quiz.won expected a schema for its data, got a string',
      ],
    ],
  ])('%s', async (_, config, expected) => {
    expect((await problems(config)).toSorted()).toEqual(expected.toSorted())
  })

  it('is told in the order of the config, one use after the other', async () => {
    const { problems: found } = await checkConfig({
      timezone: 'Mars',
      plugins: [asker(), plain(loose({ x: 1 })), false, greeter(loose({ limit: 0 }))],
    })
    expect(found.map(({ plugin, path }) => plugin ?? path)).toEqual([
      'timezone',
      'plain',
      'plugins[2]',
      'greeter',
    ])
  })

  it('an unmet need is told beside a wrong option, unless an unreadable entry might meet it', async () => {
    const wrong = plain(loose({ x: 1 }))
    expect(await problems({ plugins: [asker(), wrong] })).toHaveLength(2)
    expect(await problems({ plugins: [asker(), wrong, false] })).toHaveLength(2)
  })

  it('a circle of needs is named with all who stand in it', async () => {
    const [One, Two, Three] = [definePort('One'), definePort('Two'), definePort('Three')]
    const one = definePlugin({ name: 'one', needs: { two: Two }, provides: [One], setup() {} })
    const two = definePlugin({ name: 'two', needs: { three: Three }, provides: [Two], setup() {} })
    const three = definePlugin({
      name: 'three',
      needs: { one: optional(One) },
      provides: [Three],
      setup() {},
    })
    expect(await problems({ plugins: [plain(), one(), two(), three()] })).toEqual([
      'one needs depends on itself: one needs two needs three needs one; remove one of these needs',
    ])
    const live = definePlugin({
      name: 'three',
      needs: { ones: many(One) },
      provides: [Three],
      setup() {},
    })
    const { config } = await checkConfig({ plugins: [one(), two(), live()] })
    expect(config?.startOrder).toEqual(['three', 'two', 'one'])
  })

  it('one plugin may stand in for a port of core, two may not', async () => {
    const standIn = definePlugin({ name: 'stand-in', provides: [ChatOutput], setup() {} })
    const user = definePlugin({ name: 'user', needs: { chat: ChatOutput }, setup() {} })
    expect(await problems({ plugins: [standIn(), user()] })).toEqual([])
    expect(await problems({ plugins: [standIn(), user(), standIn({}, { id: 'b' })] })).toEqual([
      'user needs.chat needs one ChatOutput, but stand-in and b provide it; keep only one',
    ])
  })

  it('a check of the plugin’s own that throws is named, without what it says', async () => {
    const broken = definePlugin({
      name: 'broken',
      options: z.strictObject({ token: z.string() }).refine(options => {
        throw new TypeError(`bad ${options.token}`)
      }),
      setup() {},
    })
    expect(await problems({ plugins: [broken({ token: 'hunter2' })] })).toEqual([
      'broken cannot check the options: the plugin’s own check threw TypeError; report it to its author',
    ])
  })
})

describe('whatever is in a config', () => {
  it('the check answers, with problems or a config', async () => {
    const anyValue = fc.anything({
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withBoxedValues: true,
      withBigInt: true,
    })
    const keys = fc.constantFrom(
      'streamer',
      'bots',
      'relays',
      'timezone',
      'outbox',
      'journal',
      'plugins',
      'plugns',
    )
    const configs = fc.oneof(
      anyValue,
      fc.dictionary(
        keys,
        fc.oneof(
          anyValue,
          fc.array(
            fc.oneof(
              anyValue,
              anyValue.map(options => greeter(loose(options))),
            ),
          ),
        ),
      ),
    )
    await fc.assert(
      fc.asyncProperty(configs, async value => {
        const { problems: found, config } = await checkConfig(value)
        expect(config === undefined).toBe(found.length > 0)
        expect(formatProblems('promethean.config.ts', found)).toContain('promethean.config.ts has')
      }),
    )
  })

  it('what throws when it is looked at is a problem', async () => {
    const thrower = new Proxy(
      {},
      {
        get: () => {
          throw new RangeError('hunter2hunter2')
        },
      },
    )
    for (const value of [
      thrower,
      {
        get plugins() {
          throw new Error('x')
        },
      },
      { plugins: [thrower] },
    ]) {
      const found = await problems(value)
      expect(found).toEqual([
        expect.stringMatching(
          /^the config cannot be read: reading it threw \w+; use plain values$/,
        ),
      ])
    }
  })

  it('no value of an option is ever in a problem', async () => {
    const secret = fc.string({ unit: fc.constantFrom(...'QZXJKV#7'), minLength: 8, maxLength: 20 })
    const leaf = fc.oneof(
      secret,
      fc.integer({ min: 1e9 }),
      fc.double({ min: 1e9, noNaN: true, noDefaultInfinity: true }),
    )
    const options = fc.dictionary(
      fc.constantFrom(
        'greeting',
        'channel',
        'limit',
        'every',
        'mode',
        'url',
        'names',
        'rules',
        'token',
      ),
      fc.oneof(
        leaf,
        fc.array(leaf, { minLength: 1 }),
        fc.array(
          fc.record({ on: leaf, reply: fc.oneof(leaf, fc.record({ prompt: leaf, x: leaf })) }),
        ),
      ),
      { minKeys: 1 },
    )
    const quotes: Schema<unknown, unknown>[] = [
      greeter.plugin.options ?? anything,
      quoting(value => `Invalid type: Expected boolean but received ${JSON.stringify(value)}`),
      quoting(value => `must be a thing (was ${value})`),
    ]
    await fc.assert(
      fc.asyncProperty(options, fc.constantFrom(...quotes), async (value, schema) => {
        const plugin = definePlugin({ name: 'secretive', options: schema, setup() {} })
        const text = (await problems({ plugins: [plugin(value)] })).join('\n')
        for (const each of leavesOf(value)) expect(text).not.toContain(String(each))
      }),
    )
  })
})

function leavesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(leavesOf)
    : [value]
}

describe('the block that shows problems', () => {
  it('is the one of the style guide', () => {
    const found = [
      { plugin: 'twitch', path: 'channel', message: 'expected a string, got nothing' },
      {
        plugin: 'twitch',
        path: 'limit',
        message: 'expected at most 20, got a larger number; faster bots are cut off by Twitch',
      },
      { plugin: 'greeter', path: 'greting', message: 'unknown option; did you mean greeting?' },
    ]
    expect(formatProblems('promethean.config.ts', found)).toBe(
      [
        'promethean.config.ts has 3 problems',
        '',
        '  twitch',
        '    channel    expected a string, got nothing',
        '    limit      expected at most 20, got a larger number; faster bots are cut off by Twitch',
        '  greeter',
        '    greting    unknown option; did you mean greeting?',
      ].join('\n'),
    )
  })

  it('shows what is the file’s own without a heading, and what was spared by the outcome', () => {
    const found = [
      { path: 'config/a.ts:3:9', message: 'cannot find ./b.ts' },
      { path: '', message: 'the config has no default export' },
    ]
    expect(formatProblems('promethean.config.ts', found, 'nothing was started')).toBe(
      [
        'promethean.config.ts has 2 problems; nothing was started',
        '',
        '  config/a.ts:3:9    cannot find ./b.ts',
        '  the config has no default export',
      ].join('\n'),
    )
  })
})

describe('onTrouble', () => {
  const plain = definePlugin({ name: 'plain', setup: () => undefined })
  it.each([
    [{ action: 'Alert' }, 'onTrouble.action', 'no plugin provides Actions; add one that does'],
    [{ obs: 'Text' }, 'onTrouble.obs', 'no plugin provides StreamControl; add one that does'],
    [{ action: 'Alert', obs: 'Text' }, 'onTrouble', 'one of the two'],
    [{}, 'onTrouble', 'one of the two'],
    [{ acton: 'Alert' }, 'onTrouble.acton', 'did you mean action?'],
  ])('%j is refused where it cannot be told', async (onTrouble, path, message) => {
    const { problems } = await checkConfig({ onTrouble, plugins: [plain()] })
    expect(problems).toContainEqual({ path, message: expect.stringContaining(message) })
  })
})
