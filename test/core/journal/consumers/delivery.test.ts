import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refused } from '../../../../core/errors.ts'
import type { Parcel } from '../../../../core/journal/consumers/attempt.ts'
import { Stopped } from '../../../../core/journal/consumers/attempt.ts'
import { Delivery } from '../../../../core/journal/consumers/delivery.ts'

interface Item {
  readonly id: string
}

/** What a far end does with a batch; throws where it does not take it. */
type FarEnd = (ids: readonly string[]) => void

function parcels(...ids: readonly string[]): Parcel<Item>[] {
  return ids.map(id => ({ position: Number(id.slice(1)), event: { id } }))
}

function numbered(from: number, to: number): Parcel<Item>[] {
  return parcels(...Array.from({ length: to - from + 1 }, (_, index) => `e${from + index}`))
}

/** Rounds over one batch until nothing is left or `most` were made; more may be added before each. */
async function deliver(
  batch: readonly Parcel<Item>[],
  farEnd: FarEnd,
  {
    most = 12,
    before = () => [],
  }: { most?: number; before?: (round: number) => Parcel<Item>[] } = {},
) {
  const taken: string[] = []
  const calls: string[][] = []
  const delivery = new Delivery<Item>(async events => {
    const ids = events.map(({ id }) => id)
    calls.push(ids)
    farEnd(ids)
    taken.push(...ids)
  })
  const parked: string[] = []
  let left = batch
  let rounds = 0
  for (; rounds < most && left.length > 0; rounds++) {
    const round = await delivery.round([...left, ...before(rounds)])
    parked.push(...round.guilty.map(({ parcel }) => parcel.event.id))
    left = round.left
  }
  return { taken, parked, calls, rounds, left: left.map(({ event }) => event.id) }
}

const away: FarEnd = () => {
  throw new Error('the server is away')
}

function poisoned(...poison: readonly string[]): FarEnd {
  return ids => {
    const bad = ids.find(id => poison.includes(id))
    if (bad !== undefined) throw new Error(`${bad} cannot be written`)
  }
}

describe('a batch on its way to a consumer', () => {
  it('goes in one call where all is well', async () => {
    const { calls, left } = await deliver(numbered(1, 3), () => undefined)
    expect(calls).toEqual([['e1', 'e2', 'e3']])
    expect(left).toEqual([])
  })

  it('is tried again whole after a first failure, so that a short outage keeps its order', async () => {
    let failures = 1
    const { calls } = await deliver(numbered(1, 3), () => {
      if (failures-- > 0) throw new Error('away')
    })
    expect(calls).toEqual([
      ['e1', 'e2', 'e3'],
      ['e1', 'e2', 'e3'],
    ])
  })

  it('is not hammered on a server that is away', async () => {
    const { calls, taken } = await deliver(numbered(1, 500), away, { most: 10 })
    expect(taken).toEqual([])
    expect(calls.length).toBeLessThanOrEqual(10 * 11)
  })

  it.each([1, 2, 3, 250, 499, 500])(
    'loses only its poison where that is number %i of 500',
    async n => {
      const { taken, parked, left } = await deliver(numbered(1, 500), poisoned(`e${n}`))
      expect(parked).toEqual([`e${n}`])
      expect(left).toEqual([])
      expect(new Set(taken).size).toBe(499)
      expect(taken).toHaveLength(499)
    },
  )

  it('lets the rest through in the round that finds the poison, in order', async () => {
    const { taken } = await deliver(numbered(1, 20), poisoned('e7'), { most: 2 })
    expect(taken).toEqual(
      numbered(1, 20).flatMap(({ event }) => (event.id === 'e7' ? [] : event.id)),
    )
  })

  it('tries a poison five times alone until it is given up', async () => {
    let alone = 0
    const { parked, rounds } = await deliver(numbered(1, 8), ids => {
      if (ids.length === 1 && ids[0] === 'e3') alone += 1
      poisoned('e3')(ids)
    })
    expect(parked).toEqual(['e3'])
    expect(alone).toBeGreaterThanOrEqual(5)
    // One whole failure, then five rounds that each prove it.
    expect(rounds).toBe(6)
  })

  it('finds two poisons, one after the other or side by side', async () => {
    for (const poison of [
      ['e1', 'e20'],
      ['e5', 'e6'],
      ['e2', 'e19'],
    ]) {
      const more = (round: number) => parcels(`e${100 + round}`)
      const { parked, taken } = await deliver(numbered(1, 20), poisoned(...poison), {
        most: 15,
        before: more,
      })
      expect(new Set(parked)).toEqual(new Set(poison))
      expect(taken.filter(id => Number(id.slice(1)) <= 20)).toHaveLength(18)
    }
  })

  it('is not held up for ever by many poisons side by side', async () => {
    const poison = numbered(3, 12).map(({ event }) => event.id)
    const { parked, left } = await deliver(numbered(1, 40), poisoned(...poison), { most: 40 })
    expect(parked.toSorted()).toEqual(poison.toSorted())
    expect(left).toEqual([])
  })

  it('does not give up an event that alone is there and fails: that may be an outage', async () => {
    const { parked, left } = await deliver(parcels('e1'), away, { most: 100 })
    expect(parked).toEqual([])
    expect(left).toEqual(['e1'])
  })

  it('does not give up an event that failed alone four times and then gets through', async () => {
    let alone = 0
    const { parked, taken } = await deliver(numbered(1, 4), ids => {
      if (!ids.includes('e2')) return
      if (ids.length === 1) alone += 1
      if (alone < 6) throw new Error('locked')
    })
    expect(parked).toEqual([])
    expect(taken.toSorted()).toEqual(['e1', 'e2', 'e3', 'e4'])
  })

  it('gets no further strike from an outage, which speaks in other words', async () => {
    let calls = 0
    // The poison is proven in the first eight calls.
    const { parked } = await deliver(
      numbered(1, 4),
      ids => {
        calls += 1
        if (calls > 8) throw new Error('the server is away')
        poisoned('e2')(ids)
      },
      { most: 60 },
    )
    expect(parked).toEqual([])
  })
})

describe('a refusal', () => {
  it('naming events gives those up at once and delivers the rest again', async () => {
    const { parked, taken, rounds } = await deliver(numbered(1, 5), ids => {
      const eventIds = ids.filter(id => id === 'e2' || id === 'e4')
      if (eventIds.length > 0) throw new Refused('too large', { eventIds })
    })
    expect(parked).toEqual(['e2', 'e4'])
    expect(taken).toEqual(['e1', 'e3', 'e5'])
    expect(rounds).toBe(1)
  })

  it('without names is halved in the same round until the guilty one stands alone', async () => {
    const { parked, taken, rounds } = await deliver(numbered(1, 9), ids => {
      if (ids.includes('e6')) throw new Refused('one of these is too large')
    })
    expect(parked).toEqual(['e6'])
    expect(taken).toHaveLength(8)
    expect(rounds).toBe(1)
  })

  it('that names only events of another batch parks nothing', async () => {
    const { parked, left } = await deliver(
      numbered(1, 3),
      () => {
        throw new Refused('stale', { eventIds: ['e77'] })
      },
      { most: 30 },
    )
    expect(parked).toEqual([])
    expect(left).toEqual(['e1', 'e2', 'e3'])
  })

  it('of every event gives them all up', async () => {
    const { parked, left } = await deliver(numbered(1, 4), () => {
      throw new Refused('nothing is taken here')
    })
    expect(parked.toSorted()).toEqual(['e1', 'e2', 'e3', 'e4'])
    expect(left).toEqual([])
  })
})

describe('a consumer told to end', () => {
  it('says nothing about the events at hand', async () => {
    const delivery = new Delivery<Item>(() => Promise.reject(new Stopped('stopped')))
    await expect(delivery.round(numbered(1, 3))).rejects.toThrow(Stopped)
  })
})

// A call costs a millisecond, a round some hundred at most; between rounds it waits a second or longer.
interface World {
  readonly upsAndDowns: readonly number[]
  readonly poison: ReadonlySet<string>
  readonly batches: readonly number[]
}

const outages = fc.array(fc.integer({ min: 700, max: 200_000 }), { maxLength: 40 })

async function live({ upsAndDowns, poison, batches }: World) {
  let now = 0
  let made = 0
  const ends = upsAndDowns.map(
    (
      sum => length =>
        (sum += length)
    )(0),
  )
  const isDown = () => ends.findIndex(end => now < end) % 2 === 0 && now < (ends.at(-1) ?? 0)
  const taken: string[] = []
  const parked: string[] = []
  const delivery = new Delivery<Item>(async events => {
    now += 1
    if (isDown()) throw new Error('connection refused')
    if (events.some(({ id }) => poison.has(id))) throw new Error('cannot be written')
    taken.push(...events.map(({ id }) => id))
  })
  const more = (count: number) => {
    const added = numbered(made + 1, made + count)
    made += count
    return added
  }
  let left: readonly Parcel<Item>[] = []
  let wait = 1_000
  const todo = [...batches]
  const end = ends.at(-1) ?? 0
  for (let after = 0; after < 40; after += now > end ? 1 : 0) {
    const round = await delivery.round([...left, ...more(todo.shift() ?? 1)])
    left = round.left
    parked.push(...round.guilty.map(({ parcel }) => parcel.event.id))
    wait = round.isAlive ? 1_000 : Math.min(wait * 2, 60_000)
    now += round.failure === undefined ? (todo.length > 0 ? 10 : 10_000) : wait
  }
  return { taken, parked, left, made }
}

describe('whatever outages come', () => {
  it('nothing is ever parked because the far end was away', async () => {
    await fc.assert(
      fc.asyncProperty(
        outages,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 }),
        async (upsAndDowns, batches) => {
          const { taken, parked, left, made } = await live({
            upsAndDowns,
            batches,
            poison: new Set(),
          })
          expect(parked).toEqual([])
          expect(left).toEqual([])
          expect(taken).toHaveLength(made)
          expect(new Set(taken).size).toBe(made)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('only the poison is parked, and everything else gets through once', async () => {
    const world = fc.record({
      upsAndDowns: outages,
      batches: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
      poison: fc
        .uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 6 })
        .map(numbers => new Set(numbers.map(n => `e${n}`))),
    })
    await fc.assert(
      fc.asyncProperty(world, async given => {
        const { taken, parked, left, made } = await live(given)
        const told = [...given.poison].filter(id => Number(id.slice(1)) <= made)
        expect(parked.filter(id => !given.poison.has(id))).toEqual([])
        expect(new Set([...parked, ...left.map(({ event }) => event.id)])).toEqual(new Set(told))
        expect(taken).toHaveLength(made - told.length)
        expect(new Set(taken).size).toBe(taken.length)
      }),
      { numRuns: 300 },
    )
  })
})
