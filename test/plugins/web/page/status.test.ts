import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../../plugins/web/page/connection.ts'
import { StatusPoll } from '../../../../plugins/web/page/status.ts'
import { Far, Refused, SERVER_NOW } from '../../../support/page/far.ts'
import { aStatus } from './a-status.ts'

let far: Far
let connection: Connection
let status: StatusPoll

beforeEach(() => {
  vi.useFakeTimers()
  far = new Far()
  connection = far.connection()
  status = new StatusPoll(connection)
})

afterEach(() => {
  connection.stop()
  vi.useRealTimers()
})

describe('the status on a page', () => {
  it('is asked for once a second, and what it was is known after the instance has gone', async () => {
    far.answer('status', () => aStatus({ seen: asked() }))
    await start()
    expect(status.seen.value).toMatchObject({ status: { seen: 1 }, at: SERVER_NOW })
    await pass(2_000)
    expect(status.seen.value.status?.seen).toBe(3)
    far.isThere = false
    far.last.closes(1006)
    await pass(10_000)
    expect(status.seen.value).toMatchObject({ status: { seen: 3 }, at: SERVER_NOW + 2_000 })
  })

  it('is asked for again as soon as the instance is back', async () => {
    far.answer('status', () => aStatus())
    await start()
    far.last.closes(1006)
    await pass(300)
    expect(far.last.heard.filter(said => Object(said).call === 'status')).toHaveLength(1)
  })

  it('tells that the instance is still starting, and the status once it has', async () => {
    far.answer('status', () => new Refused('it is still starting'))
    await start()
    expect(status.seen.value.refusal?.what).toBe('it is still starting')
    far.answer('status', () => aStatus())
    await pass(1_000)
    expect(status.seen.value.refusal).toBeUndefined()
    expect(status.seen.value.status).toBeDefined()
  })

  it('shows what was told last, although an older answer comes after it', async () => {
    await start()
    void status.refresh()
    const [first, second] = far.last.heard.filter(said => Object(said).call === 'status')
    far.last.says({ id: Object(second).id, done: true, value: aStatus({ seen: 2 }) })
    far.last.says({ id: Object(first).id, done: true, value: aStatus({ seen: 1 }) })
    await pass(0)
    expect(status.seen.value.status?.seen).toBe(2)
  })

  it('remembers when events were last not stored', async () => {
    let unjournaled = 5
    far.answer('status', () => aStatus({ unjournaled }))
    await start()
    expect(status.seen.value.lostAt).toBeUndefined()
    unjournaled = 6
    await pass(1_000)
    expect(status.seen.value.lostAt).toBe(SERVER_NOW + 1_000)
    unjournaled = 0
    await pass(1_000)
    expect(status.seen.value.lostAt).toBe(SERVER_NOW + 1_000)
  })
})

function asked(): number {
  return far.last.heard.filter(said => Object(said).call === 'status').length
}

async function start(): Promise<void> {
  status.start()
  connection.start()
  await pass(0)
}

// The server beats each second.
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await vi.advanceTimersByTimeAsync(Math.min(left, 1_000))
    if (far.isThere && connection.state.value === 'open')
      far.last.says({ beat: SERVER_NOW + performance.now() })
  }
  await vi.advanceTimersByTimeAsync(0)
}
