import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Scope, within } from '../../../core/plugin/scope.ts'

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

  it('aborts its signal before anything is given back, with the reason', async () => {
    const { scope: held } = scope()
    let wasAborted = false
    held.defer(() => {
      wasAborted = held.signal.aborted
    })
    await held.close('replaced')
    expect(wasAborted).toBe(true)
    expect(held.signal.reason).toMatchObject({ message: 'replaced' })
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
      'a cleanup took longer than 2000 ms and was left behind',
      'refused',
    ])
  })
})

describe('within', () => {
  it('gives what came in time, and leaves no timer', async () => {
    expect(await within(100, Promise.resolve(7), () => new Error('late'))).toBe(7)
    expect(await within(100, 'at once', () => new Error('late'))).toBe('at once')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes anything that can be awaited', async () => {
    // biome-ignore lint/suspicious/noThenProperty: another library's promise is what is tested
    const foreign = { then: (resolve: (value: number) => void) => resolve(3) } as never
    expect(await within(100, foreign, () => new Error('late'))).toBe(3)
  })

  it('throws when the time is up, and hears nothing of what comes later', async () => {
    let fail: (failure: Error) => void = () => undefined
    const work = new Promise<never>((_, reject) => {
      fail = reject
    })
    const late = expect(within(100, work, () => new Error('too late'))).rejects.toThrow('too late')
    await vi.advanceTimersByTimeAsync(100)
    await late
    fail(new Error('nobody cares'))
    await vi.advanceTimersByTimeAsync(0)
  })
})
