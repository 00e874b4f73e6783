import { describe, expect, it, onTestFinished } from 'vitest'
import { Consumer } from '../../../core/journal/consumers/consumer.ts'
import { Pauses } from '../../../core/journal/consumers/pauses.ts'
import type { ConsumerSettings } from '../../../core/journal/consumers/reader.ts'
import type { Journal, JournalEntry } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { JournalWriter } from '../../../core/journal/writer.ts'
import { follow, line, lines, START } from './entries.ts'

const SETTINGS: ConsumerSettings = {
  name: 'log',
  types: undefined,
  max: 5,
  everyMs: 0,
  from: 'beginning',
  tests: false,
  deadlineMs: 60_000,
}

/** A journal that is written to and pruned, and a consumer whose far end is away until `comeBack`. */
async function bench(settings: Partial<ConsumerSettings> = {}, tail = 1_000) {
  const journal = await openMemoryJournal()
  const looks = new Set<() => void>()
  let committed = 0
  const writer = new JournalWriter(journal, {
    tail,
    onCommit: rows => {
      committed = rows.at(-1)?.position ?? committed
      for (const look of [...looks]) look()
    },
  })
  const got: string[] = []
  const counted: number[] = []
  let calls = 0
  let comeBack: () => void = () => undefined
  const isBack = new Promise<void>(resolve => {
    comeBack = resolve
  })
  const consumer = new Consumer(
    { ...SETTINGS, ...settings },
    async events => {
      calls += 1
      await isBack
      got.push(...events.map(({ id }) => id))
    },
    {
      journal,
      follow: () => writer.follow(),
      committed: () => committed,
      onCommit: look => {
        looks.add(look)
        return () => looks.delete(look)
      },
      isForgotten: () => false,
      judgeAgain: event => event,
      onTrouble: () => undefined,
      onExpired: (_name, count) => counted.push(count),
      onParked: () => undefined,
      pauses: new Pauses(),
      redact: text => text,
    },
  )
  consumer.start()
  onTestFinished(async () => {
    comeBack()
    await consumer.stop(1_000)
    await journal.close()
  })
  const commit = async (...entries: readonly JournalEntry[]) => {
    for (const entry of entries) writer.append(entry)
    await writer.settled()
  }
  const expired = () => counted.reduce((sum, count) => sum + count, 0)
  const isCalled = () => expect.poll(() => calls).toBeGreaterThan(0)
  return { journal, consumer, commit, comeBack, got, expired, isCalled }
}

/** All but the last row go, whoever waits for them. */
async function pruneAll(journal: Journal, consumer: Consumer): Promise<void> {
  for (let more = true; more; ) {
    const pruned = await journal.prune({
      retainMs: 1e12,
      retainDroppedMs: 1e12,
      maxBytes: 0,
      consumers: ['log'],
      now: new Date(START),
    })
    consumer.expire(pruned.expired)
    more = pruned.more
  }
}

describe('of rows that went past the size a consumer', () => {
  it('has lost none that it still gets from memory, nor those it has in hand', async () => {
    const { journal, consumer, commit, comeBack, got, expired, isCalled } = await bench()
    await commit(...lines(1, 3))
    await isCalled()
    await commit(...lines(4, 40))
    await pruneAll(journal, consumer)
    expect((await journal.read({ limit: 99 })).length).toBe(1)
    comeBack()
    await expect.poll(() => got.length).toBe(40)
    expect(new Set(got).size).toBe(40)
    expect(expired()).toBe(0)
  })

  it('has lost those that no memory holds any more, each counted once', async () => {
    const { journal, consumer, commit, comeBack, got, expired, isCalled } = await bench({}, 10)
    await commit(...lines(1, 3))
    await isCalled()
    for (let n = 4; n <= 60; n++) await commit(line(n))
    await pruneAll(journal, consumer)
    comeBack()
    await expect.poll(() => got.at(-1)).toBe('twitch:chat.message:60')
    await expect.poll(() => expired()).toBe(60 - got.length)
    expect(expired()).toBeGreaterThan(20)
    await pruneAll(journal, consumer)
    expect(expired()).toBe(60 - got.length)
  })

  it('has lost none that was not meant for it', async () => {
    const types = ['channel.followed'] as const
    const { journal, consumer, commit, expired, isCalled } = await bench({ types: [...types] }, 1)
    await commit(follow(1))
    await isCalled()
    for (let n = 2; n <= 20; n++) await commit(line(n), { ...line(100 + n, { test: true }) })
    for (let n = 21; n <= 25; n++) await commit(follow(n))
    for (let n = 26; n <= 40; n++) await commit(line(n))
    await pruneAll(journal, consumer)
    await expect.poll(() => expired()).toBe(5)
  })

  it('has lost what it had in hand where it ends without having delivered it', async () => {
    const { journal, consumer, commit, expired, isCalled } = await bench()
    await commit(...lines(1, 3))
    await isCalled()
    await commit(line(4))
    await pruneAll(journal, consumer)
    expect(expired()).toBe(0)
    await consumer.stop(0)
    expect(expired()).toBe(3)
  })
})
