import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../../../plugins/web/page/connection.ts'
import { mutedNow, PanicSwitch, type Wish } from '../../../../../plugins/web/page/output/muting.ts'
import { type Muted, StatusPoll } from '../../../../../plugins/web/page/status.ts'
import { Far, Refused } from '../../../../support/page/far.ts'
import { aStatus } from '../a-status.ts'

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
  far.answer('mute', input => {
    const { plugin }: { plugin?: string } = Object(input)
    muted = mutedNow(muted, [{ what: 'mute', ...(plugin !== undefined && { plugin }) }])
    return { saved: true }
  })
  connection = far.connection()
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
    expect(panic.muting.value).toEqual({ wishes: [] })
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
    expect(panic.muting.value).toEqual({ wishes: [], unsaved: 'the disk is full' })
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
    expect(panic.muting.value).toEqual({ wishes: [] })
  })

  it.each<[string, readonly (string | undefined)[], Muted]>([
    ['everything, then a plugin', [undefined, 'greeter'], { all: true, plugins: ['greeter'] }],
    ['a plugin, then everything', ['greeter', undefined], { all: true, plugins: ['greeter'] }],
    ['two plugins', ['greeter', 'bot'], { all: false, plugins: ['greeter', 'bot'] }],
    ['everything, twice', [undefined, undefined], { all: true, plugins: [] }],
  ])(
    'forgets no stop that was asked for while the instance was gone: %s',
    async (_, stops, all) => {
      lose()
      for (const plugin of stops)
        await panic.set({ what: 'mute', ...(plugin !== undefined && { plugin }) })
      expect(shown()).toEqual(all)
      await comeBack()
      expect(muted).toEqual(all)
      expect(panic.muting.value).toEqual({ wishes: [] })
    },
  )

  it('keeps a stop that was on its way when the connection was lost', async () => {
    far.answer('mute', () => {
      far.isThere = false
      far.last.closes(1006)
    })
    await panic.set({ what: 'mute' })
    expect(shown().all).toBe(true)
    far.answer('mute', () => {
      muted = { all: true, plugins: [] }
      return { saved: true }
    })
    await comeBack()
    expect(muted?.all).toBe(true)
  })

  it('keeps the stops when output cannot be allowed again just now', async () => {
    lose()
    await panic.set({ what: 'mute' })
    await panic.set({ what: 'unmute' })
    expect(shown().all).toBe(true)
    await comeBack()
    expect(muted?.all).toBe(true)
  })

  it('says no longer that the instance cannot be reached once it is back', async () => {
    lose()
    await panic.set({ what: 'unmute' })
    expect(panic.muting.value.trouble?.code).toBe('gone')
    await comeBack()
    expect(panic.muting.value).toEqual({ wishes: [] })
  })

  it('tells what could not be saved of several stops, whichever is answered last', async () => {
    lose()
    far.answer('mute', input =>
      Object(input).plugin === undefined
        ? { saved: false, reason: 'the disk is full' }
        : { saved: true },
    )
    await panic.set({ what: 'mute' })
    await panic.set({ what: 'mute', plugin: 'bot' })
    await comeBack()
    expect(panic.muting.value).toEqual({ wishes: [], unsaved: 'the disk is full' })
  })

  it('does not allow output later, by surprise, what could not be allowed now', async () => {
    far.answer('unmute', () => {
      throw new Error('unreachable: it was not kept')
    })
    far.isThere = false
    far.last.closes(1006)
    await panic.set({ what: 'unmute' })
    expect(panic.muting.value.wishes).toEqual([])
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
    expect(panic.muting.value).toEqual({ wishes: [] })
    expect(shown().all).toBe(false)
  })
})

describe('what is muted', () => {
  it.each<[Muted | undefined, Wish | undefined, Muted]>([
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
    expect(mutedNow(told, wish === undefined ? [] : [wish])).toEqual(now)
  })
})

function lose(): void {
  far.isThere = false
  far.last.closes(1006)
}

async function comeBack(): Promise<void> {
  far.isThere = true
  await vi.advanceTimersByTimeAsync(2_000)
}

function shown(): Muted {
  return mutedNow(status.seen.value.status?.muted, panic.muting.value.wishes)
}
