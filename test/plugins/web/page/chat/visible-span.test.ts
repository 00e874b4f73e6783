import { describe, expect, test } from 'vitest'
import { spanOf } from '../../../../../plugins/web/page/chat/visible-span.ts'

describe('of a long list is drawn', () => {
  test('what is in sight, and a little around it', () => {
    const span = spanOf({ count: 1_000, heightAt: () => 20, top: 10_000, height: 600 })
    expect(span).toEqual({ first: 485, end: 545, above: 9_700, below: 9_100 })
  })

  test('its end while it is followed, and all the rest is room', () => {
    const span = spanOf({ count: 1_000, heightAt: () => 20, top: 'end', height: 600 })
    expect(span).toEqual({ first: 955, end: 1_000, above: 19_100, below: 0 })
  })

  test.each([
    ['its beginning', 0],
    ['a place before it', -50],
  ])('%s', (_, top) => {
    expect(spanOf({ count: 1_000, heightAt: () => 20, top, height: 600 }).first).toBe(0)
  })

  test.each([0, 1, 5])('all of %i items, however far it is scrolled', count => {
    const heightAt = () => 20
    expect(spanOf({ count, heightAt, top: 'end', height: 600 })).toMatchObject({
      first: 0,
      end: count,
    })
    expect(spanOf({ count, heightAt, top: 0, height: 600 })).toMatchObject({ first: 0, end: count })
  })

  test('each item by its own height', () => {
    const heightAt = (index: number) => (index < 10 ? 1_000 : 20)
    const span = spanOf({ count: 100, heightAt, top: 9_500, height: 600 })
    expect(span).toEqual({ first: 9, end: 30, above: 9_000, below: 1_400 })
  })
})
