import { expect, it, vi } from 'vitest'
import type { Output } from '../../../core/cli/shown/output.ts'
import { Acquired } from '../../../core/daemon/shutdown.ts'

it('what was acquired is given back newest first, and neither what fails nor what hangs holds up the next', async () => {
  vi.useFakeTimers()
  const given: string[] = []
  const said: string[] = []
  const output: Pick<Output, 'trouble'> = { trouble: text => said.push(text) }
  const acquired = new Acquired()
  acquired.add('the lock', () => given.push('lock'))
  acquired.add('the log file', () => new Promise(() => undefined))
  acquired.add('the socket', () => {
    throw new Error('it is gone')
  })
  acquired.add('the runtime', () => new Promise(done => setTimeout(done, 3_000)), 4_000)
  acquired.add('the timer', () => given.push('timer'))
  const all = acquired.giveBack(output)
  await vi.advanceTimersByTimeAsync(2_900)
  expect([given, said]).toEqual([['timer'], []])
  await vi.advanceTimersByTimeAsync(1_000)
  await all
  expect(given).toEqual(['timer', 'lock'])
  expect(said).toEqual([
    'the stop went wrong at the socket: it is gone; what is in the journal is safe',
    'the log file did not end in time and was left; what is in the journal is safe',
  ])
  vi.useRealTimers()
})
