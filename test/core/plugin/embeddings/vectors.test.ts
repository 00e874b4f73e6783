import { unitVectors } from 'promethean'
import { describe, expect, it } from 'vitest'

const limits = { model: 'nomic', count: 2, dimensions: undefined }

it('vectors keep their order and get length 1', () => {
  const [first, second] = unitVectors([[3, 4], Float32Array.of(0, -2)], limits)
  expect([...(first ?? [])]).toEqual([Math.fround(0.6), Math.fround(0.8)])
  expect(second).toEqual(Float32Array.of(0, -1))
})

it('lengths beyond what 32 bits hold are no trouble', () => {
  const [first] = unitVectors([[3e100, 4e100]], { ...limits, count: 1 })
  expect(first).toEqual(Float32Array.of(0.6, 0.8))
})

describe('what a server answers is not trusted', () => {
  it.each([
    ['nothing', undefined, 'it has no list of vectors'],
    ['a text', '[[1,0],[0,1]]', 'it has no list of vectors'],
    ['too few', [[1, 0]], 'it has 1 vectors for 2 texts'],
    ['too many', [[1], [1], [1]], 'it has 3 vectors for 2 texts'],
    ['an empty one', [[], []], 'a vector is not a list of 1 to 16384 numbers'],
    [
      'an endless one',
      [Array(20_000).fill(1), [1]],
      'a vector is not a list of 1 to 16384 numbers',
    ],
    ['base64', ['AACAPw==', 'AACAPw=='], 'a vector is not a list of 1 to 16384 numbers'],
    [
      'texts as numbers',
      [
        ['1', '0'],
        [0, 1],
      ],
      'a vector is not a list of 1 to 16384 numbers',
    ],
    [
      'NaN',
      [
        [1, Number.NaN],
        [0, 1],
      ],
      'a vector is not a list of 1 to 16384 numbers',
    ],
    [
      'infinity',
      [
        [1, Number.POSITIVE_INFINITY],
        [0, 1],
      ],
      'a vector is not a list of 1 to 16384 numbers',
    ],
    [
      'null',
      [
        [1, null],
        [0, 1],
      ],
      'a vector is not a list of 1 to 16384 numbers',
    ],
    [
      'zeros',
      [
        [0, 0],
        [0, 1],
      ],
      'a vector has no direction',
    ],
    [
      'overflow',
      [
        [1.7e308, 1.7e308],
        [0, 1],
      ],
      'a vector has no direction',
    ],
  ])('%s is invalid', (_, rows, why) => {
    const sentence = `cannot use what nomic answered: ${why}; check that it is an embedding model, and update its server`
    expect(() => unitVectors(rows, limits)).toThrow(
      expect.objectContaining({ kind: 'invalid', message: sentence }),
    )
  })

  it('other dimensions than expected, or than its neighbours, are of another model', () => {
    const wrong = (told: number, wanted: number) =>
      expect.objectContaining({
        kind: 'wrong_dimensions',
        message: `cannot use what nomic answered: its vectors have ${told} dimensions instead of ${wanted}, so they are of another model; restart its plugin if you changed the model, else correct its name or dimensions`,
      })
    expect(() =>
      unitVectors(
        [
          [1, 0],
          [0, 1],
        ],
        { ...limits, dimensions: 3 },
      ),
    ).toThrow(wrong(2, 3))
    expect(() =>
      unitVectors(
        [
          [1, 0],
          [0, 1, 2],
        ],
        limits,
      ),
    ).toThrow(wrong(3, 2))
  })
})
