import fc from 'fast-check'
import { definePlugin, definePort, type PluginUse } from 'promethean'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CheckedConfig, checkConfig } from '../../../core/config/check/check.ts'
import { difference } from '../../../core/config/difference.ts'
import { type Plan, plan } from '../../../core/config/plan.ts'
import { anything } from './schemas.ts'

const Voice = definePort<object>('Voice')
const plugin = (name: string) => definePlugin({ name, options: anything, setup() {} })
const a = plugin('a')
const b = plugin('b')
const edited = plugin('a')
const other = plugin('other')
const speaker = definePlugin({ name: 'speaker', options: anything, provides: [Voice], setup() {} })
const user = definePlugin({ name: 'user', needs: { voice: Voice }, setup() {} })
const answer = () => 'hi'

const wrapping = definePlugin({
  name: 'wrapping',
  // Zod makes a new function of the one it is given, at each check.
  options: z.strictObject({ reply: z.custom<() => string>().transform(reply => () => reply()) }),
  setup() {},
})

const rated = definePlugin({
  name: 'rated',
  options: z.strictObject({ rate: z.number().default(1) }),
  setup() {},
})

const rule = (reply: unknown) => ({ rules: [{ on: '!a' }, { on: '!b', reply }] })
const made = () => () => 'hi'
const circle = () => {
  const it: Record<string, unknown> = { n: 1 }
  it.self = it
  return it
}

interface Row {
  readonly title: string
  readonly before?: readonly PluginUse[]
  readonly after: readonly PluginUse[]
  readonly gives: Partial<Plan>
}

const why = (id: string, text: string) => ({ restarted: [{ id, why: text }] })

const rows: readonly Row[] = [
  { title: 'at start all are added', after: [a(), b()], gives: { added: ['a', 'b'] } },
  { title: 'nothing edited', before: [a(), b()], after: [a(), b()], gives: { kept: ['a', 'b'] } },
  { title: 'another order', before: [a(), b()], after: [b(), a()], gives: { kept: ['b', 'a'] } },
  { title: 'one more', before: [a()], after: [a(), b()], gives: { kept: ['a'], added: ['b'] } },
  { title: 'one less', before: [a(), b()], after: [b()], gives: { kept: ['b'], removed: ['a'] } },
  {
    title: 'a new id is another use',
    before: [a()],
    after: [a({}, { id: 'late' })],
    gives: { added: ['late'], removed: ['a'] },
  },
  {
    title: 'a function its schema wraps anew',
    before: [wrapping({ reply: answer })],
    after: [wrapping({ reply: answer })],
    gives: { kept: ['wrapping'] },
  },
  {
    title: 'a default spelled out',
    before: [rated()],
    after: [rated({ rate: 1 })],
    gives: { kept: ['rated'] },
  },
  {
    title: 'its code',
    before: [a(), b()],
    after: [edited(), b()],
    gives: { kept: ['b'], ...why('a', 'its code changed') },
  },
  {
    title: 'another plugin under the same id',
    before: [a()],
    after: [other({}, { id: 'a' })],
    gives: why('a', 'it is other now, no longer a'),
  },
  {
    title: 'an option',
    before: [a({ limit: 1 })],
    after: [a({ limit: 2 })],
    gives: why('a', 'limit changed'),
  },
  {
    title: 'an option gone',
    before: [a({ limit: 1 })],
    after: [a()],
    gives: why('a', 'limit changed'),
  },
  {
    title: 'an option deep down',
    before: [a(rule('x'))],
    after: [a(rule('y'))],
    gives: why('a', 'rules[1].reply changed'),
  },
  {
    title: 'options equal by value',
    before: [
      a({
        on: /x/gi,
        at: new Date(5),
        in: new Set(['x']),
        m: new Map([['k', { v: 1 }]]),
        n: Number.NaN,
        l: [1, [2]],
      }),
    ],
    after: [
      a({
        l: [1, [2]],
        n: Number.NaN,
        m: new Map([['k', { v: 1 }]]),
        in: new Set(['x']),
        at: new Date(5),
        on: /x/gi,
      }),
    ],
    gives: { kept: ['a'] },
  },
  {
    title: 'a RegExp’s flag',
    before: [a({ on: /x/ })],
    after: [a({ on: /x/i })],
    gives: why('a', 'on changed'),
  },
  {
    title: 'a Date by a millisecond',
    before: [a({ at: new Date(5) })],
    after: [a({ at: new Date(6) })],
    gives: why('a', 'at changed'),
  },
  {
    title: 'a list grown',
    before: [a({ l: [1] })],
    after: [a({ l: [1, 2] })],
    gives: why('a', 'l[1] changed'),
  },
  {
    title: 'a list that became an object',
    before: [a({ l: [1] })],
    after: [a({ l: { 0: 1 } })],
    gives: why('a', 'l changed'),
  },
  {
    title: 'the same function',
    before: [a(rule(answer))],
    after: [a(rule(answer))],
    gives: { kept: ['a'] },
  },
  {
    title: 'a function written in the config, which each edit makes again',
    before: [a(rule(made()))],
    after: [a(rule(made()))],
    gives: why(
      'a',
      'rules[1].reply is a function defined in promethean.config.ts, so every save restarts it; move the function to its own file',
    ),
  },
  {
    title: 'a function that was edited',
    before: [a(rule(() => 'hi'))],
    after: [a(rule(() => 'ho'))],
    gives: why('a', 'rules[1].reply changed'),
  },
  {
    title: 'options in a circle',
    before: [a(circle())],
    after: [a(circle())],
    gives: { kept: ['a'] },
  },
  {
    title: 'users of a replaced provider stay',
    before: [speaker({ volume: 1 }), user()],
    after: [speaker({ volume: 2 }), user()],
    gives: { kept: ['user'], ...why('speaker', 'volume changed') },
  },
]

async function checked(uses: readonly PluginUse[]): Promise<CheckedConfig> {
  const { config, problems } = await checkConfig({ plugins: uses })
  if (!config) throw new Error(JSON.stringify(problems))
  return config
}

describe('a plan', () => {
  it.each(rows)('$title', async ({ before, after, gives }) => {
    const from = before && (await checked(before))
    const nothing = { kept: [], restarted: [], added: [], removed: [] }
    expect(plan(from, await checked(after))).toEqual({ ...nothing, ...gives })
  })

  it('puts every use of both configs in exactly one place', async () => {
    const ids = fc.uniqueArray(fc.constantFrom('p', 'q', 'r', 's', 't'), { minLength: 1 })
    const some = ids.chain(all =>
      fc.tuple(...all.map(id => fc.tuple(fc.constant(id), fc.constantFrom(a, edited), fc.nat(2)))),
    )
    const configOf = (list: readonly [string, typeof a, number][]) =>
      checked(list.map(([id, factory, limit]) => factory({ limit }, { id })))
    await fc.assert(
      fc.asyncProperty(some, some, async (one, two) => {
        const [from, to] = [await configOf(one), await configOf(two)]
        const { kept, restarted, added, removed } = plan(from, to)
        const now = [...kept, ...restarted.map(({ id }) => id), ...added]
        expect(now.toSorted()).toEqual(to.uses.map(use => use.id).toSorted())
        const then = [...kept, ...restarted.map(({ id }) => id), ...removed]
        expect(then.toSorted()).toEqual(from.uses.map(use => use.id).toSorted())
      }),
    )
  })
})

describe('values', () => {
  const data = fc.anything({
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withTypedArray: true,
  })

  it('do not differ from themselves, nor from a deep copy', () => {
    fc.assert(
      fc.property(fc.clone(data, 2), ([one, other]) => {
        expect(difference(one, one)).toBeUndefined()
        expect(difference(one, other)).toBeUndefined()
      }),
    )
  })

  it('differ where JSON differs, in both directions', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
        expect(difference(one, other) === undefined).toBe(isSame)
        expect(difference(other, one) === undefined).toBe(isSame)
      }),
    )
  })
})

// JSON knows no -0, and tells objects by the order of their keys.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, each]) => [`k${key}`, sorted(each)])
    .concat([['object']])
}
