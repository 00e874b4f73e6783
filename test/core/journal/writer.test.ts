import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import type { Journal, JournalRow } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { JournalWriter } from '../../../core/journal/writer.ts'
import { line, lines, START, texts } from './entries.ts'

interface Bench {
  readonly journal: Journal
  readonly writer: JournalWriter
  readonly commits: (readonly JournalRow[])[]
  readonly repeats: Event[]
  readonly troubles: (string | undefined)[]
  readonly unjournaled: () => number
  /** While set, appends reject with it. */
  fail: (reason: string | undefined) => void
}

let journal: Journal
beforeEach(async () => {
  vi.useFakeTimers()
  journal = await openMemoryJournal()
})
afterEach(async () => {
  vi.useRealTimers()
  await journal.close()
})

function bench(overrides: Partial<Journal> = {}): Bench {
  let reason: string | undefined
  let lost = 0
  const append: Journal['append'] = (entries, copies) =>
    reason === undefined ? journal.append(entries, copies) : Promise.reject(new Error(reason))
  const commits: (readonly JournalRow[])[] = []
  const repeats: Event[] = []
  const troubles: (string | undefined)[] = []
  const writer = new JournalWriter(
    { ...journal, append, ...overrides },
    {
      onCommit: (rows, again) => {
        commits.push(rows)
        repeats.push(...again)
      },
      onUnjournaled: count => {
        lost += count
      },
      onTrouble: failure => troubles.push(failure?.message),
      tail: 100,
    },
  )
  const fail = (why: string | undefined) => {
    reason = why
  }
  return { journal, writer, commits, repeats, troubles, unjournaled: () => lost, fail }
}

describe('the journal writer', () => {
  it('hands over each event at once, before anyone can react to it', () => {
    const append = vi.fn<Journal['append']>(() => new Promise(() => undefined))
    const { writer } = bench({ append })
    writer.append(line(1))
    expect(append.mock.calls.map(([entries]) => texts(entries))).toEqual([['line 1']])
    // No answer has to come, and no timer: the event loop may be held up right after.
    writer.append(line(2))
    writer.hold({ holder: 'tau', event: line(3).event })
    expect(append.mock.calls.map(([entries]) => texts(entries))).toEqual([
      ['line 1'],
      ['line 2'],
      [],
    ])
    expect(append.mock.calls[2]?.[3]?.events).toHaveLength(1)
  })

  it('hands over what comes within 10 ms together where more than 100 events a second come for longer', async () => {
    const { writer, commits } = bench()
    for (let n = 1; n <= 1_000; n++) {
      writer.append(line(n))
      await vi.advanceTimersByTimeAsync(1)
      expect(writer.waiting).toBeLessThanOrEqual(10)
    }
    await writer.settled()
    expect(texts(commits.flat())).toEqual(texts(lines(1, 1_000)))
    expect(commits.length).toBeLessThan(125)
  })

  it('keeps the order where the disk is full while several are under way', async () => {
    const { writer, commits, troubles, fail } = bench()
    writer.append(line(1))
    fail('the disk is full')
    for (const entry of lines(2, 5)) writer.append(entry)
    await vi.advanceTimersByTimeAsync(100)
    fail(undefined)
    for (const entry of lines(6, 9)) writer.append(entry)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(troubles).toEqual(['the disk is full', undefined])
    expect(texts(commits.flat())).toEqual(texts(lines(1, 9)))
    expect(texts(await journal.read({ limit: 20 }))).toEqual(texts(lines(1, 9)))
  })

  it('hands over at once when 500 wait', async () => {
    const { writer, commits } = bench()
    for (const entry of lines(1, 600)) writer.append(entry)
    await vi.advanceTimersByTimeAsync(0)
    expect(Math.max(...commits.map(rows => rows.length))).toBe(500)
  })

  it('takes all that came meanwhile into the next commit, in order', async () => {
    const { writer, commits } = bench()
    for (const entry of lines(1, 1_500)) writer.append(entry)
    await writer.settled()
    const rows = commits.flat()
    expect(commits.length).toBeLessThan(20)
    expect(texts(rows)).toEqual(texts(lines(1, 1_500)))
    expect(rows.map(({ position }) => position)).toEqual(
      rows.map(({ position }) => position).sort((a, b) => a - b),
    )
  })

  it('hands over what the journal knew already apart from what is new', async () => {
    const { writer, commits, repeats } = bench()
    await journal.append([line(1)])
    const again = line(1, { source: 'streamerbot', received: new Date(START + 5_000) })
    writer.append(again)
    writer.append(line(2))
    await writer.settled()
    expect(texts(commits.flat())).toEqual(['line 2'])
    expect(repeats).toEqual([again.event])
    expect((await journal.find(again.event.id))?.copies).toMatchObject([{ source: 'streamerbot' }])
  })

  it('commits copies, with events and without', async () => {
    const { writer } = bench()
    writer.append(line(1))
    await writer.settled()
    const copy = { id: line(1).event.id, source: 'tau', received: new Date(START) }
    writer.copy(copy)
    await vi.advanceTimersByTimeAsync(10)
    expect((await journal.find(copy.id))?.copies).toEqual([copy])
  })

  it('tries again when the disk is full, loses nothing, and says it once', async () => {
    const { writer, commits, troubles, fail, unjournaled } = bench()
    fail('the disk is full')
    writer.append(line(1))
    await vi.advanceTimersByTimeAsync(3_000)
    writer.append(line(2))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(troubles).toEqual(['the disk is full'])
    expect(writer.waiting).toBe(2)
    fail(undefined)
    await vi.advanceTimersByTimeAsync(5_100)
    expect(troubles).toEqual(['the disk is full', undefined])
    expect(texts(commits.flat())).toEqual(['line 1', 'line 2'])
    expect(unjournaled()).toBe(0)
  })

  it('does not take an event for a repeat whose append went well but was not answered', async () => {
    let isAnswering = false
    const append: Journal['append'] = async (entries, copies) => {
      const positions = await journal.append(entries, copies)
      if (!isAnswering) throw new Error('the worker died')
      return positions
    }
    const { writer, commits, repeats } = bench({ append })
    writer.append(line(1))
    await vi.advanceTimersByTimeAsync(20)
    isAnswering = true
    await vi.advanceTimersByTimeAsync(1_000)
    expect(commits.map(texts)).toEqual([['line 1']])
    expect(commits[0]?.[0]?.position).toBe(await journal.end())
    expect(repeats).toEqual([])
  })

  it('lets 50,000 wait, and counts those that come then', async () => {
    const { writer, commits, fail, unjournaled } = bench()
    fail('the disk is full')
    const entry = line(1)
    for (let n = 0; n < 50_000; n++)
      writer.append({ ...entry, event: { ...entry.event, id: `${n}` } })
    expect(writer.append(line(2))).toBe(false)
    expect(writer.append(line(3))).toBe(false)
    expect(unjournaled()).toBe(2)
    fail(undefined)
    await vi.advanceTimersByTimeAsync(1_000)
    await writer.settled()
    expect(commits.flat()).toHaveLength(50_000)
    expect(writer.append(line(4))).toBe(true)
    await writer.close()
  })

  it('commits what waits when it is closed, and takes nothing after', async () => {
    const { writer, commits, unjournaled } = bench()
    writer.append(line(1))
    await writer.close()
    expect(commits.map(texts)).toEqual([['line 1']])
    expect(writer.append(line(2))).toBe(false)
    expect(unjournaled()).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gives up when closing takes too long, and counts what is lost', async () => {
    const { writer, commits, fail, unjournaled } = bench()
    fail('the disk is full')
    writer.append(line(1))
    await vi.advanceTimersByTimeAsync(20)
    writer.append(line(2))
    const closed = writer.close(1_000)
    await vi.advanceTimersByTimeAsync(1_000)
    await closed
    expect(commits).toEqual([])
    expect(unjournaled()).toBe(2)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('reading by the journal writer', () => {
  it('is from memory where that reaches back far enough, else from the journal', async () => {
    const read = vi.fn((range: Parameters<Journal['read']>[0]) => journal.read(range))
    const { writer } = bench({ read })
    const follower = writer.follow()
    await journal.append([line(0)])
    for (const entry of lines(1, 50)) writer.append(entry)
    await writer.settled()
    expect(texts(await follower.read({ after: 41, limit: 3 }))).toEqual([
      'line 41',
      'line 42',
      'line 43',
    ])
    expect(await follower.read({ after: 51, limit: 3 })).toEqual([])
    expect(read).not.toHaveBeenCalled()
    expect(texts(await follower.read({ limit: 2 }))).toEqual(['line 0', 'line 1'])
    expect(read).toHaveBeenCalledTimes(1)
  })

  it('holds a bounded number in memory, and never leaves one out', async () => {
    const { writer } = bench()
    const follower = writer.follow()
    for (const entry of lines(1, 1_000)) {
      writer.append(entry)
      await writer.settled()
    }
    const seen: JournalRow[] = []
    for (let after = 0; after < 1_000; after += 7) {
      seen.push(...(await follower.read({ after, to: after + 7, limit: 7 })))
    }
    expect(texts(seen)).toEqual(texts(lines(1, 1_000)))
  })

  it('gives the same rows from memory as the journal does', async () => {
    const { writer } = bench()
    const follower = writer.follow()
    const dropped = { kept: false, reason: 'x/y' } as const
    for (const entry of [line(1), line(2, { verdict: dropped }), line(3), line(4)]) {
      writer.append(entry)
    }
    await writer.settled()
    for (const range of [
      { kept: true },
      { kept: false },
      { to: 3, kept: true },
      { types: ['channel.raided'] as const },
      { types: ['chat.message'] as const, after: 1 },
    ]) {
      expect(await follower.read({ ...range, limit: 2 })).toEqual(
        await journal.read({ ...range, limit: 2 }),
      )
    }
  })
})
