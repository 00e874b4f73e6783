import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asJson } from '../../../core/operations/as-json.ts'

const throughText = (value: unknown) =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value))

it('whatever JSON can hold is what its text would give back', () => {
  const kept = fc.anything({
    withDate: true,
    withSparseArray: true,
    withNullPrototype: true,
    withObjectString: true,
    withMap: true,
    withSet: true,
    withBoxedValues: true,
    withTypedArray: true,
    key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', '1')),
  })
  fc.assert(
    fc.property(
      kept,
      // On their own these have no text.
      value => {
        if (typeof value !== 'symbol') expect(asJson(value)).toEqual(throughText(value))
      },
    ),
    { numRuns: 2_000 },
  )
})

it('what JSON cannot hold is left out of objects, and null in lists', () => {
  const lost = [undefined, () => 1, Symbol('s')]
  expect(asJson({ a: undefined, b: () => 1, c: Symbol('s'), d: 1 })).toStrictEqual({ d: 1 })
  expect(asJson(lost)).toEqual([null, null, null])
  expect(asJson([Number.NaN, Number.POSITIVE_INFINITY, -0])).toStrictEqual([null, null, 0])
  expect(asJson({ at: new Date(Number.NaN), own: { toJSON: () => 'mine' } })).toStrictEqual({
    at: null,
    own: 'mine',
  })
  const named = asJson(JSON.parse('{"__proto__":{"a":1}}'))
  expect(Object.getPrototypeOf(named)).toBe(Object.prototype)
  expect(JSON.stringify(named)).toBe('{"__proto__":{"a":1}}')
  expect(() => asJson({ n: 1n })).toThrow('BigInt')
})

it('gives a copy', () => {
  const event = { data: { roles: ['mod'] } }
  const told = asJson(event)
  event.data.roles.push('vip')
  expect(told).toEqual({ data: { roles: ['mod'] } })
})
