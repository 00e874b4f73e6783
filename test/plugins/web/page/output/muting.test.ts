import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection } from '../../../../../plugins/web/page/connection.ts'
import { mutedNow, PanicSwitch } from '../../../../../plugins/web/page/output/muting.ts'
import { type Muted, StatusPoll } from '../../../../../plugins/web/page/status.ts'
import { aStatus } from '../a-status.ts'
import { Far, Refused } from '../far.ts'

let far: Far
let connection: Connection
let status: StatusPoll
let panic: PanicSwitch
/** What the instance has muted. */
let muted: Muted | undefined

beforeEach(async () => {
  vi.useFakeTimers()
  muted = undefined
  far = new Far()
  far.answer('status', () => aStatus(muted && { muted }))
  far.answer('mute', () => {
    muted = { all: true, plugins: [] }
    return { saved: true }
  })
  connection = new Connection({
    token: 'key',
    open: listener => far.open(listener),
    elapsed: () => performance.now(),
    random: () => 1,
  })
  status = new StatusPoll(connection)
  panic = new PanicSwitch(connection, status)
  status.start()
  connection.start()
  await vi.advanceTimersByTimeAsync(0)
})

afterEach(() => {
  connection.stop()
  vi.useRealTimers()
})

describe('the panic switch', () => {
  it('shows at once what is wished, and keeps it once the instance has confirmed it', async () => {
    const done = panic.set({ what: 'mute' })
    expect(shown()).toEqual({ all: true, plugins: [] })
    expect(status.seen.value.status?.muted).toBeUndefined()
    await done
    expect(panic.muting.value).toEqual({})
    expect(status.seen.value.status?.muted).toEqual({ all: true, plugins: [] })
  })

  it('shows what the instance says again if it refuses, and why', async () => {
    far.answer('mute', () => new Refused('no plugin has this id'))
    await panic.set({ what: 'mute', plugin: 'bot' })
    expect(shown()).toEqual({ all: false, plugins: [] })
    expect(panic.muting.value.trouble?.what).toBe('no plugin has this id')
  })

  it('tells that a restart would forget it', async () => {
    far.answer('mute', () => ({ saved: false, reason: 'the disk is full' }))
    await panic.set({ what: 'mute' })
    expect(panic.muting.value).toEqual({ unsaved: 'the disk is full' })
  })

  it('stops output as soon as the instance is back, if it could not be told', async () => {
    far.isThere = false
    far.last.closes(1006)
    await panic.set({ what: 'mute' })
    expect(shown().all).toBe(true)
    expect(panic.muting.value.trouble?.what).toBeDefined()
    far.isThere = true
    await vi.advanceTimersByTimeAsync(3_000)
    expect(muted).toEqual({ all: true, plugins: [] })
    expect(panic.muting.value).toEqual({})
  })

  it('does not allow output later, by surprise, what could not be allowed now', async () => {
    far.answer('unmute', () => {
      throw new Error('unreachable: it was not kept')
    })
    far.isThere = false
    far.last.closes(1006)
    await panic.set({ what: 'unmute' })
    expect(panic.muting.value.wish).toBeUndefined()
    far.isThere = true
    await vi.advanceTimersByTimeAsync(3_000)
    expect(far.last.heard).not.toContainEqual(expect.objectContaining({ call: 'unmute' }))
  })

  it('goes by the last of two wishes, whichever is answered first', async () => {
    far.answer('unmute', () => {
      muted = undefined
      return { saved: true }
    })
    const first = panic.set({ what: 'mute' })
    const second = panic.set({ what: 'unmute' })
    expect(shown().all).toBe(false)
    await Promise.all([first, second])
    expect(panic.muting.value).toEqual({})
    expect(shown().all).toBe(false)
  })
})

describe('what is muted', () => {
  it.each<[Muted | undefined, Parameters<typeof mutedNow>[1], Muted]>([
    [undefined, undefined, { all: false, plugins: [] }],
    [undefined, { what: 'mute' }, { all: true, plugins: [] }],
    [{ all: false, plugins: ['a'] }, { what: 'mute' }, { all: true, plugins: ['a'] }],
    [{ all: true, plugins: ['a'] }, { what: 'unmute' }, { all: false, plugins: [] }],
    [
      { all: false, plugins: ['a'] },
      { what: 'mute', plugin: 'b' },
      { all: false, plugins: ['a', 'b'] },
    ],
    [
      { all: false, plugins: ['a'] },
      { what: 'mute', plugin: 'a' },
      { all: false, plugins: ['a'] },
    ],
    [
      { all: true, plugins: ['a', 'b'] },
      { what: 'unmute', plugin: 'a' },
      { all: true, plugins: ['b'] },
    ],
  ])('%j and the wish %j are %j', (told, wish, now) => {
    expect(mutedNow(told, wish)).toEqual(now)
  })
})

function shown(): Muted {
  return mutedNow(status.seen.value.status?.muted, panic.muting.value.wish)
}
