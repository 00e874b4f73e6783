import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Scope } from '../../../core/plugin/scope.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function scope() {
  const failures: string[] = []
  return { scope: new Scope(failure => failures.push(failure.message)), failures }
}

describe('a scope', () => {
  it('gives back newest first, one after the other', async () => {
    const { scope: held } = scope()
    const order: string[] = []
    held.defer(() => void order.push('first'))
    held.defer(async () => {
      await Promise.resolve()
      order.push('second')
    })
    held.defer(() => void order.push('third'))
    await held.close()
    expect(order).toEqual(['third', 'second', 'first'])
  })

  it('aborts its signal before anything is given back', async () => {
    const { scope: held } = scope()
    let wasAborted = false
    held.defer(() => {
      wasAborted = held.signal.aborted
    })
    await held.close()
    expect(wasAborted).toBe(true)
  })

  it('closes once: the second call waits for the first', async () => {
    const { scope: held } = scope()
    let closed = 0
    held.defer(async () => {
      await new Promise(resolve => setTimeout(resolve, 100))
      closed += 1
    })
    const both = Promise.all([held.close(), held.close()])
    await vi.advanceTimersByTimeAsync(100)
    await both
    expect(closed).toBe(1)
  })

  it('gives back at once what is acquired after it has closed', async () => {
    const { scope: held, failures } = scope()
    await held.close()
    let isBack = false
    held.defer(() => {
      isBack = true
      throw new Error('late')
    })
    expect(isBack).toBe(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(failures).toEqual(['late'])
  })

  it('goes on past a cleanup that fails or takes too long', async () => {
    const { scope: held, failures } = scope()
    const order: string[] = []
    held.defer(() => void order.push('last'))
    held.defer(() => Promise.reject(new Error('refused')))
    held.defer(() => new Promise(() => undefined))
    held.defer(() => {
      // What a plugin written without types may do.
      throw 'a text'
    })
    const closing = held.close()
    await vi.advanceTimersByTimeAsync(2_000)
    await closing
    expect(order).toEqual(['last'])
    expect(failures).toEqual([
      'a text',
      'a cleanup took longer than 2000 ms and was abandoned',
      'refused',
    ])
  })
})
