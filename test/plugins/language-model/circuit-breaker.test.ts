import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CircuitBreaker } from '../../../plugins/language-model/circuit-breaker.ts'
import { ModelFailure } from '../../../plugins/language-model/errors.ts'

const away = new ModelFailure('llama is away; start it', { isPassing: true })
const refused = new ModelFailure('the key was refused; put a valid one into apiKey')

describe('a model that is away', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is asked twice a question, and after three questions not for 30 s', async () => {
    const { ask, attempts } = asking(() => Promise.reject(away))
    for (let asked = 0; asked < 3; asked++) expect(await ask()).toBe(away.message)
    expect(attempts()).toBe(6)
    await vi.advanceTimersByTimeAsync(25_000)
    expect(await ask()).toContain('is paused, its last 3 answers failed')
    expect(attempts()).toBe(6)

    await vi.advanceTimersByTimeAsync(10_000)
    expect(await ask()).toBe(away.message)
    expect(await ask()).toContain('is paused')
    expect(attempts()).toBe(8)
  })

  it('is asked as before once it has answered', async () => {
    let isAway = true
    const { ask, attempts } = asking(async () => {
      if (isAway) throw away
      return 'back'
    })
    for (let asked = 0; asked < 3; asked++) await ask()
    isAway = false
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await ask()).toBe('back')
    isAway = true
    expect(await ask()).toBe(away.message)
    expect(await ask()).toBe(away.message)
    expect(attempts()).toBe(11)
  })

  it('waits 200 to 600 ms before it is asked again, plus what it asked for', async () => {
    for (const retryAfterMs of [undefined, 2_000]) {
      const times: number[] = []
      const busy = new ModelFailure('busy; wait', { isPassing: true, retryAfterMs })
      const { ask } = asking(() => {
        times.push(Date.now())
        return Promise.reject(busy)
      })
      await ask()
      const [first = 0, second = 0] = times
      expect(second - first - (retryAfterMs ?? 0)).toBeGreaterThanOrEqual(200)
      expect(second - first - (retryAfterMs ?? 0)).toBeLessThanOrEqual(600)
    }
  })
})

it('a refusal is not tried again, and does not count as being away', async () => {
  const { ask, attempts } = asking(() => Promise.reject(refused))
  for (let asked = 0; asked < 5; asked++) expect(await ask()).toBe(refused.message)
  expect(attempts()).toBe(5)
})

function asking(answer: () => Promise<string>) {
  const breaker = new CircuitBreaker('llama')
  const { signal } = new AbortController()
  let count = 0
  const ask = async () => {
    const told = breaker
      .ask(
        () => {
          count += 1
          return answer()
        },
        { signal, leftMs: () => 60_000 },
      )
      .catch((failure: Error) => failure.message)
    if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(3_000)
    return told
  }
  return { ask, attempts: () => count }
}
