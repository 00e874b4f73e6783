import { describe, expect, it } from 'vitest'
import { attached } from '../../../../core/cli/tail/tail.ts'
import type { JournalEntry } from '../../../../core/journal/port.ts'
import { Tails, type TailWish } from '../../../../core/operations/live/tails.ts'
import { DROPPED, follow, line, lines } from '../../journal/entries.ts'

const ALL: TailWish = { types: [], all: false }

function listening(wish: TailWish = ALL) {
  const tails = new Tails()
  const stop = new AbortController()
  const told = tails.listen(wish, stop.signal)
  return {
    tails,
    stop,
    told,
    judge: (...entries: readonly JournalEntry[]) => {
      for (const entry of entries) {
        tails.judged(entry, entry.verdict.kept ? entry.event : undefined)
      }
    },
    next: async () => (await told.next()).value,
  }
}

describe('a listener from outside', () => {
  it('that left without ever listening is forgotten', async () => {
    const { judge, stop, next } = listening()
    stop.abort()
    judge(line(1))
    expect(await next()).toBeUndefined()
  })

  it('hears kept events from now on, in order', async () => {
    const { judge, next } = listening()
    judge(line(1), line(2, { verdict: DROPPED }), line(3))
    expect(await next()).toEqual(line(1).event)
    expect(await next()).toEqual(line(3).event)
  })

  it('hears only the types it named', async () => {
    const { judge, next } = listening({ types: ['channel.followed'], all: false })
    judge(line(1), follow(2))
    expect(await next()).toEqual(follow(2).event)
  })

  it('hears dropped ones with their verdict where it wants all', async () => {
    const { judge, next } = listening({ types: [], all: true })
    judge(line(1, { verdict: DROPPED }))
    expect(await next()).toEqual({ ...line(1).event, verdict: DROPPED })
  })

  it('waits where nothing happens', async () => {
    const { judge, next } = listening()
    const waiting = next()
    judge(line(1))
    expect(await waiting).toEqual(line(1).event)
  })

  it('that is too slow misses the oldest, and is told how many', async () => {
    const { judge, next } = listening()
    judge(...lines(1, 1_250))
    expect(await next()).toEqual({ code: 'skipped', events: 250 })
    expect(await next()).toEqual(line(251).event)
    judge(line(2_000), line(2_001))
    expect(await next()).toEqual({ code: 'skipped', events: 1 })
    expect(await next()).toEqual(line(253).event)
  })

  it('does not hear of what another was too slow for', async () => {
    const { tails, judge, stop } = listening()
    const other = tails.listen(ALL, stop.signal)
    const first = other.next()
    judge(...lines(1, 2_000))
    expect((await first).value).toEqual({ code: 'skipped', events: 1_000 })
  })

  it('gets what was told before the end, then the end', async () => {
    const { judge, stop, told } = listening()
    judge(line(1))
    stop.abort()
    expect(await told.next()).toEqual({ value: line(1).event, done: false })
    expect(await told.next()).toEqual({ value: undefined, done: true })
  })

  it('that came too late gets nothing', async () => {
    const stopped = AbortSignal.abort()
    expect(await new Tails().listen(ALL, stopped).next()).toMatchObject({ done: true })
  })
})

it('somebody who watches is told what is heard before anything happens', () => {
  expect(attached('promethean.config.ts', [])).toBe(
    'attached to the running instance of promethean.config.ts, waiting for every event; Ctrl-C stops',
  )
  expect(attached('promethean.config.ts', ['chat.message', 'mood.set'])).toContain(
    'waiting for chat.message, mood.set;',
  )
})
