import { expect, it } from 'vitest'
import { EventQueue } from '../../../core/bus/event-queue.ts'

it('holds fifty thousand before anybody is there, then lets them through rather than lose one', () => {
  const passed: number[] = []
  const queue = new EventQueue<number>(one => passed.push(one))
  for (let n = 0; n < 49_999; n++) queue.add(n)
  expect(passed).toEqual([])
  for (let n = 49_999; n < 60_000; n++) queue.add(n)
  queue.release()
  queue.add(60_000)
  expect(passed).toEqual(Array.from({ length: 60_001 }, (_, n) => n))
})
