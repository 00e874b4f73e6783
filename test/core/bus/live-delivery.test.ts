import { expect, it } from 'vitest'
import { Audience } from '../../../core/bus/audience.ts'
import { LiveDelivery } from '../../../core/bus/live-delivery.ts'
import { line } from '../journal/entries.ts'

const live = (onLetGo: (use: string) => void = () => undefined) =>
  new LiveDelivery({ onFailure: () => undefined, onBlocked: () => undefined, onLetGo })

it('keeps the latest for an audience between two instances, and tells them in order', () => {
  const gone: string[] = []
  const delivery = live(use => gone.push(use))
  const audience = new Audience('owner')
  const heard: string[] = []
  delivery.observe(audience, [], false).subscribe(({ id }) => heard.push(id))
  delivery.hold(audience)
  const { event } = line(1)
  for (let n = 1; n <= 120_000; n++) delivery.deliver({ ...event, id: `${n}` })
  delivery.admit(audience)
  delivery.deliver({ ...event, id: 'after' })
  expect(heard.length).toBeGreaterThan(50_000)
  expect(heard.length).toBeLessThan(60_000)
  // What it will never hear is counted as its own.
  expect(gone.length).toBe(120_001 - heard.length)
  expect(new Set(gone)).toEqual(new Set(['owner']))
  const first = 120_001 - (heard.length - 1)
  expect(heard).toEqual([...heard.slice(0, -1).map((_, index) => `${first + index}`), 'after'])
})

it('tells an audience that ends over what was kept for it nothing more, and it stays ended', () => {
  const delivery = live()
  const audience = new Audience('owner')
  const heard: string[] = []
  delivery.observe(audience, [], false).subscribe(({ id }) => {
    heard.push(id)
    delivery.end(audience)
  })
  delivery.hold(audience)
  for (const { event } of [line(1), line(2)]) delivery.deliver(event)
  delivery.admit(audience)
  expect(heard).toHaveLength(1)
  expect(audience.hasEnded).toBe(true)
})
