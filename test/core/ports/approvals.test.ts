import { describe, expect, it, vi } from 'vitest'
import { definePlugin } from '../../../core/plugin/define.ts'
import { Approval } from '../../../core/plugin/ports/runtime.ts'
import { Approvals, type WaitingApproval } from '../../../core/ports/approvals.ts'
import { world } from '../supervisor/world.ts'

function approvals() {
  const told: WaitingApproval[] = []
  const all = new Approvals({
    redact: text => text.replace('hunter22', '[redacted]'),
    onWaiting: waiting => told.push(waiting),
  })
  const ending = new AbortController()
  return { all, told, ending, port: all.approvalFor('titles', ending.signal) }
}

describe('what waits for the streamer', () => {
  it('is told, listed and decided, the oldest first', async () => {
    const { all, told, port } = approvals()
    const first = port.ask({ what: 'title', text: 'Cosy evening' })
    const second = all.approvalFor('bot', new AbortController().signal).ask({
      what: 'answer',
      text: 'Hello',
      within: '1m',
    })
    await vi.waitFor(() => expect(told).toHaveLength(2))
    expect(all.waiting).toEqual(told)
    expect(told[0]).toMatchObject({ plugin: 'titles', what: 'title', text: 'Cosy evening' })
    const [one, other] = told.map(({ since, until }) => until.getTime() - since.getTime())
    expect([one, other]).toEqual([120_000, 60_000])
    expect(all.decide('approved')).toEqual(told[0])
    expect(all.decide('dropped').plugin).toBe('bot')
    expect(await Promise.all([first, second])).toEqual(['approved', 'dropped'])
    expect(all.waiting).toEqual([])
  })

  it('is taken by its number', async () => {
    const { all, port } = approvals()
    const asked = ['a', 'b', 'c'].map(text => port.ask({ what: 'title', text }))
    await vi.waitFor(() => expect(all.waiting).toHaveLength(3))
    expect(all.decide('approved', 2).text).toBe('b')
    expect(await asked[1]).toBe('approved')
    expect(all.waiting.map(({ text }) => text)).toEqual(['a', 'c'])
    all.decide('dropped')
    all.decide('dropped')
  })

  it('shows no secret', async () => {
    const { all, port } = approvals()
    void port.ask({ what: 'title', text: 'it is hunter22' })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    expect(all.decide('dropped').text).toBe('it is [redacted]')
  })

  it('expires', async () => {
    vi.useFakeTimers()
    const { all, port } = approvals()
    const asked = port.ask({ what: 'title', text: 'a', within: '90s' })
    await vi.advanceTimersByTimeAsync(89_000)
    expect(all.waiting).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await asked).toBe('expired')
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('is not wanted any more when its signal aborts, or its plugin ends', async () => {
    const { all, ending, port } = approvals()
    const giving = new AbortController()
    const given = port.ask({ what: 'title', text: 'a', signal: giving.signal })
    const left = port.ask({ what: 'title', text: 'b' })
    giving.abort()
    expect(await given).toBe('expired')
    ending.abort()
    expect(await left).toBe('expired')
    expect(await port.ask({ what: 'title', text: 'late' })).toBe('expired')
    expect(all.waiting).toEqual([])
  })

  it('is decided by its own plugin too, as the streamer says in chat', async () => {
    const { all, port } = approvals()
    expect(port.decide('approved')).toBe(false)
    const other = all.approvalFor('bot', new AbortController().signal)
    const asked = port.ask({ what: 'title', text: 'a' })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    expect(other.decide('approved')).toBe(false)
    expect(port.decide('approved')).toBe(true)
    expect(await asked).toBe('approved')
  })

  it('is bounded', async () => {
    const { all, ending, port } = approvals()
    const asked = Array.from({ length: 50 }, (_, at) => port.ask({ what: 'title', text: `${at}` }))
    await expect(port.ask({ what: 'title', text: 'one more' })).rejects.toThrow(
      'titles cannot ask for approval: 50 things wait already; decide on them with promethean approve',
    )
    ending.abort()
    await Promise.all(asked)
    expect(all.waiting).toEqual([])
  })

  it('is missed with a sentence where there is none', async () => {
    const { all, port } = approvals()
    expect(() => all.decide('approved')).toThrow(
      'there is nothing to decide: nothing is pending; see promethean status',
    )
    void port.ask({ what: 'title', text: 'a' })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    expect(() => all.decide('approved', 3)).toThrow('only 1 waits')
    all.decide('dropped')
  })
})

it('a plugin asks through the runtime, is shown in its status, and waits no more once it is gone', async () => {
  const decisions: string[] = []
  const asking = definePlugin({
    name: 'asking',
    needs: { approval: Approval },
    setup: ({ ports }) => {
      void ports.approval
        .ask({ what: 'title', text: 'Cosy evening' })
        .then(decision => decisions.push(decision))
    },
  })
  const { runtime, logged, reload } = await world([asking()])
  await vi.waitFor(() => expect(runtime.approvals.waiting).toHaveLength(1))
  expect((await runtime.status()).waiting).toMatchObject([{ plugin: 'asking', what: 'title' }])
  expect(logged.map(({ message }) => message).join()).toMatch(
    /a title is pending until \d\d:\d\d:\d\d: Cosy evening; approve it with promethean approve, or drop it with promethean approve --drop/,
  )
  await reload([])
  await vi.waitFor(() => expect(decisions).toEqual(['expired']))
  expect(runtime.approvals.waiting).toEqual([])
})
