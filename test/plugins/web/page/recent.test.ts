import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection } from '../../../../plugins/web/page/connection.ts'
import { Recent } from '../../../../plugins/web/page/recent.ts'
import { Far } from './far.ts'

let far: Far
let connection: Connection
let recent: Recent
let kept: readonly object[]

beforeEach(async () => {
  vi.useFakeTimers()
  far = new Far()
  kept = [line(2), line(1)]
  far.answer('events', () => ({ events: kept, more: false }))
  connection = new Connection({
    token: 'key',
    open: listener => far.open(listener),
    elapsed: () => performance.now(),
    random: () => 1,
  })
  recent = new Recent({
    connection,
    types: ['chat.dropped'],
    most: 3,
  })
  recent.start()
  connection.start()
  await vi.advanceTimersByTimeAsync(0)
})

afterEach(() => {
  connection.stop()
  vi.useRealTimers()
})

describe('recent events on a page', () => {
  it('are those that were kept and those that come, newest first, each once', () => {
    hear([line(2), line(3)])
    expect(ids()).toEqual(['3', '2', '1'])
  })

  it('are as many as are asked for', () => {
    hear([line(3), line(4), line(5)])
    expect(ids()).toEqual(['5', '4', '3'])
  })

  it('are only those of the types that are asked for', () => {
    hear([
      { ...line(3), type: 'chat.sent' },
      { code: 'skipped', events: 4 },
    ])
    expect(ids()).toEqual(['2', '1'])
  })

  it('miss nothing of an outage', async () => {
    kept = [line(3), line(2)]
    far.last.closes(1006)
    await vi.advanceTimersByTimeAsync(1_000)
    hear([line(4)])
    expect(ids()).toEqual(['4', '3', '2'])
  })
})

function line(at: number): object {
  const received = new Date(at * 1_000).toISOString()
  return { id: String(at), type: 'chat.dropped', received, data: { reason: 'muted' } }
}

function hear(lines: readonly object[]): void {
  const listen = far.last.heard.find(said => Object(said).listen === 'tail')
  far.last.says({ id: Object(listen).id, lines })
}

function ids(): readonly string[] {
  return recent.events.value.map(({ id }) => id)
}
