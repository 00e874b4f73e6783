import { withoutUndefined } from 'promethean'
import { expect, it } from 'vitest'

it('a field that is undefined is absent; what is null, empty, zero or false stays', () => {
  const values = { gone: undefined, none: null, text: '', count: 0, not: false, list: [undefined] }
  const left = withoutUndefined(values)
  expect(Object.keys(left)).toEqual(['none', 'text', 'count', 'not', 'list'])
  expect(left.list).toBe(values.list)
})

it('the object it was given stays as it was', () => {
  const values = { name: 'ann', color: undefined }
  expect(withoutUndefined(values)).not.toBe(values)
  expect('color' in values).toBe(true)
})
