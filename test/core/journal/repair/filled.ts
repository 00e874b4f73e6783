import { readFileSync, writeFileSync } from 'node:fs'
import type { Journal } from '../../../../core/journal/port.ts'
import { openSqliteJournal } from '../../../../core/journal/sqlite/journal.ts'
import { DROPPED, follow, line, lines } from '../entries.ts'
import { temporaryFile } from '../folder.ts'

export async function withJournal<T>(
  file: string,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const journal = await openSqliteJournal(file)
  return work(journal).finally(() => journal.close())
}

const filled = new Map<number, Buffer>()

/** A journal with something of everything: events of every size, copies, notes, consumers, parked ones, state. */
export async function fill(file: string, count = 1_000): Promise<void> {
  const known = filled.get(count) ?? (await fillAnew(temporaryFile(), count))
  filled.set(count, known)
  writeFileSync(file, known)
}

async function fillAnew(file: string, count: number): Promise<Buffer> {
  await withJournal(file, async journal => {
    const long = line(2, { text: '🦉'.repeat(5_000), raw: { pad: 'ä'.repeat(9_000) } })
    const answer = line(4, { cause: 'twitch:chat.message:2' })
    const entries = [line(1), long, line(3, { verdict: DROPPED }), answer, ...lines(5, count)]
    const copies = lines(1, 200).map(({ event }) => ({
      id: event.id,
      source: 'tau',
      received: new Date(event.received.getTime() + 5),
      ...(event.id.endsWith('0') && { ownId: `tau:${event.id}` }),
    }))
    const notes = lines(1, 200).map(({ event }) => ({
      event: event.id,
      plugin: 'chat-bot',
      text: `rule 1 matched ${'word '.repeat(30)}`,
      at: event.received,
    }))
    const held = { events: [{ holder: 'run-1', event: line(0).event }], released: [] }
    await journal.append([...entries, follow(count + 1)], copies, notes, held)
    await openedAt(journal, 'mongo', count - 100)
    await openedAt(journal, 'archive/daily', 40)
    await journal.park([parked(7), parked(count - 200)])
    await journal.saveState('chat-bot', new Map([['cooldowns', { '!dice': 'x'.repeat(6_000) }]]))
    await journal.saveState('promethean', new Map([['session', '2026-11-23T19:00Z']]))
  })
  return readFileSync(file)
}

const SIDES = ['', '-wal'] as const
let left: Promise<readonly Buffer[]> | undefined

/** A journal of 300 events as a killed process leaves it: what was committed stands in the log. */
export async function killed(): Promise<string> {
  left ??= killAnew()
  const file = temporaryFile()
  for (const [index, bytes] of (await left).entries())
    writeFileSync(`${file}${SIDES[index]}`, bytes)
  return file
}

async function killAnew(): Promise<readonly Buffer[]> {
  const file = temporaryFile()
  return withJournal(file, async journal => {
    for (let n = 1; n <= 300; n++) await journal.append([line(n)])
    return SIDES.map(side => readFileSync(file + side))
  })
}

async function openedAt(journal: Journal, name: string, position: number): Promise<void> {
  const { epoch } = await journal.openCursor(name, 'beginning')
  await journal.acknowledge(name, epoch, position)
}

function parked(position: number) {
  return {
    consumer: 'mongo',
    position,
    eventId: `twitch:chat.message:${position}`,
    type: 'chat.message',
    error: 'too large',
    at: new Date(Date.UTC(2026, 10, 23, 20)),
  }
}
