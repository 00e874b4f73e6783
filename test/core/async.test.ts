import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Backoff, inTime, pause, timeLimit, unlessAborted, within } from '../../core/async.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const never = () => new Promise<never>(() => undefined)

describe('Backoff', () => {
  it('waits 1 s, twice as long each time, 60 s at most, and 1 s again once it worked', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    const backoff = new Backoff()
    const waits = Array.from({ length: 8 }, () => backoff.next())
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
    backoff.reset()
    expect(backoff.next()).toBe(1_000)
  })

  it('waits up to a fifth less or more, by chance', () => {
    const chance = vi.spyOn(Math, 'random')
    chance.mockReturnValue(0)
    expect(new Backoff().next()).toBe(800)
    chance.mockReturnValue(0.999_999)
    expect(new Backoff().next()).toBe(1_200)
  })

  it('grows as it is told to, and keeps to the longest wait from the first', () => {
    const backoff = new Backoff({ firstMs: 250, longestMs: 600, jitter: 0 })
    expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([250, 500, 600])
    expect(new Backoff({ firstMs: 5_000, longestMs: 600, jitter: 0 }).next()).toBe(600)
  })

  it('still waits the longest time after thousands of tries', () => {
    const backoff = new Backoff({ jitter: 0 })
    for (let tries = 0; tries < 5_000; tries++) backoff.next()
    expect(backoff.next()).toBe(60_000)
  })
})

describe('pause', () => {
  it('ends when its time is up', async () => {
    const ended = vi.fn()
    const paused = pause(1_000).then(ended)
    await vi.advanceTimersByTimeAsync(999)
    expect(ended).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await paused
  })

  it('ends with its signal, at once where that has aborted, and leaves no timer', async () => {
    const ending = new AbortController()
    const paused = pause(60_000, ending.signal)
    ending.abort()
    await paused
    await pause(60_000, ending.signal)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of more than a timer takes is no pause of nothing', async () => {
    const ended = vi.fn()
    void pause(100 * 24 * 3_600_000).then(ended)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(ended).not.toHaveBeenCalled()
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

  it('gives nothing when the time is up and nothing is thrown', async () => {
    const late = within(100, never())
    await vi.advanceTimersByTimeAsync(100)
    expect(await late).toBeUndefined()
  })

  it('fails as the work fails', async () => {
    await expect(within(100, Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('unlessAborted', () => {
  it('gives what the work gives, and without a signal just that', async () => {
    expect(await unlessAborted(Promise.resolve(7), new AbortController().signal)).toBe(7)
    expect(await unlessAborted(Promise.resolve(7), undefined)).toBe(7)
  })

  it('leaves work behind that does not heed the signal', async () => {
    const ending = new AbortController()
    const left = unlessAborted(never(), ending.signal)
    ending.abort(new Error('stopped'))
    await expect(left).rejects.toThrow('stopped')
    await expect(unlessAborted(never(), ending.signal)).rejects.toThrow('stopped')
  })

  it('says in its own words why it did not wait', async () => {
    const ended = () => new Error('nobody answered')
    await expect(unlessAborted(never(), AbortSignal.abort(), ended)).rejects.toThrow(
      'nobody answered',
    )
  })

  it('lets work that heeds the signal say what became of it', async () => {
    const ending = new AbortController()
    const work = new Promise<string>(resolve => {
      ending.signal.addEventListener('abort', () => resolve('it was out already'))
    })
    const said = unlessAborted(work, ending.signal)
    ending.abort()
    expect(await said).toBe('it was out already')
  })

  it('lets a failure that comes later be nobody’s', async () => {
    let fail: (failure: Error) => void = () => undefined
    const work = new Promise<never>((_, reject) => {
      fail = reject
    })
    await expect(unlessAborted(work, AbortSignal.abort(new Error('stopped')))).rejects.toThrow(
      'stopped',
    )
    fail(new Error('nobody cares'))
    await vi.advanceTimersByTimeAsync(0)
  })
})

describe('timeLimit', () => {
  it('aborts when its time is up, and knows what is left', async () => {
    const limit = timeLimit({ ms: 1_000, late: () => new Error('too late') })
    await vi.advanceTimersByTimeAsync(400)
    expect([limit.leftMs(), limit.signal.aborted]).toEqual([600, false])
    await vi.advanceTimersByTimeAsync(600)
    expect([limit.leftMs(), limit.signal.reason.message]).toEqual([0, 'too late'])
  })

  it('aborts with another signal and its reason; one that is absent is no matter', () => {
    const other = new AbortController()
    const limit = timeLimit({ ms: 1_000, signals: [undefined, other.signal] })
    other.abort(new Error('the plugin stopped'))
    expect(limit.signal.reason.message).toBe('the plugin stopped')
  })

  it('once ended holds no timer and hears nothing', () => {
    const other = new AbortController()
    const limit = timeLimit({ ms: 1_000, signals: [other.signal] })
    limit.end()
    other.abort()
    expect([vi.getTimerCount(), limit.signal.aborted]).toEqual([0, false])
  })
})

describe('inTime', () => {
  it('gives what the work gives, and leaves no timer', async () => {
    expect(await inTime({ ms: 100 }, () => 7)).toBe(7)
    expect(await inTime({ ms: 100 }, async () => 7)).toBe(7)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends the work and says that it was late, whatever the work says of it', async () => {
    const late = () => new Error('took longer than 100 ms')
    const work = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('This operation was aborted')))
      })
    const said = expect(inTime({ ms: 100, late }, work)).rejects.toThrow('took longer than 100 ms')
    await vi.advanceTimersByTimeAsync(100)
    await said
  })

  it('does not begin what has been ended already', async () => {
    const work = vi.fn()
    const signals = [AbortSignal.abort(new Error('stopped'))]
    await expect(inTime({ ms: 100, signals }, work)).rejects.toThrow('stopped')
    expect(work).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('fails as the work fails, even at once', async () => {
    const refuse = () => {
      throw new Error('refused')
    }
    await expect(inTime({ ms: 100 }, refuse)).rejects.toThrow('refused')
    expect(vi.getTimerCount()).toBe(0)
  })
})
