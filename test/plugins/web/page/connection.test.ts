import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../../plugins/web/page/connection.ts'
import { CLOSED } from '../../../../plugins/web/wire.ts'
import { Far, SERVER_NOW } from '../../../support/page/far.ts'

let far: Far
let connection: Connection

beforeEach(async () => {
  vi.useFakeTimers()
  far = new Far()
  connection = far.connection()
  connection.start()
  await pass(0)
})

afterEach(() => {
  connection.stop()
  vi.useRealTimers()
})

describe('the connection of a page', () => {
  it('shows its token first, and is open once it was welcomed', () => {
    expect(far.last.heard).toEqual([{ token: 'key' }])
    expect(connection.state.value).toBe('open')
    expect(connection.welcome.value?.name).toBe('dock')
  })

  it('knows the clock of the server, whatever its own says', async () => {
    await pass(1_000)
    expect(connection.clock.now()).toBe(SERVER_NOW + 1_000)
  })

  it('gives each call its own answer, in whatever order they come', async () => {
    const first = connection.call('status')
    const second = connection.call('mute', { plugin: 'bot' })
    const [, a, b] = far.last.heard
    expect(b).toMatchObject({ call: 'mute', input: { plugin: 'bot' } })
    far.last.says({ id: idOf(b), done: false, refusal: { code: 'runtime', what: 'no' } })
    far.last.says({ id: idOf(a), done: true, value: 1 })
    expect(await second).toEqual({ done: false, refusal: { code: 'runtime', what: 'no' } })
    expect(await first).toEqual({ done: true, value: 1 })
  })

  it('says within 3 s that an instance that no longer speaks is gone', async () => {
    far.isThere = false
    await pass(3_000)
    expect(connection.state.value).toBe('gone')
    expect(far.opened[0]?.isClosed).toBe(true)
  })

  it('says within 3 s that an instance that has ended is gone', async () => {
    far.isThere = false
    far.last.closes(CLOSED.goingAway)
    expect(connection.state.value).toBe('connecting')
    await pass(3_000)
    expect(connection.state.value).toBe('gone')
  })

  it('knows where the page has moved, until the instance answers here again', async () => {
    far.isThere = false
    far.last.closes(CLOSED.moved, 'http://127.0.0.1:7600/')
    await pass(3_000)
    expect(connection.state.value).toBe('gone')
    expect(connection.moved.value).toBe('http://127.0.0.1:7600/')
    far.isThere = true
    await pass(3_000)
    expect(connection.state.value).toBe('open')
    expect(connection.moved.value).toBeUndefined()
  })

  it('stays open as long as it hears the beat', async () => {
    await beat(60)
    expect(connection.state.value).toBe('open')
    expect(far.opened).toHaveLength(1)
  })

  it('comes back by itself, at the latest 3 s after the instance does', async () => {
    far.isThere = false
    far.last.closes(1006)
    await pass(60_000)
    expect(far.opened.length).toBeLessThan(30)
    far.isThere = true
    await pass(3_000)
    expect(connection.state.value).toBe('open')
  })

  it('waits for its turn where many pages connect at once, and for a server that hangs', async () => {
    far.isDeaf = true
    far.last.closes(1006)
    await pass(9_000)
    expect(connection.state.value).toBe('gone')
    expect(far.opened).toHaveLength(2)
    far.last.greets(far.welcome)
    expect(connection.state.value).toBe('open')
  })

  it('tries anew where a connection never comes about', async () => {
    far.isDeaf = true
    far.last.closes(1006)
    await pass(12_000)
    expect(far.opened).toHaveLength(3)
  })

  it('is refused for as long as an instance that does not know its token answers', async () => {
    for (const opened of [1, 2, 3]) {
      far.last.closes(CLOSED.unknownToken)
      await pass(9_000)
      expect(connection.state.value).toBe('refused')
      expect(far.opened).toHaveLength(opened)
      await pass(1_000)
      expect(far.opened).toHaveLength(opened + 1)
    }
    expect(connection.state.value).toBe('open')
  })

  it('does not ask without a pause a server that welcomes and closes at once', async () => {
    for (let asked = 0; asked < 10; asked++) {
      far.last.closes(CLOSED.tooSlow)
      const before = far.opened.length
      await vi.advanceTimersByTimeAsync(3_000)
      expect(far.opened.length).toBeGreaterThan(before)
    }
    far.last.closes(CLOSED.tooSlow)
    const before = far.opened.length
    await pass(1_000)
    expect(far.opened).toHaveLength(before)
  })

  it('tells whoever waits that the answer will not come', async () => {
    const asked = connection.call('mute')
    const onEnd = vi.fn()
    connection.listen('tail', {}, { onLines: () => {}, onEnd })
    far.last.closes(1006)
    expect(await asked).toMatchObject({ done: false, refusal: { code: 'gone' } })
    expect(onEnd).toHaveBeenCalledOnce()
    expect(await connection.call('mute')).toMatchObject({ done: false, refusal: { code: 'gone' } })
  })

  it('hears a stream until it ends it', () => {
    const onLines = vi.fn()
    const end = connection.listen('tail', { all: true }, { onLines })
    const id = idOf(far.last.heard.at(-1))
    far.last.says({ id, lines: [1, 2] })
    end()
    far.last.says({ id, lines: [3] })
    expect(onLines.mock.calls).toEqual([[[1, 2]]])
    expect(far.last.heard.at(-1)).toEqual({ id, cancel: true })
  })

  it('does work again each time it is open again', async () => {
    const work = vi.fn()
    connection.whenOpen(work)
    expect(work).toHaveBeenCalledTimes(1)
    far.last.closes(1006)
    await pass(3_000)
    expect(work).toHaveBeenCalledTimes(2)
  })
})

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
}

async function beat(seconds: number): Promise<void> {
  for (let second = 1; second <= seconds; second++) {
    await pass(1_000)
    far.last.says({ beat: SERVER_NOW + second * 1_000 })
  }
}

function idOf(said: unknown): unknown {
  return typeof said === 'object' && said !== null ? Reflect.get(said, 'id') : undefined
}
