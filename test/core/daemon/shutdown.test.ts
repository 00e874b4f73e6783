import { beforeEach, expect, it, vi } from 'vitest'
import { Shutdown } from '../../../core/daemon/shutdown.ts'

const said: string[] = []
let shutdown: Shutdown

beforeEach(() => {
  said.length = 0
  shutdown = new Shutdown({
    onTrouble: sentence => said.push(sentence),
    onLingering: ({ use, what }) => said.push(`${use} ${what}`),
  })
})

it('what was acquired is given back newest first, and neither what fails nor what hangs holds up the next', async () => {
  vi.useFakeTimers()
  const given: string[] = []
  shutdown.add('the lock', () => given.push('lock'))
  shutdown.add('the log file', () => new Promise(() => undefined))
  shutdown.add('the socket', () => {
    throw new Error('it is gone')
  })
  shutdown.add('the runtime', () => new Promise(done => setTimeout(done, 3_000)), 4_000)
  shutdown.add('the timer', () => given.push('timer'))
  const all = shutdown.begin('asked')
  await vi.advanceTimersByTimeAsync(2_900)
  expect([given, said]).toEqual([['timer'], []])
  await vi.advanceTimersByTimeAsync(1_000)
  await all
  expect(given).toEqual(['timer', 'lock'])
  expect(said).toEqual([
    'shutdown failed at the socket: it is gone; the journal is safe',
    'the log file did not stop in time and was abandoned; the journal is safe',
  ])
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

it('begins once, and whoever waits for its signal may begin it again', async () => {
  let times = 0
  shutdown.add('the lock', () => {
    times += 1
  })
  const again = new Promise(resolve => {
    shutdown.signal.addEventListener('abort', () => resolve(shutdown.begin('again')))
  })
  await Promise.all([shutdown.begin('first'), again])
  expect([times, shutdown.signal.reason]).toEqual([1, 'first'])
})

it('gives back at once what is acquired too late', async () => {
  await shutdown.begin('asked')
  const late = vi.fn()
  shutdown.add('the socket', late)
  expect(late).toHaveBeenCalledOnce()
})

it('waits last for what a plugin sees through, and says for what', async () => {
  let end: () => void = () => undefined
  const work = new Promise<void>(resolve => {
    end = resolve
  })
  shutdown.add('the runtime', () => {
    shutdown.lingering.add(work, { use: 'title-generator', what: 'sets a title' })
  })
  const done = vi.fn()
  const all = shutdown.begin('asked').then(done)
  await expect.poll(() => said).toEqual(['title-generator sets a title'])
  expect(done).not.toHaveBeenCalled()
  end()
  await all
})

it('waits for what is just being acquired, and gives it back before what it stands on', async () => {
  const given: string[] = []
  shutdown.add('the lock', () => given.push('lock'))
  let open: (runtime: string) => void = () => undefined
  const opening = new Promise<string>(resolve => {
    open = resolve
  })
  const acquired = shutdown.acquire('the runtime', opening, runtime => given.push(runtime))
  const all = shutdown.begin('asked')
  await Promise.resolve()
  open('runtime')
  await acquired
  await all
  expect(given).toEqual(['runtime', 'lock'])
})
