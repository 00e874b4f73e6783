import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SpeakingAccounts } from '../../../../plugins/tau/chat/speaking-accounts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const line = { irc_channel: 'ann', message: 'hello' }
const live = new AbortController().signal

test('nothing is written within 5 s after the sign-in, and at once from then on', async () => {
  const written: unknown[] = []
  const speakers = new SpeakingAccounts((...said) => written.push(said) > 0)
  speakers.opened('annbot')
  const first = speakers.say('annbot', line, live)
  await vi.advanceTimersByTimeAsync(4_999)
  expect(written).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  await expect(first).resolves.toBe(true)
  await expect(speakers.say('annbot', line, live)).resolves.toBe(true)
  expect(written).toEqual([
    ['annbot', line],
    ['annbot', line],
  ])
})

test('nothing is written for whom no socket is open, nor once the connection is over', async () => {
  const write = vi.fn(() => true)
  const speakers = new SpeakingAccounts(write)
  await expect(speakers.say('annbot', line, live)).resolves.toBe(false)
  speakers.opened('annbot')
  const waiting = speakers.say('annbot', line, live)
  speakers.end()
  await expect(waiting).resolves.toBe(false)
  expect(write).not.toHaveBeenCalled()
  expect(vi.getTimerCount()).toBe(0)
})
