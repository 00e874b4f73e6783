import { describe, expect, it } from 'vitest'
import { runInTime } from '../../../../plugins/chat-bot/rules/run-in-time.ts'

describe('a task with a limit', () => {
  it('is broken off where it would not end, and another may follow', () => {
    // For such a text this pattern needs longer than the world lasts.
    expect(runInTime(() => void /^(a+)+$/.exec(`${'a'.repeat(499)}!`), 5)).toBe(false)
    let isDone = false
    const task = () => {
      isDone = true
    }
    expect(runInTime(task, 60_000)).toBe(true)
    expect(isDone).toBe(true)
  })

  it('that fails says so itself', () => {
    const failing = () => {
      throw new Error('not now')
    }
    expect(() => runInTime(failing, 60_000)).toThrow('not now')
  })
})
