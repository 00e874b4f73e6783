import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { scopeText } from '../../../plugins/formats/moments/store/said.ts'
import { Block, SLOTS } from '../../../plugins/memory/store/blocks.ts'
import { Dots } from '../../../plugins/memory/store/dots.ts'
import { openStore } from '../../../plugins/memory/store/store.ts'

// A generator of its own: the same vectors each time.
function made(seed: number) {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  return (dimensions: number): Float32Array => {
    const raw = Float32Array.from({ length: dimensions }, () => random() + random() + random())
    const size = Math.hypot(...raw)
    return raw.map(part => part / size)
  }
}

const cosine = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, part, index) => sum + part * (other[index] ?? 0), 0)

it.each([1, 3, 16, 64, 384, 513, 1_536, 4_096])(
  'vectors of %i dimensions are compared to within 0.01 of their cosine',
  dimensions => {
    const next = made(dimensions)
    const block = new Block(dimensions)
    const vectors = Array.from({ length: SLOTS }, () => next(dimensions))
    for (const [slot, vector] of vectors.entries())
      block.set(slot, { begin: 0, end: 0, scope: 1, vector })
    for (const query of [next(dimensions), ...vectors.slice(0, 3)]) {
      const found = new Dots(query).of(block)
      const errors = vectors.map((vector, slot) =>
        Math.abs((found[slot] ?? 0) - cosine(vector, query)),
      )
      expect(Math.max(...errors)).toBeLessThan(0.01)
    }
  },
)

it('vectors of a single direction do not overflow', () => {
  const dimensions = 16_384
  const vector = new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions))
  const axis = new Float32Array(dimensions)
  axis[7] = 1
  const block = new Block(dimensions)
  block.set(0, { begin: 0, end: 0, scope: 1, vector })
  block.set(1, { begin: 0, end: 0, scope: 1, vector: axis })
  expect(new Dots(vector).of(block)[0]).toBeCloseTo(1, 2)
  expect(new Dots(axis).of(block)[1]).toBeCloseTo(1, 2)
})

it('the twenty nearest of 5,000 are those that a comparison of whole numbers finds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const store = openStore(join(folder, 'memory.db'))
  onTestFinished(() => store.close())
  const next = made(1)
  const dimensions = 64
  const model = store.modelOf({ name: 'made', dimensions, probes: [next(dimensions)] }, true)
  if (model === undefined) throw new Error('no model')
  const scope = scopeText({ place: 'events', isMoment: false })
  const vectors = Array.from({ length: 5_000 }, () => next(dimensions))
  store.take(vectors.map((_, n) => ({ kind: 'text', id: `e${n}`, scope, at: n, text: 'x' })))
  store.keep(
    model,
    vectors.map((vector, n) => ({ passage: n + 1, size: 1, vector })),
  )
  let hits = 0
  for (let question = 0; question < 20; question++) {
    const vector = next(dimensions)
    const best = vectors
      .map((one, n) => ({ id: `e${n}`, similarity: cosine(one, vector) }))
      .sort((one, other) => other.similarity - one.similarity)
      .slice(0, 20)
      .map(({ id }) => id)
    const found = await store.nearest(
      { model, vector, scopes: [1], since: 0, until: 5_000, limit: 20 },
      () => false,
    )
    hits += found.filter(({ ids }) => best.includes(ids[0] ?? '')).length
  }
  expect(hits / 400).toBeGreaterThan(0.95)
  // What was said before is forgotten with its vectors.
  while (store.forgetBefore(4_990));
  const left = await store.nearest(
    { model, vector: next(dimensions), scopes: [1], since: 0, until: 5_000, limit: 100 },
    () => false,
  )
  expect(left.map(({ ids }) => ids[0]).sort()).toEqual(
    Array.from({ length: 10 }, (_, n) => `e${4_990 + n}`),
  )
})

it('the vectors of a model that was replaced are forgotten piece by piece, and the others answer meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const store = openStore(join(folder, 'memory.db'))
  onTestFinished(() => store.close())
  const next = made(2)
  const dimensions = 16
  const scope = scopeText({ place: 'events', isMoment: false })
  const [before, now] = ['before', 'now'].map(name => {
    const id = store.modelOf({ name, dimensions, probes: [next(dimensions)] }, true)
    if (id === undefined) throw new Error('no model')
    return id
  }) as [number, number]
  const count = 40 * SLOTS
  store.take(
    Array.from({ length: count }, (_, n) => ({
      kind: 'text',
      id: `e${n}`,
      scope,
      at: n,
      text: 'x',
    })),
  )
  for (const model of [before, now]) {
    const vectors = Array.from({ length: count }, (_, n) => ({
      ...{ passage: n + 1, size: 1, vector: next(dimensions) },
    }))
    store.keep(model, vectors)
  }
  const found = async (model: number) => {
    const range = { scopes: store.scopes().map(({ id }) => id), since: 0, until: count, limit: 5 }
    return store.nearest({ model, vector: next(dimensions), ...range }, () => false)
  }
  expect(await found(before)).toHaveLength(5)
  expect(store.keepOnly(now)).toBe(true)
  expect(store.models().map(({ name }) => name)).toEqual(['now', 'before'])
  expect(await found(now)).toHaveLength(5)
  while (store.keepOnly(now));
  expect(store.models().map(({ name }) => name)).toEqual(['now'])
  expect(await found(before)).toEqual([])
  expect(await found(now)).toHaveLength(5)
})

it('a model that comes back while its vectors are being forgotten reads everything again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const store = openStore(join(folder, 'memory.db'))
  onTestFinished(() => store.close())
  const next = made(3)
  const dimensions = 16
  const scope = scopeText({ place: 'events', isMoment: false })
  const seen = { name: 'before', dimensions, probes: [next(dimensions)] }
  const before = store.modelOf(seen, true) ?? 0
  const now = store.modelOf({ ...seen, name: 'now' }, true) ?? 0
  const count = 40 * SLOTS
  const all = Array.from({ length: count }, (_, n) => n)
  store.take(all.map(n => ({ kind: 'text', id: `e${n}`, scope, at: n, text: 'x' })))
  for (const model of [before, now])
    store.keep(
      model,
      all.map(n => ({ passage: n + 1, size: 1, vector: next(dimensions) })),
    )
  expect(store.left(before, count)).toBe(0)
  expect(store.keepOnly(now)).toBe(true)
  const again = store.modelOf(seen, true) ?? 0
  expect(store.left(again, count)).toBe(count)
})
