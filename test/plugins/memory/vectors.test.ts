import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { scopeText } from '../../../plugins/formats/moments/store/said.ts'
import { Block, SLOTS } from '../../../plugins/memory/store/blocks.ts'
import { Dots } from '../../../plugins/memory/store/dots.ts'
import { Group, groupOf } from '../../../plugins/memory/store/groups.ts'
import { Likeliest } from '../../../plugins/memory/store/likeliest.ts'
import { NewestCache } from '../../../plugins/memory/store/newest-cache.ts'
import { Signs } from '../../../plugins/memory/store/signs.ts'
import { openStore } from '../../../plugins/memory/store/store.ts'
import { turned } from '../../../plugins/memory/store/turned.ts'

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

function compared(query: Float32Array, vectors: readonly Float32Array[]): readonly number[] {
  const groups = new Map<number, Group>()
  const dots = new Dots(query)
  for (const [passage, vector] of vectors.entries()) {
    const group = groups.get(groupOf(passage)) ?? new Group(query.length)
    groups.set(groupOf(passage), group)
    group.set(passage, vector)
    dots.add(group, passage)
  }
  return dots.take()
}

const DIMENSIONS = [1, 3, 16, 64, 384, 513, 1_536, 4_096]

it.each(DIMENSIONS)(
  'vectors of %i dimensions are compared to within 0.01 of their cosine',
  dimensions => {
    const next = made(dimensions)
    const vectors = Array.from({ length: SLOTS }, () => next(dimensions))
    for (const query of [next(dimensions), ...vectors.slice(0, 3)]) {
      const found = compared(query, vectors)
      const errors = vectors.map((vector, at) => Math.abs((found[at] ?? 0) - cosine(vector, query)))
      expect(Math.max(...errors)).toBeLessThan(0.01)
    }
  },
)

it('vectors of a single direction do not overflow', () => {
  const dimensions = 16_384
  const vector = new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions))
  const axis = new Float32Array(dimensions)
  axis[7] = 1
  const all = [vector, axis]
  expect(compared(vector, all)[0]).toBeCloseTo(1, 2)
  expect(compared(axis, all)[1]).toBeCloseTo(1, 2)
})

it.each(DIMENSIONS)(
  'a turned vector of %i dimensions has the angles to others that it had',
  dimensions => {
    const next = made(dimensions)
    const axis = new Float32Array(dimensions)
    axis[0] = 1
    const [one, other] = [next(dimensions), next(dimensions)]
    expect(cosine(turned(one), turned(other))).toBeCloseTo(cosine(one, other), 4)
    expect(cosine(turned(one), turned(axis))).toBeCloseTo(cosine(one, axis), 4)
    expect(cosine(turned(axis), turned(axis))).toBeCloseTo(1, 4)
  },
)

it.each([...DIMENSIONS, 16_384])(
  'signs of %i dimensions are summed up as a loop sums them up',
  dimensions => {
    const next = made(dimensions)
    const block = new Block(dimensions)
    const vectors = Array.from({ length: SLOTS }, () => next(dimensions))
    for (const [slot, vector] of vectors.entries())
      block.set(slot, { begin: 0, end: 0, scope: 1, vector })
    // As long as it can be: all dimensions count the same way.
    const even = new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions))
    for (const query of [next(dimensions), even]) {
      const sums = [...new Signs(query).of(block)]
      const looped = vectors.map(vector =>
        query.reduce((sum, part, at) => sum + ((vector[at] ?? 0) > 0 ? part : -part), 0),
      )
      const step = Math.hypot(...looped) / Math.hypot(...sums)
      const longest = query.reduce((sum, part) => sum + Math.abs(part), 0)
      for (const [slot, sum] of looped.entries())
        expect(Math.abs((sums[slot] ?? 0) * step - sum) / longest).toBeLessThan(0.03)
    }
  },
)

it('of however many, those with the largest sums stay, the first of equals', () => {
  const next = made(7)
  for (const count of [0, 5, 10, 11, 20, 1_000]) {
    const sums = [...next(Math.max(count, 1))].slice(0, count).map(part => Math.round(part * 50))
    const likeliest = new Likeliest(10)
    for (const [at, sum] of sums.entries()) if (sum > likeliest.least) likeliest.add(at, sum)
    const wanted = sums
      .map((sum, at) => ({ sum, at }))
      .sort((one, other) => other.sum - one.sum || one.at - other.at)
      .slice(0, 10)
      .map(({ at }) => at)
    expect([...likeliest.passages]).toEqual(wanted.sort((one, other) => one - other))
  }
})

it('what has no room in memory is the oldest, and is read from the file', () => {
  const cache = new NewestCache<Uint8Array>(() => 30)
  const read: number[] = []
  const get = (number: number) =>
    cache.get(1, number, () => {
      read.push(number)
      return new Uint8Array(10)
    })
  for (const number of [9, 8, 7, 6, 5]) get(number)
  expect(read).toEqual([9, 8, 7, 6])
  expect(cache.bytes).toBe(30)
  for (const number of [9, 8, 7]) expect(get(number)).toBeDefined()
  expect(get(6)).toBeUndefined()
  get(10)
  expect(get(7)).toBeUndefined()
  expect(read).toEqual([9, 8, 7, 6, 10])
  cache.forget(9)
  get(9)
  expect(read).toEqual([9, 8, 7, 6, 10, 9])
})

it('the twenty nearest of 20,000 are those that a comparison of whole numbers finds, whatever they were kept with', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const store = openStore(join(folder, 'memory.db'))
  onTestFinished(() => store.close())
  const next = made(1)
  const dimensions = 64
  const model = store.modelOf({ name: 'made', dimensions, probes: [next(dimensions)] }, true)
  if (model === undefined) throw new Error('no model')
  const scope = scopeText({ place: 'events', isMoment: false })
  const vectors = Array.from({ length: 20_000 }, () => next(dimensions))
  store.take(vectors.map((_, n) => ({ kind: 'text', id: `e${n}`, scope, at: n, text: 'x' })))
  const reads = vectors.map((vector, n) => ({ passage: n + 1, size: 1, vector }))
  for (let at = 0, some = 1; at < reads.length; at += some, some = (some * 7) % 997)
    store.keep(model, reads.slice(at, at + some))
  let hits = 0
  for (let question = 0; question < 20; question++) {
    const vector = next(dimensions)
    const best = vectors
      .map((one, n) => ({ id: `e${n}`, similarity: cosine(one, vector) }))
      .sort((one, other) => other.similarity - one.similarity)
      .slice(0, 20)
      .map(({ id }) => id)
    const found = await store.nearest(
      { model, vector, scopes: [1], since: 0, until: 20_000, limit: 20 },
      () => false,
    )
    hits += found.filter(({ ids }) => best.includes(ids[0] ?? '')).length
  }
  // Vectors by chance are the hardest: nothing is much nearer than the rest.
  expect(hits / 400).toBeGreaterThan(0.95)
  // What was said before is forgotten with its vectors.
  while (store.forgetBefore(19_990));
  const left = await store.nearest(
    { model, vector: next(dimensions), scopes: [1], since: 0, until: 20_000, limit: 100 },
    () => false,
  )
  expect(left.map(({ ids }) => ids[0]).sort()).toEqual(
    Array.from({ length: 10 }, (_, n) => `e${19_990 + n}`),
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
