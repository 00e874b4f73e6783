import { from, Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type InOrderSettings, inOrder } from '../../../core/bus/in-order.ts'

/** Work that ends when the test says so. */
function bench(settings?: InOrderSettings) {
  const source = new Subject<number>()
  const begun: number[] = []
  const out: number[] = []
  const ends = new Map<number, (failure?: Error) => void>()
  let state = 'open'
  const subscription = source
    .pipe(
      inOrder(
        n =>
          new Promise<number>((resolve, reject) => {
            begun.push(n)
            ends.set(n, failure => (failure === undefined ? resolve(n * 10) : reject(failure)))
          }),
        settings,
      ),
    )
    .subscribe({
      next: value => out.push(value),
      complete: () => (state = 'complete'),
      error: (failure: Error) => (state = failure.message),
    })
  const end = async (n: number, failure?: Error) => {
    ends.get(n)?.(failure)
    await new Promise(resolve => setImmediate(resolve))
  }
  return { source, begun, out, end, subscription, state: () => state }
}

describe('inOrder', () => {
  it('does one after the other, in order', async () => {
    const { source, begun, out, end } = bench()
    for (const n of [1, 2, 3]) source.next(n)
    expect(begun).toEqual([1])
    await end(1)
    await end(2)
    expect(begun).toEqual([1, 2, 3])
    expect(out).toEqual([10, 20])
  })

  it('lets the oldest waiting go when too many wait, and says so', async () => {
    const dropped: unknown[] = []
    const { source, begun, end } = bench({ max: 2, onDrop: value => dropped.push(value) })
    for (const n of [1, 2, 3, 4]) source.next(n)
    expect(dropped).toEqual([2])
    await end(1)
    await end(3)
    expect(begun).toEqual([1, 3, 4])
  })

  it('lets the newest go where it is told to', () => {
    const dropped: unknown[] = []
    const { source } = bench({ max: 2, overflow: 'newest', onDrop: value => dropped.push(value) })
    for (const n of [1, 2, 3, 4]) source.next(n)
    expect(dropped).toEqual([4])
  })

  it('holds a hundred unless told otherwise', () => {
    const dropped: unknown[] = []
    const { source } = bench({ onDrop: value => dropped.push(value) })
    for (let n = 0; n <= 101; n++) source.next(n)
    expect(dropped).toEqual([1])
  })

  it('lets the oldest go beyond its bound without anybody asking to be told', async () => {
    const { source, begun, end } = bench()
    for (let n = 0; n < 400; n++) source.next(n)
    await end(0)
    expect(begun).toEqual([0, 300])
    for (let n = 300; n < 400; n++) await end(n)
    expect(begun).toEqual([0, ...Array.from({ length: 100 }, (_, index) => 300 + index)])
  })

  it('lets the newest go beyond its bound without anybody asking to be told', async () => {
    const { source, begun, end } = bench({ overflow: 'newest', max: 3 })
    for (let n = 0; n < 400; n++) source.next(n)
    for (let n = 0; n < 4; n++) await end(n)
    expect(begun).toEqual([0, 1, 2, 3])
  })

  it('finishes what waits before it completes', async () => {
    const { source, end, state } = bench()
    source.next(1)
    source.next(2)
    source.complete()
    await end(1)
    expect(state()).toBe('open')
    await end(2)
    expect(state()).toBe('complete')
  })

  it('ends with the first failure of its work', async () => {
    const { source, end, state, begun } = bench()
    source.next(1)
    source.next(2)
    await end(1, new Error('broken'))
    expect(state()).toBe('broken')
    expect(begun).toEqual([1])
  })

  it('passes a failure of its source on, and stops when nobody listens', async () => {
    const failing = bench()
    failing.source.error(new Error('gone'))
    expect(failing.state()).toBe('gone')
    const left = bench()
    left.source.next(1)
    left.source.next(2)
    left.subscription.unsubscribe()
    await left.end(1)
    expect(left.begun).toEqual([1])
  })

  it('passes nothing on where the work gives nothing, and takes plain values', async () => {
    const out: number[] = []
    await new Promise<void>(resolve => {
      from([1, 2, 3, 4])
        .pipe(inOrder(n => (n % 2 === 0 ? n : undefined)))
        .subscribe({ next: value => out.push(value), complete: resolve })
    })
    expect(out).toEqual([2, 4])
  })

  it('refuses a size that is none', () => {
    for (const max of [0, -1, 1.5, Number.NaN]) {
      expect(() => inOrder(n => n, { max })).toThrow(
        'inOrder: max must be a whole number of 1 or more',
      )
    }
  })
})
