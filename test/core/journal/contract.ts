import { describe, expect, test } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import { SAID, SAID_TYPES } from '../../../core/events/said.ts'
import type { EventType } from '../../../core/events/vocabulary.ts'
import type { Journal, JournalQuery } from '../../../core/journal/port.ts'
import type { Json } from '../../../core/plugin/json.ts'
import { DROPPED, follow, KEPT, line, lines, START, texts } from './entries.ts'
import { during } from './kept-contract.ts'
import { eventsOfAnyShape } from './shapes.ts'

/** What every engine behind the journal port must do. `open` gives a fresh, empty journal. */
export function journalContract(name: string, open: () => Promise<Journal>): void {
  // Each of its own journal, whose threads take longer to start than the test does: they start side by side.
  describe.concurrent(`the journal contract, ${name}`, () => {
    const it = test.extend<{ journal: Journal }>({
      journal: async ({ onTestFinished }, use) => {
        const journal = await open()
        onTestFinished(() => journal.close())
        await use(journal)
      },
    })

    describe('append', () => {
      it('gives growing positions in the order given', async ({ journal }) => {
        const first = await journal.append(lines(1, 3))
        const second = await journal.append(lines(4, 5))
        const positions = [...first, ...second]
        expect(positions).toEqual([...positions].sort((a = 0, b = 0) => a - b))
        expect(new Set(positions).size).toBe(5)
        expect(positions[0]).toBeGreaterThan(0)
        expect(await journal.end()).toBe(positions[4])
      })

      it('gives undefined for an id that is there, within a batch too, and the first copy stands', async ({
        journal,
      }) => {
        await journal.append([line(1, { text: 'first' })])
        const again = await journal.append([
          line(1, { text: 'second', source: 'streamerbot' }),
          line(2),
          line(2, { text: 'third', source: 'streamerbot' }),
        ])
        expect(again.map(position => position === undefined)).toEqual([true, false, true])
        expect(texts(await journal.read({ limit: 10 }))).toEqual(['first', 'line 2'])
      })

      it('takes an empty batch', async ({ journal }) => {
        expect(await journal.append([])).toEqual([])
        expect(await journal.end()).toBe(0)
      })

      it('notes later tellings as copies of the event, once each', async ({ journal }) => {
        const copy = {
          id: 'twitch:chat.message:1',
          source: 'tau',
          received: new Date(START + 3_000),
        }
        await journal.append([line(1)])
        await journal.append(
          [line(1, { source: 'streamerbot', received: new Date(START + 2_000) })],
          [copy],
        )
        await journal.append([], [copy])
        const found = await journal.find('twitch:chat.message:1')
        expect(found?.copies).toEqual([
          { ...copy, source: 'streamerbot', received: new Date(START + 2_000) },
          copy,
        ])
      })

      it('holds events until their holder is released, in the order they were heard', async ({
        journal,
      }) => {
        const held = [line(1), line(2), line(3)].map(({ event }, index) => {
          return { holder: index === 1 ? 'tau' : 'irc', event }
        })
        await journal.append([], [], [], { events: held.slice(0, 2), released: [] })
        await journal.append([line(4)], [], [], { events: held.slice(2), released: [] })
        expect(await journal.held()).toEqual(held)
        expect(texts(await journal.read({ limit: 10 }))).toEqual(['line 4'])
        await journal.append([line(1), line(3)], [], [], { events: [], released: ['irc'] })
        expect(await journal.held()).toEqual([held[1]])
        expect(texts(await journal.read({ limit: 10 }))).toEqual(['line 4', 'line 1', 'line 3'])
      })

      it('finds an event by the id of a copy that was told under another', async ({ journal }) => {
        const id = 'twitch:chat.message:1'
        const copy = {
          id,
          ownId: 'twitch:chat.message:other',
          source: 'tau',
          received: new Date(START + 3_000),
        }
        await journal.append([line(1)], [copy])
        const found = await journal.find('twitch:chat.message:other')
        expect(found?.row.event.id).toBe(id)
        expect(found?.copies).toEqual([copy])
      })

      it('does not take an append that is sent again for a copy', async ({ journal }) => {
        await journal.append(lines(1, 2))
        await journal.append(lines(1, 2))
        expect((await journal.find('twitch:chat.message:1'))?.copies).toEqual([])
      })

      it('keeps what plugins note of an event, in order, once each and a hundred at most', async ({
        journal,
      }) => {
        const event = 'twitch:chat.message:1'
        const note = (n: number) => ({
          event,
          plugin: 'chat-bot',
          text: `rule ${n}`,
          at: new Date(START + n),
        })
        await journal.append(lines(1, 2), [], [note(2), note(1)])
        await journal.append([], [], [note(1)])
        expect((await journal.find(event))?.notes).toEqual([note(2), note(1)])
        expect((await journal.find('twitch:chat.message:2'))?.notes).toEqual([])
        const many = Array.from({ length: 200 }, (_, n) => note(n + 10))
        await journal.append([], [], many)
        expect((await journal.find(event))?.notes).toHaveLength(100)
      })

      it('finds what an event caused, oldest first', async ({ journal }) => {
        const cause = 'twitch:chat.message:1'
        await journal.append([line(1), line(2, { cause }), line(3), line(4, { cause })])
        await journal.append([line(2, { cause })])
        expect(texts(await journal.effects(cause))).toEqual(['line 2', 'line 4'])
        expect(await journal.effects('twitch:chat.message:3')).toEqual([])
      })

      it('gives back any event as it was told, Dates being Dates', async ({ journal }) => {
        await eventsOfAnyShape(async entries => {
          const positions = await journal.append(entries)
          const rows = await journal.at(positions.flatMap(position => position ?? []))
          expect(rows.map(({ event, verdict }) => ({ event, verdict }))).toEqual(
            entries.filter((_, index) => positions[index] !== undefined),
          )
        })
      })

      it('keeps the verdict with the event', async ({ journal }) => {
        const verdict = { kept: true, changed: { by: 'shout', data: { text: 'HI' } } } as const
        await journal.append([line(1, { verdict: DROPPED }), line(2, { verdict }), line(3)])
        const rows = await journal.read({ limit: 10 })
        expect(rows.map(row => row.verdict)).toEqual([DROPPED, verdict, KEPT])
      })
    })

    describe('any text', () => {
      // NUL, which ends a text in some engines; halves of a character, which UTF-8 does not have.
      const odd = [
        'a',
        'a\0b',
        'a\0c',
        '\0',
        '',
        'a\ud800',
        'a\ud801',
        '\udc00a',
        'a\ufffe',
        'a\ufffe0000',
      ]

      it('is an id: what differs anywhere is another event', async ({ journal }) => {
        const entries = odd.map((id, n) => line(n, { id, text: `line ${n}` }))
        const positions = await journal.append(entries)
        expect(new Set(positions).size).toBe(odd.length)
        expect(await journal.append(entries)).toEqual(odd.map(() => undefined))
        expect((await journal.read({ limit: 99 })).map(({ event }) => event.id)).toEqual(odd)
        expect(await journal.newestIds(99)).toEqual(odd)
        for (const [n, id] of odd.entries())
          expect(texts([(await journal.find(id))?.row ?? line(99)])).toEqual([`line ${n}`])
      })

      it('is the id of a cause, of a copy and of what a note is of', async ({ journal }) => {
        const at = new Date(START)
        await journal.append(
          [
            ...odd.map((id, n) => line(n, { id })),
            ...odd.map((cause, n) => line(100 + n, { cause })),
          ],
          odd.map(id => ({ id, source: 'tau', received: at, ownId: `own ${id}` })),
          odd.map(id => ({ event: id, plugin: 'x', text: `of ${id}!`, at })),
        )
        for (const [n, id] of odd.entries()) {
          const found = await journal.find(`own ${id}`)
          expect(found?.row.event.id).toBe(id)
          expect(found?.copies).toMatchObject([{ id, ownId: `own ${id}` }])
          expect(found?.notes).toMatchObject([{ text: `of ${id}!` }])
          expect(texts(await journal.effects(id))).toEqual([`line ${100 + n}`])
        }
      })

      it('is a type, a channel, a platform, a session', async ({ journal }) => {
        const types = odd.map(text => `type.${text}` as EventType)
        await journal.append(
          odd.map((text, n) => {
            const { event, verdict } = line(n, { channel: text, platform: text, session: text })
            // A plugin's own type may be any text.
            return { event: { ...event, type: types[n] } as Event, verdict }
          }),
        )
        expect(await journal.count({})).toBe(odd.length)
        for (const [n, text] of odd.entries()) {
          const type = types[n] as EventType
          expect(texts(await journal.read({ types: [type], limit: 99 }))).toHaveLength(1)
          for (const query of [{ channel: text }, { platform: text }, { session: text }]) {
            const [row, ...others] = await journal.query(query)
            expect([row?.event, others]).toMatchObject([
              { type, channel: text, platform: text, session: text },
              [],
            ])
          }
        }
      })

      it('is the name of a consumer, and what it says of a parked event', async ({ journal }) => {
        await journal.append(lines(1, 3))
        for (const [n, name] of odd.entries()) {
          const { epoch } = await journal.openCursor(name, 'beginning')
          await journal.acknowledge(name, epoch, n % 3)
          const parked = { consumer: name, position: 1, eventId: name, type: name, error: name }
          await journal.park([{ ...parked, at: new Date(START) }])
        }
        const cursors = new Map((await journal.cursors()).map(one => [one.name, one.position]))
        expect(cursors).toEqual(new Map(odd.map((name, n) => [name, n % 3])))
        for (const name of odd) {
          const [one, ...others] = await journal.parked(name)
          expect([one, others]).toMatchObject([{ eventId: name, type: name, error: name }, []])
        }
        const retention = {
          retainMs: 1,
          retainDroppedMs: 1,
          maxBytes: 0,
          now: new Date(START + 9_000),
        }
        const { expired } = await journal.prune({ ...retention, consumers: odd })
        expect(new Set(expired.map(({ consumer }) => consumer))).toEqual(new Set(odd))
      })

      it('is a use and a key of its state', async ({ journal }) => {
        for (const use of odd) {
          await journal.saveState(use, new Map(odd.map(key => [key, `${use} ${key}`])))
        }
        for (const use of odd) {
          const expected = new Map(odd.map(key => [key, `${use} ${key}`]))
          expect(await journal.state(use)).toEqual(expected)
        }
      })
    })

    describe('read', () => {
      it('reads a range behind a position, oldest first, at most so many', async ({ journal }) => {
        const positions = await journal.append(lines(1, 10))
        const range = { after: positions[2] ?? 0, to: positions[8] ?? 0 }
        expect(texts(await journal.read({ ...range, limit: 3 }))).toEqual([
          'line 4',
          'line 5',
          'line 6',
        ])
        expect(await journal.read({ ...range, limit: 100 })).toHaveLength(6)
      })

      it('reads some types only, in one order, and kept ones only where asked', async ({
        journal,
      }) => {
        await journal.append([
          line(1),
          follow(2),
          line(3, { verdict: DROPPED }),
          line(4),
          follow(5),
        ])
        const ids = async (range: Omit<Parameters<Journal['read']>[0], 'limit'>) =>
          (await journal.read({ ...range, limit: 10 })).map(({ event }) => event.id.split(':')[2])
        expect(await ids({ types: ['channel.followed'] })).toEqual(['2', '5'])
        expect(await ids({ types: ['chat.message', 'channel.followed'] })).toEqual([...'12345'])
        expect(await ids({ types: ['chat.message'], kept: true })).toEqual(['1', '4'])
        expect(await ids({ kept: true })).toEqual([...'1245'])
        expect(await ids({ kept: false })).toEqual(['3'])
        expect(await ids({ types: ['channel.raided'] })).toEqual([])
      })

      it('counts what a range holds', async ({ journal }) => {
        await journal.append([
          line(1),
          follow(2),
          line(3, { verdict: DROPPED }),
          line(4),
          follow(5),
        ])
        expect(await journal.count({})).toBe(5)
        expect(await journal.count({ kept: true })).toBe(4)
        expect(await journal.count({ kept: true, types: ['chat.message'] })).toBe(2)
        const [, , third = 0] = await journal.read({ limit: 3 })
        const after = third === 0 ? 0 : third.position
        expect(await journal.count({ after })).toBe(2)
        expect(await journal.count({ to: after, types: ['channel.followed'] })).toBe(1)
      })

      it('finds a row by its id, and none where there is none', async ({ journal }) => {
        await journal.append(lines(1, 3))
        expect((await journal.find('twitch:chat.message:2'))?.row.event).toEqual(line(2).event)
        expect(await journal.find('twitch:chat.message:9')).toBeUndefined()
      })

      it('gives the newest rows and ids, oldest of them first', async ({ journal }) => {
        await journal.append(lines(1, 5))
        expect(texts(await journal.newest(2))).toEqual(['line 4', 'line 5'])
        expect(await journal.newestIds(2)).toEqual([
          'twitch:chat.message:4',
          'twitch:chat.message:5',
        ])
        expect(await journal.newestIds(100)).toHaveLength(5)
      })

      it('knows the position before a time', async ({ journal }) => {
        const positions = await journal.append(lines(1, 5))
        expect(await journal.positionAt(new Date(START + 3_000))).toBe(positions[1])
        expect(await journal.positionAt(new Date(START + 2_500))).toBe(positions[1])
        expect(await journal.positionAt(new Date(START))).toBeLessThan(positions[0] ?? 0)
        expect(await journal.positionAt(new Date(START + 60_000))).toBe(positions[4])
      })

      it('keeps its own order where a clock went back', async ({ journal }) => {
        const positions = await journal.append([
          line(1),
          line(50),
          line(2),
          line(3, { received: new Date(START + 60_000) }),
        ])
        expect(texts(await journal.read({ limit: 9 }))).toEqual([
          'line 1',
          'line 50',
          'line 2',
          'line 3',
        ])
        expect(await journal.positionAt(new Date(START + 40_000))).toBe(positions[0])
      })
    })

    describe('query', () => {
      it('gives kept events without test events, oldest first or newest first', async ({
        journal,
      }) => {
        await journal.append([
          line(1),
          line(2, { verdict: DROPPED }),
          line(3, { test: true }),
          line(4),
          line(5),
        ])
        expect(texts(await journal.query({}))).toEqual(['line 1', 'line 4', 'line 5'])
        expect(texts(await journal.query({ newest: true, limit: 2 }))).toEqual(['line 5', 'line 4'])
      })

      it.for([{}, { types: ['chat.message', 'channel.followed'] as const }])(
        'gives dropped events and test events on asking only: %j',
        async (query, { journal }) => {
          await journal.append([
            line(1),
            line(2, { verdict: DROPPED }),
            line(3, { test: true }),
            line(4, { test: true, verdict: DROPPED }),
            follow(5),
          ])
          const found = async (more: JournalQuery) =>
            (await journal.query({ ...query, ...more })).map(({ event }) => event.id.split(':')[2])
          expect(await found({ dropped: true })).toEqual([...'125'])
          expect(await found({ tests: true })).toEqual([...'135'])
          expect(await found({ tests: true, dropped: true, newest: true })).toEqual([...'54321'])
        },
      )

      it('goes on to what came after an answer, before a time still to come', async ({
        journal,
      }) => {
        const until = new Date(Date.now() + 3_600_000)
        const at = { received: new Date() }
        await journal.append([line(1, at)])
        const first = await journal.query({ until })
        await journal.append([line(2, at)])
        const after = first.at(-1)?.position ?? 0
        expect(texts(await journal.query({ until, after }))).toEqual(['line 2'])
      })

      it('asks by type, channel, platform, session and time', async ({ journal }) => {
        await journal.append([
          line(1),
          line(2, { channel: 'bea' }),
          line(3, { platform: 'kick' }),
          line(4, { session: '2026-11-23T19:00Z' }),
          follow(5),
        ])
        const found = async (query: Parameters<Journal['query']>[0]) =>
          (await journal.query(query)).map(({ event }) => event.id.split(':')[2])
        expect(await found({ channel: 'bea' })).toEqual(['2'])
        expect(await found({ platform: 'kick' })).toEqual(['3'])
        expect(await found({ session: '2026-11-23T19:00Z' })).toEqual(['4'])
        expect(await found({ types: ['channel.followed'] })).toEqual(['5'])
        expect(await found({ types: ['channel.followed', 'chat.message'], newest: true })).toEqual([
          ...'54321',
        ])
        const since = new Date(START + 2_000)
        const until = new Date(START + 4_000)
        expect(await found({ since })).toEqual([...'2345'])
        expect(await found({ until })).toEqual([...'123'])
        expect(await found({ since, until })).toEqual([...'23'])
        expect(await found({ since: until, until: since })).toEqual([])
      })

      it.for([
        ['twitch', 'lanternkeep'],
        ['youtube', 'UCLanternKeep-1x'],
        ['owncast', 'Lantern Keep \u00C4'],
      ] as const)(
        'finds a channel of %s however it is written',
        async ([platform, channel], { journal }) => {
          await journal.append([line(1), line(2, { platform, channel }), line(3)])
          const wide = channel.replace('K', '\uFF2B')
          const lower = channel.toLowerCase()
          const all = [channel, lower, channel.toUpperCase(), `#${channel}`, `@${lower}`, wide]
          for (const written of [...all, ` # ${channel} `]) {
            expect(texts(await journal.query({ channel: written })), written).toEqual(['line 2'])
            expect(texts(await journal.search('line', { channel: written }))).toEqual(['line 2'])
          }
          expect(await journal.query({ channel: `${channel}2` })).toEqual([])
          expect(await journal.query({ channel: '#' })).toEqual([])
        },
      )

      it.for([false, true])(
        'goes on behind a row in its own order (newest: %s)',
        async (newest, { journal }) => {
          await journal.append(lines(1, 7))
          const query = { newest, limit: 3, since: new Date(START + 2_000) }
          const seen: (string | undefined)[] = []
          let rows = await journal.query(query)
          while (rows.length > 0) {
            seen.push(...texts(rows))
            rows = await journal.query({ ...query, after: rows.at(-1)?.position ?? 0 })
          }
          const expected = [2, 3, 4, 5, 6, 7].map(n => `line ${n}`)
          expect(seen).toEqual(newest ? expected.reverse() : expected)
        },
      )
    })

    describe('search', () => {
      it('finds kept lines that hold all words, newest first, in any case, by name too', async ({
        journal,
      }) => {
        await journal.append([
          line(1, { text: 'Where is the Café?' }),
          line(2, { text: 'the cafe is closed', verdict: DROPPED }),
          line(3, { text: 'cafe the second', user: 'bea' }),
          line(4, { text: 'nothing here' }),
        ])
        expect(texts(await journal.search('the CAFE', {}))).toEqual([
          'cafe the second',
          'Where is the Café?',
        ])
        expect(texts(await journal.search('bea', {}))).toEqual(['cafe the second'])
        expect(texts(await journal.search('the', { limit: 1 }))).toEqual(['cafe the second'])
        expect(texts(await journal.search('the', { until: new Date(START + 2_000) }))).toEqual([
          'Where is the Café?',
        ])
        expect(await journal.search('cafe closed', {})).toEqual([])
      })

      it('finds what was appended after an earlier search', async ({ journal }) => {
        await journal.append([line(1, { text: 'an apple' })])
        expect(await journal.search('apple', {})).toHaveLength(1)
        await journal.append([line(2, { text: 'another apple' })])
        expect(await journal.search('apple', {})).toHaveLength(2)
      })

      it('finds made-up and dropped lines on asking only', async ({ journal }) => {
        await journal.append([
          line(1, { text: 'an apple' }),
          line(2, { text: 'a made-up apple', test: true }),
          line(3, { text: 'a dropped apple', verdict: DROPPED }),
        ])
        const found = async (query: JournalQuery) => texts(await journal.search('apple', query))
        expect(await found({})).toEqual(['an apple'])
        expect(await found({ tests: true })).toEqual(['a made-up apple', 'an apple'])
        expect(await found({ dropped: true })).toEqual(['a dropped apple', 'an apple'])
        expect(await found({ tests: true, dropped: true })).toHaveLength(3)
        const made = await journal.query({ types: ['chat.message'], tests: true })
        expect(texts(made)).toEqual(['an apple', 'a made-up apple'])
      })

      it('searches what a filter made of a line', async ({ journal }) => {
        const data = { ...line(1).event.data, text: 'a pear' }
        await journal.append([
          line(1, { text: 'an apple', verdict: { kept: true, changed: { by: 'fruit', data } } }),
        ])
        expect(await journal.search('pear', {})).toHaveLength(1)
        expect(await journal.search('apple', {})).toHaveLength(0)
      })

      it('finds notes, titles and answers of models where they are asked for, else chat alone', async ({
        journal,
      }) => {
        const said = {
          'memory.noted': { text: 'the apple of the boss', by: 'mod_bea' },
          'title.generated': { title: 'An apple a day' },
          'title.changed': { title: 'An apple a day', target: 'twitch', isConfirmed: true },
          'channel.updated': { title: 'Apple pie' },
          'llm.answered': { prompt: 'a pear?', answer: 'an apple', model: 'm', latencyMs: 1 },
          'title.wanted': { reason: 'an apple fell' },
        } as const
        await journal.append([
          line(1, { text: 'an apple' }),
          ...Object.entries(said).map(([type, data], n) => during(n + 2, type as EventType, data)),
        ])
        const found = async (words: string, types?: readonly EventType[]) =>
          (await journal.search(words, types ? { types } : {})).map(({ event }) => event.type)
        expect(await found('apple')).toEqual(['chat.message'])
        expect(await found('apple', ['memory.noted'])).toEqual(['memory.noted'])
        expect(await found('apple mod_bea', SAID_TYPES)).toEqual(['memory.noted'])
        expect(await found('pear', SAID_TYPES)).toEqual([])
        expect(await found('apple', SAID.events)).toEqual(SAID.events.toReversed())
        expect(await found('apple', [...SAID_TYPES].reverse())).toEqual([
          ...SAID.events.toReversed(),
          'memory.noted',
          'chat.message',
        ])
      })

      it('takes anything for words, never for a query language', async ({ journal }) => {
        await journal.append([line(1, { text: 'apple' })])
        const odd = ['"', '*', 'NEAR(', 'a OR', "don't", 'text:apple', '😀', '', '-', '\u0000']
        for (const words of odd) expect(await journal.search(words, {}), words).toEqual([])
      })
    })

    describe('searchAny', () => {
      it('finds kept lines that hold any of the words, those with most of the rarest first', async ({
        journal,
      }) => {
        await journal.append([
          line(1, { text: 'Where did the LEVER go?' }),
          line(2, { text: 'the lever is behind the barrel' }),
          line(3, { text: 'the barrel, the barrel, the barrel' }),
          line(4, { text: 'hello' }),
          line(5, { text: 'a lever and a barrel', verdict: DROPPED }),
          line(6, { text: 'good evening', user: 'lever' }),
          ...lines(7, 30, { text: 'what is the time' }),
        ])
        const words = 'What: is the lever? "barrel" Barrel'
        const found = await journal.searchAny(words, {})
        expect(texts(found.slice(0, 5))).toEqual([
          'the lever is behind the barrel',
          'the barrel, the barrel, the barrel',
          'Where did the LEVER go?',
          'good evening',
          'what is the time',
        ])
        // The newest of equals first.
        expect(found.slice(4).map(({ position }) => position)).toEqual(
          Array.from({ length: found.length - 4 }, (_, n) => (found[4]?.position ?? 0) - n),
        )
        const shares = found.map(({ share }) => share)
        expect(shares).toEqual(shares.toSorted((a, b) => b - a))
        expect(shares.every(share => share > 0 && share < 1)).toBe(true)
        expect(texts(await journal.searchAny(words, { limit: 2 }))).toEqual(
          texts(found.slice(0, 2)),
        )
        const [both, ...others] = await journal.searchAny('barrel lever', {})
        expect(both?.share).toBe(1)
        expect(texts(others)).not.toContain('hello')
        expect(await journal.searchAny('nobody said', {})).toHaveLength(0)
      })

      it('counts a word that nothing holds, so that what holds the others has no more than its share', async ({
        journal,
      }) => {
        await journal.append(lines(1, 20, { text: 'nothing here' }))
        await journal.append([line(21, { text: 'the tower' })])
        const share = async (words: string) => (await journal.searchAny(words, {}))[0]?.share ?? 0
        expect(await share('tower')).toBe(1)
        expect(await share('tower collapsed')).toBeLessThan(0.5)
      })

      it('obeys what the query allows, however many others are better', async ({ journal }) => {
        await journal.append([
          line(1, { text: 'an apple' }),
          line(2, { text: 'a pear', channel: 'bea' }),
          line(3, { text: 'a pear', platform: 'kick' }),
          line(4, { text: 'a pear', session: '2026-11-23T19:00Z' }),
          line(5, { text: 'a red pear', test: true }),
          line(6, { text: 'a red pear', verdict: DROPPED }),
          during(7, 'memory.noted', { text: 'a red pear', by: 'ann' }),
          ...lines(8, 2_010, { text: 'a red pear', test: true }),
        ])
        const found = async (query: JournalQuery) =>
          (await journal.searchAny('red pear apple', { limit: 5, ...query })).map(
            ({ position }) => position,
          )
        expect((await found({})).toSorted()).toEqual([1, 2, 3, 4])
        expect(await found({ channel: '#BEA' })).toEqual([2])
        expect(await found({ platform: 'kick' })).toEqual([3])
        expect(await found({ session: '2026-11-23T19:00Z' })).toEqual([4])
        expect(await found({ dropped: true })).toContain(6)
        expect(await found({ tests: true, until: line(6).event.received })).toContain(5)
        expect(await found({ types: ['memory.noted'] })).toEqual([7])
        expect((await found({ since: line(2).event.received })).toSorted()).toEqual([2, 3, 4])
        expect(await found({ until: line(2).event.received })).toEqual([1])
      })

      it('takes anything for words, never for a query language', async ({ journal }) => {
        await journal.append([line(1, { text: 'apple' })])
        const odd = ['"', '*', 'NEAR(', 'a OR', "don't", 'text:pear', '😀', '', '-', '\u0000']
        for (const words of odd) expect(await journal.searchAny(words, {}), words).toHaveLength(0)
        expect(await journal.searchAny(`apple ${'x '.repeat(20_000)}`, {})).toHaveLength(1)
      })
    })

    it('gives the rows of events by id, each once, oldest first', async ({ journal }) => {
      await journal.append([line(1), line(2, { verdict: DROPPED }), follow(3), line(4)])
      const ids = ['4', '2', '4', 'none'].map(n => `twitch:chat.message:${n}`)
      expect(texts(await journal.rowsOf(ids))).toEqual(['line 2', 'line 4'])
      expect(await journal.rowsOf([])).toEqual([])
    })

    describe('cursors', () => {
      it('opens a new one at the beginning or now, and an old one where it stood', async ({
        journal,
      }) => {
        const [first = 0, second = 0] = await journal.append(lines(1, 2))
        expect(await journal.openCursor('mongo', 'beginning')).toMatchObject({ position: 0 })
        const late = await journal.openCursor('late', 'now')
        expect(late).toMatchObject({ name: 'late', position: second })
        const mongo = await journal.openCursor('mongo', 'now')
        expect(await journal.acknowledge('mongo', mongo.epoch, first)).toBe(true)
        expect(await journal.openCursor('mongo', 'now')).toMatchObject({ position: first })
        expect((await journal.cursors()).map(cursor => cursor.name).sort()).toEqual([
          'late',
          'mongo',
        ])
      })

      it('refuses the acknowledgement of one that was replaced', async ({ journal }) => {
        const [first = 0, second = 0] = await journal.append(lines(1, 2))
        const old = await journal.openCursor('mongo', 'beginning')
        const replaced = await journal.openCursor('mongo', 'beginning')
        expect(replaced.epoch).toBeGreaterThan(old.epoch)
        expect(await journal.acknowledge('mongo', old.epoch, second)).toBe(false)
        expect(await journal.acknowledge('mongo', replaced.epoch, first)).toBe(true)
        expect(await journal.cursors()).toMatchObject([{ position: first }])
      })

      it('never goes back by an acknowledgement', async ({ journal }) => {
        const [first = 0, second = 0] = await journal.append(lines(1, 2))
        const { epoch } = await journal.openCursor('mongo', 'beginning')
        await journal.acknowledge('mongo', epoch, second)
        await journal.acknowledge('mongo', epoch, first)
        expect(await journal.cursors()).toMatchObject([{ position: second }])
      })

      it('is set back by rewind, which fences its reader', async ({ journal }) => {
        const [first = 0, second = 0] = await journal.append(lines(1, 2))
        const reader = await journal.openCursor('mongo', 'now')
        const rewound = await journal.rewind('mongo', first)
        expect(rewound.position).toBe(first)
        expect(rewound.refilterTo).toBeUndefined()
        expect(await journal.acknowledge('mongo', reader.epoch, second)).toBe(false)
        expect(await journal.openCursor('mongo', 'now')).toMatchObject({ position: first })
      })

      it("asks for today's filters up to the end there was at the rewind", async ({ journal }) => {
        const [, second = 0] = await journal.append(lines(1, 2))
        await journal.openCursor('mongo', 'now')
        await journal.rewind('mongo', 0, { refilter: true })
        await journal.append([line(3)])
        const reader = await journal.openCursor('mongo', 'now')
        expect(reader).toMatchObject({ position: 0, refilterTo: second })
        await journal.acknowledge('mongo', reader.epoch, second)
        expect((await journal.openCursor('mongo', 'now')).refilterTo).toBeUndefined()
      })

      it('is not set past the end', async ({ journal }) => {
        const [first = 0] = await journal.append([line(1)])
        await journal.openCursor('mongo', 'beginning')
        expect(await journal.rewind('mongo', 1_000_000)).toMatchObject({ position: first })
      })

      it('cannot be rewound where there is none, and names those there are', async ({
        journal,
      }) => {
        await expect(journal.rewind('mango', 0)).rejects.toThrow(
          'cannot rewind mango: no consumer of this name has run on this journal; start promethean run with its plugin first',
        )
        await journal.openCursor('mongo', 'now')
        await expect(journal.rewind('mango', 0)).rejects.toMatchObject({
          code: 'runtime',
          message: expect.stringContaining('name one of mongo'),
        })
      })
    })

    it('keeps what was parked until it is taken out', async ({ journal }) => {
      const parked = (consumer: string, position: number, error: string) => ({
        consumer,
        position,
        eventId: `twitch:chat.message:${position}`,
        type: 'chat.message',
        error,
        at: new Date(START),
      })
      await journal.park([parked('mongo', 1, 'too large'), parked('mongo', 2, 'refused')])
      await journal.park([parked('mongo', 1, 'still too large'), parked('other', 1, 'no')])
      expect(await journal.parked('mongo')).toEqual([
        parked('mongo', 1, 'still too large'),
        parked('mongo', 2, 'refused'),
      ])
      await journal.unpark('mongo', [1, 7])
      expect(await journal.parked()).toEqual([
        parked('mongo', 2, 'refused'),
        parked('other', 1, 'no'),
      ])
    })

    it('keeps the state of each use apart', async ({ journal }) => {
      await journal.saveState(
        'greeter',
        new Map<string, Json>([
          ['greeted', ['ann']],
          ['count', 1],
        ]),
      )
      await journal.saveState('late', new Map([['count', 2]]))
      await journal.saveState(
        'greeter',
        new Map<string, Json | undefined>([
          ['count', 3],
          ['greeted', undefined],
        ]),
      )
      expect(await journal.state('greeter')).toEqual(new Map([['count', 3]]))
      expect(await journal.state('late')).toEqual(new Map([['count', 2]]))
      expect(await journal.state('nobody')).toEqual(new Map())
    })

    describe('prune', () => {
      const retention = {
        retainMs: 10_000,
        retainDroppedMs: 5_000,
        maxBytes: 1e9,
        consumers: ['mongo'],
        now: new Date(START + 20_000),
      }
      const pruneAll = async (journal: Journal, settings: Partial<typeof retention> = {}) => {
        let removed = 0
        const expired: Record<string, number> = {}
        for (let more = true; more; ) {
          const piece = await journal.prune({ ...retention, ...settings })
          removed += piece.removed
          for (const { consumer } of piece.expired) expired[consumer] = (expired[consumer] ?? 0) + 1
          more = piece.more
        }
        return { removed, expired }
      }

      it('lets kept events go past their time, dropped ones past theirs', async ({ journal }) => {
        await journal.append([...lines(1, 12), line(13, { verdict: DROPPED }), line(14)])
        expect(await pruneAll(journal)).toEqual({ removed: 10, expired: {} })
        expect(texts(await journal.read({ limit: 20 }))).toEqual([
          'line 10',
          'line 11',
          'line 12',
          'line 14',
        ])
        expect(await journal.find('twitch:chat.message:1')).toBeUndefined()
        expect(await journal.search('line', {})).toHaveLength(4)
      })

      it('holds back what a consumer of the config has not had', async ({ journal }) => {
        const positions = await journal.append(lines(1, 12))
        const { epoch } = await journal.openCursor('mongo', 'beginning')
        await journal.openCursor('gone', 'beginning')
        await journal.acknowledge('mongo', epoch, positions[3] ?? 0)
        expect(await pruneAll(journal)).toEqual({ removed: 4, expired: {} })
        await journal.acknowledge('mongo', epoch, positions[11] ?? 0)
        expect(await pruneAll(journal)).toEqual({ removed: 5, expired: {} })
      })

      it('lets the oldest go where it grew too big, and says who had not had them', async ({
        journal,
      }) => {
        const text = 'x'.repeat(2_000)
        await journal.append(lines(1, 3_000, { text }))
        await journal.openCursor('mongo', 'beginning')
        const { removed, expired } = await pruneAll(journal, {
          retainMs: 1e12,
          maxBytes: 3_000_000,
        })
        expect(removed).toBeGreaterThan(1_000)
        expect(removed).toBeLessThan(3_000)
        expect(expired).toEqual({ mongo: removed })
        const [oldest] = await journal.read({ limit: 1 })
        expect(oldest?.event.id).toBe(`twitch:chat.message:${removed + 1}`)
      })

      it('never gives a position a second time', async ({ journal }) => {
        const [first = 0] = await journal.append([line(1)])
        await pruneAll(journal, { now: new Date(START + 1e9), maxBytes: 0 })
        const [second = 0] = await journal.append([line(2)])
        expect(second).toBeGreaterThan(first)
      })

      it('takes what was parked of a row along, and says so', async ({ journal }) => {
        const [position = 0] = await journal.append(lines(1, 12))
        const error = 'too large'
        await journal.park([
          {
            consumer: 'mongo',
            position,
            eventId: 'x',
            type: 'chat.message',
            error,
            at: new Date(),
          },
        ])
        expect((await pruneAll(journal)).expired).toEqual({ mongo: 1 })
        expect(await journal.parked()).toEqual([])
      })
    })

    it('says that it is closed', async ({ journal }) => {
      await journal.close()
      await journal.close()
      await expect(journal.end()).rejects.toMatchObject({
        code: 'runtime',
        message: expect.stringMatching(/^cannot use the journal.*: it is closed; open it again$/),
      })
    })
  })
}
