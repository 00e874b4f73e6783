import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { openState } from '../../../core/journal/state.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { Approval } from '../../../core/plugin/ports/runtime.ts'
import { approvalId, isApprovalId } from '../../../core/ports/approvals/approval-ids.ts'
import { Approvals } from '../../../core/ports/approvals/approvals.ts'
import type {
  WaitingApproval,
  WantedApproval,
} from '../../../core/ports/approvals/waiting-approval.ts'
import { world } from '../supervisor/world.ts'

function approvals() {
  const told: WaitingApproval[] = []
  const all = new Approvals({
    redact: text => text.replace('hunter22', '[redacted]'),
    onWaiting: waiting => told.push(waiting),
    onDecided: () => undefined,
  })
  const ending = new AbortController()
  return { all, told, ending, port: all.approvalFor('titles', ending.signal) }
}

/** What an agent wants, for as long as it is told. */
function agentWants(id: string, until: Date): WantedApproval {
  return {
    ...{ id, what: 'message', text: 'Hello', since: new Date(), until, outlives: true },
    agent: { name: 'claude-ai 1.2', tool: 'chat_say', input: { text: 'Hello' }, shown: [] },
    onDecided: async () => ({ status: 'sent' }),
  }
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

  it('is taken by its id, in any case, which no other has in this run', async () => {
    const { all, port } = approvals()
    const asked = ['a', 'b', 'c'].map(text => port.ask({ what: 'title', text }))
    await vi.waitFor(() => expect(all.waiting).toHaveLength(3))
    expect(all.waiting.map(({ id }) => id)).toEqual(['alfa', 'bravo', 'charlie'])
    expect(all.decide('dropped', 'Bravo').text).toBe('b')
    expect(await asked[1]).toBe('dropped')
    expect(() => all.decide('approved', 'zulu')).toThrow(
      'nothing pending has the id zulu: only alfa, charlie are pending; see promethean approvals',
    )
    void port.ask({ what: 'title', text: 'd' })
    await vi.waitFor(() => expect(all.waiting.at(-1)?.id).toBe('delta'))
    while (all.waiting.length > 0) all.decide('dropped')
  })

  it('is decided once: who comes later is told who was first, and how', async () => {
    const { all, port } = approvals()
    const leaving = new AbortController()
    const bot = all.approvalFor('bot', leaving.signal)
    const asked = ['a', 'b', 'c', 'd'].map(text => bot.ask({ what: 'title', text }))
    await vi.waitFor(() => expect(all.waiting).toHaveLength(4))
    all.decide('approved', 'alfa', 'dock')
    all.decide('dropped', 'BRAVO', 'phone')
    bot.decide('approved')
    expect(await Promise.all(asked.slice(0, 3))).toEqual(['approved', 'dropped', 'approved'])
    const late = (id: string) => () => all.decide('dropped', id, 'other')
    expect(late('alfa')).toThrow('alfa is not pending any more: dock approved it')
    expect(late('Bravo')).toThrow('Bravo is not pending any more: phone dropped it')
    expect(late('charlie')).toThrow('charlie is not pending any more: bot approved it')
    expect(() => all.approveAs('x', 'alfa', 'other')).toThrow('dock approved it')
    leaving.abort()
    expect(await asked[3]).toBe('expired')
    expect(late('delta')).toThrow(
      'delta is not pending any more: it expired; see promethean approvals',
    )
    expect(late('delta')).toThrow(expect.objectContaining({ code: 'conflict' }))
    expect(late('echo')).toThrow('nothing is pending')
    void port.ask({ what: 'title', text: 'e' })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    all.decide('dropped', 'echo', 'dock')
    expect(all.decided.map(({ id, decision, by }) => [id, decision, by])).toEqual([
      ['alfa', 'approved', 'dock'],
      ['bravo', 'dropped', 'phone'],
      ['charlie', 'approved', 'bot'],
      ['delta', 'expired', undefined],
      ['echo', 'dropped', 'dock'],
    ])
  })

  it('is remembered for the latest ten that were decided', () => {
    const { all, port } = approvals()
    for (let turn = 0; turn < 12; turn++) {
      void port.ask({ what: 'title', text: `text ${turn}` })
      all.decide('approved')
    }
    expect(all.decided.map(({ text }) => text)).toEqual(
      Array.from({ length: 10 }, (_, turn) => `text ${turn + 2}`),
    )
  })

  it('never runs out of ids', () => {
    const ids = Array.from({ length: 1_000 }, (_, count) => approvalId(count))
    expect(new Set(ids).size).toBe(1_000)
    expect(ids.every(isApprovalId)).toBe(true)
    expect([ids[25], ids[26], ids[52]]).toEqual(['zulu', 'alfa-2', 'alfa-3'])
    expect(['2', 'x', 'alfa-', 'alfa-0', ''].some(isApprovalId)).toBe(false)
  })

  it('is approved with another text where its plugin takes that', async () => {
    const { all, port } = approvals()
    const taken: string[] = []
    const revise = (text: string) => {
      if (text === '') throw new Error('it was empty')
      taken.push(text)
      return text.trim()
    }
    const asked = port.ask({ what: 'title', text: 'Cosy evening', revise })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    expect(() => all.approveAs('')).toThrow(
      'the title cannot be changed to this: it was empty; it waits on',
    )
    expect(all.waiting).toMatchObject([{ text: 'Cosy evening' }])
    expect(all.approveAs(' Calm evening ', 'alfa')).toMatchObject({ text: 'Calm evening' })
    expect([await asked, taken]).toEqual(['approved', [' Calm evening ']])
  })

  it('stays as it is where its plugin takes no other text', async () => {
    const { all, port } = approvals()
    void port.ask({ what: 'answer', text: 'Hello' })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    expect(() => all.approveAs('Bye')).toThrow(
      'the answer cannot be changed to this: titles takes no other text; approve it as it is, or drop it',
    )
    expect(all.decide('dropped').text).toBe('Hello')
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

  it('expires by the clock too, which goes on while the computer sleeps', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z'), toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const { all, port } = approvals()
    const asked = ['a', 'b', 'c', 'd'].map(text => port.ask({ what: 'title', text }))
    const last = port.ask({ what: 'title', text: 'e', within: '1d' })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(5))
    vi.setSystemTime(new Date('2026-11-30T20:02:00Z'))
    // The second as it was listed, not the second of what is left.
    expect(() => all.decide('approved', 2, 'dock')).toThrow(
      'bravo is not pending any more: it expired',
    )
    expect(() => all.decide('approved', 'alfa', 'dock')).toThrow('it expired')
    expect(await Promise.all(asked)).toEqual(['expired', 'expired', 'expired', 'expired'])
    expect(all.waiting.map(({ id }) => id)).toEqual(['echo'])
    vi.setSystemTime(new Date('2026-12-01T20:00:00Z'))
    expect(await all.outcome('echo', 0)).toMatchObject({ id: 'echo', status: 'expired' })
    expect(await last).toBe('expired')
  })

  it('is changed, or decided by its plugin, no more once its time is over', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z'), toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const { all, port } = approvals()
    const taken: string[] = []
    const revise = (text: string) => {
      taken.push(text)
      return text
    }
    const one = port.ask({ what: 'title', text: 'a', revise })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    vi.setSystemTime(new Date('2026-11-30T21:00:00Z'))
    expect(() => all.approveAs('b', 'alfa')).toThrow('it expired')
    expect([await one, taken]).toEqual(['expired', []])
    const other = port.ask({ what: 'title', text: 'c' })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    vi.setSystemTime(new Date('2026-11-30T22:00:00Z'))
    expect(port.decide('approved')).toBe(false)
    expect(await other).toBe('expired')
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
      'titles cannot ask for approval: 50 requests are already pending; decide on them with promethean approve',
    )
    ending.abort()
    await Promise.all(asked)
    expect(all.waiting).toEqual([])
  })

  it('leaves room for plugins, however much agents ask for', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    const { all, ending, port } = approvals()
    const until = (minutes: number) => new Date(Date.now() + minutes * 60_000)
    for (let at = 0; at < 20; at++) {
      all.requireRoomForAgent()
      all.wait('mcp', agentWants(`a-${at}`, until(15 + at)), ending.signal)
    }
    vi.advanceTimersByTime(60_000)
    expect(() => all.requireRoomForAgent()).toThrow(
      'cannot ask for approval now: all agents together may have 20 requests pending; tell the streamer, who decides on them, and try again after that; the first of them expires in 14 min',
    )
    const asked = Array.from({ length: 30 }, (_, at) => port.ask({ what: 'title', text: `${at}` }))
    await vi.waitFor(() => expect(all.waiting).toHaveLength(50))
    // The first one's time is over: there is room for one.
    await vi.advanceTimersByTimeAsync(14 * 60_000)
    expect(await Promise.all(asked)).toEqual(asked.map(() => 'expired'))
    all.requireRoomForAgent()
    all.wait('mcp', agentWants('late', until(15)), ending.signal)
    expect(() => all.requireRoomForAgent()).toThrow('the first of them expires in 60 s')
    ending.abort()
  })

  it('leaves no room for an agent where plugins need it all', async () => {
    const { all, ending, port } = approvals()
    const asked = Array.from({ length: 50 }, (_, at) => port.ask({ what: 'title', text: `${at}` }))
    expect(() => all.requireRoomForAgent()).toThrow(
      /50 requests are already pending; tell the streamer.*expires in 120 s/,
    )
    ending.abort()
    await Promise.all(asked)
  })

  it('without an id is never an act of an agent', async () => {
    const { all, ending, port } = approvals()
    const title = port.ask({ what: 'title', text: 'Cosy evening' })
    all.wait('mcp', agentWants('bravo', new Date(Date.now() + 60_000)), ending.signal)
    await vi.waitFor(() => expect(all.waiting).toHaveLength(2))
    expect(() => all.decide('approved')).toThrow(
      'cannot decide without an id: alfa, bravo are pending, and agents ask for bravo; read them with promethean approvals, and name one: promethean approve bravo',
    )
    all.decide('approved', 'alfa')
    expect(await title).toBe('approved')
    expect(() => all.decide('dropped')).toThrow('bravo is pending, and an agent asks for it')
    expect(all.decide('approved', 'bravo').agent?.name).toBe('claude-ai 1.2')
  })

  it('keeps its number while it waits, and no other gets it soon', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    const { all, port } = approvals()
    const asks = (text: string) => void port.ask({ what: 'title', text, within: '1h' })
    for (const text of ['a', 'b', 'c']) asks(text)
    await vi.advanceTimersByTimeAsync(0)
    all.decide('dropped', 1)
    const listed = () => all.waiting.map(({ number, text }) => [number, text])
    expect(listed()).toEqual([
      [2, 'b'],
      [3, 'c'],
    ])
    expect(() => all.decide('approved', 1, 'dock')).toThrow('alfa is not pending any more')
    for (const number of [2, 3]) all.decide('dropped', number)
    asks('d')
    await vi.advanceTimersByTimeAsync(0)
    expect(listed()).toEqual([[4, 'd']])
    all.decide('dropped', 4)
    await vi.advanceTimersByTimeAsync(11 * 60_000)
    asks('e')
    await vi.advanceTimersByTimeAsync(0)
    expect(listed()).toEqual([[1, 'e']])
    all.decide('dropped', 1)
  })

  it('keeps its number over a restart, and no other gets that of what is gone', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    const journal = await openMemoryJournal()
    onTestFinished(() => journal.close())
    const state = await openState(journal, 'promethean')
    const run = () => {
      const made = approvals()
      made.all.resume(state)
      const listed = () => made.all.waiting.map(({ id, number }) => [number, id])
      return { ...made, listed }
    }
    const until = (minutes: number) => new Date(Date.now() + minutes * 60_000)
    const first = run()
    void first.port.ask({ what: 'title', text: 'Cosy evening' })
    await vi.advanceTimersByTimeAsync(0)
    first.all.wait('mcp', agentWants('xray', until(15)), first.ending.signal)
    expect(first.listed()).toEqual([
      [1, 'alfa'],
      [2, 'xray'],
    ])
    // Nobody keeps the title; the agent's message waits on.
    first.ending.abort()

    const second = run()
    void second.port.ask({ what: 'title', text: 'Another evening' })
    await vi.advanceTimersByTimeAsync(0)
    second.all.wait('mcp', agentWants('xray', until(15)), second.ending.signal)
    expect(second.listed()).toEqual([
      [3, 'bravo'],
      [2, 'xray'],
    ])
    expect(() => second.all.decide('approved', 1)).toThrow(
      'nothing pending has the number 1: only bravo, xray are pending',
    )
    expect(second.all.decide('dropped', 2).id).toBe('xray')
    second.ending.abort()

    // It expired while nothing ran, and ten minutes are over.
    const third = run()
    third.all.wait('mcp', agentWants('yankee', until(1)), third.ending.signal)
    expect(third.listed()).toEqual([[4, 'yankee']])
    third.ending.abort()
    vi.setSystemTime(Date.now() + 12 * 60_000)
    const fourth = run()
    fourth.all.wait('mcp', agentWants('zulu', until(1)), fourth.ending.signal)
    expect(fourth.listed()).toEqual([[1, 'zulu']])
    fourth.ending.abort()
  })

  it('is listed no more once its time is over, and who waits for the outcome is told', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    const { all, ending } = approvals()
    const ends: string[] = []
    const wants = (id: string, minutes: number) => ({
      ...agentWants(id, new Date(Date.now() + minutes * 60_000)),
      onDecided: async (decision: string) => void ends.push(`${id} ${decision}`),
    })
    for (const [id, minutes] of [
      ['one', 1],
      ['two', 60],
      ['three', 90],
    ] as const)
      all.wait('mcp', wants(id, minutes), ending.signal)
    const listed = () => all.waiting.map(({ id }) => id)
    await vi.advanceTimersByTimeAsync(60_000)
    expect([listed(), ends]).toEqual([['two', 'three'], ['one expired']])
    // The computer sleeps for an hour: the clock goes on, timers do not.
    const outcome = all.outcome('two', 30_000)
    vi.setSystemTime(new Date('2026-11-30T21:02:00Z'))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(ends).toEqual(['one expired', 'two expired'])
    expect(await outcome).toEqual({ id: 'two', status: 'expired' })
    vi.setSystemTime(new Date('2026-11-30T22:00:00Z'))
    expect(listed()).toEqual([])
    expect(ends.at(-1)).toBe('three expired')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits no longer because the clock was set back', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z') })
    onTestFinished(() => void vi.useRealTimers())
    const { all, port } = approvals()
    const asked = port.ask({ what: 'title', text: 'a', within: '1m' })
    await vi.advanceTimersByTimeAsync(0)
    vi.setSystemTime(new Date('2026-11-30T18:00:00Z'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect([await asked, all.waiting]).toEqual(['expired', []])
  })

  it('is missed with a sentence where there is none', async () => {
    const { all, port } = approvals()
    expect(() => all.decide('approved')).toThrow(
      'nothing is pending: there is nothing to approve or drop',
    )
    void port.ask({ what: 'title', text: 'a' })
    await vi.waitFor(() => expect(all.waiting).toHaveLength(1))
    expect(() => all.decide('approved', 3)).toThrow(
      'nothing pending has the number 3: only alfa is pending',
    )
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
    /a title is pending until \d\d:\d\d:\d\d: Cosy evening; approve it with promethean approve alfa, or drop it with promethean drop alfa/,
  )
  await reload([])
  await vi.waitFor(() => expect(decisions).toEqual(['expired']))
  expect(runtime.approvals.waiting).toEqual([])
})

it('who answers after a restart decides on nothing that asked since', async () => {
  const journal = await openMemoryJournal()
  const kept = { ...journal, close: async () => undefined }
  const asking = definePlugin({
    name: 'asking',
    needs: { approval: Approval },
    setup: ({ ports }) => void ports.approval.ask({ what: 'title', text: 'Cosy evening' }),
  })
  const first = await world([asking()], { journal: kept })
  await vi.waitFor(() => expect(first.runtime.approvals.waiting).toMatchObject([{ id: 'alfa' }]))
  await first.runtime.stop()
  const { runtime } = await world([asking()], { journal: kept })
  await vi.waitFor(() => expect(runtime.approvals.waiting).toMatchObject([{ id: 'bravo' }]))
  expect(() => runtime.approvals.decide('approved', 'alfa')).toThrow(
    'nothing pending has the id alfa: only bravo is pending',
  )
  await runtime.stop()
  await journal.close()
})
