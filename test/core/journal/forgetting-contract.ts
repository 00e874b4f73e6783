import { describe, expect, test } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import type { EventType } from '../../../core/events/vocabulary.ts'
import type { Person } from '../../../core/journal/forgetting/person.ts'
import type { Journal, JournalEntry } from '../../../core/journal/port.ts'
import { DROPPED, follow, KEPT, line, lines, texts } from './entries.ts'

const BEA = { id: '70077', name: 'bea', displayName: 'Bea', roles: ['vip' as const] }
const PERSON: Person = { platform: 'twitch', id: BEA.id, names: ['bea', 'Bea', 'beatrix'] }

let made = 1_000

/** Any event on the streamer's channel. */
function told(type: EventType, data: object, more: Partial<Event> = {}): JournalEntry {
  const n = ++made
  const { event } = line(n)
  // Data of this very type, as the test says it.
  return {
    event: { ...event, id: `twitch:${type}:${n}`, type, data, ...more } as Event,
    verdict: KEPT,
  }
}

function said(text: string, user = BEA, more: Partial<Event> = {}): JournalEntry {
  return told('chat.message', { messageId: `${made}`, text, user, emotes: [] }, more)
}

const ANN = { id: '1', name: 'ann', displayName: 'Ann', roles: [] }

/** What every engine behind the journal port must do where a person is to be forgotten. */
export function forgettingContract(name: string, open: () => Promise<Journal>): void {
  describe.concurrent(`forgetting, ${name}`, () => {
    const it = test.extend<{ journal: Journal }>({
      journal: async ({ onTestFinished }, use) => {
        const journal = await open()
        onTestFinished(() => journal.close())
        await use(journal)
      },
    })

    it("deletes a person's events of every type, dropped and made-up ones too, and nobody else's", async ({
      journal,
    }) => {
      await journal.append([
        ...lines(1, 2),
        said('the first of hers'),
        { ...said('dropped of hers'), verdict: DROPPED },
        said('made up of hers', BEA, { test: true }),
        told('channel.followed', { user: BEA }),
        told('channel.raided', { from: BEA, viewers: 3 }),
        said('on another platform', BEA, { platform: 'youtube' }),
        line(3),
      ])
      const forgotten = await journal.forget(PERSON)
      expect(forgotten.removed).toEqual({
        'chat.message': 3,
        'channel.followed': 1,
        'channel.raided': 1,
      })
      const left = await journal.read({ limit: 100 })
      expect(texts(left)).toEqual(['line 1', 'line 2', 'on another platform', 'line 3'])
      expect(await journal.search('hers', { dropped: true, tests: true })).toHaveLength(0)
      const viewers = await journal.viewers({
        user: 'bea',
        platform: 'twitch',
        lines: 5,
        tests: true,
      })
      expect([...viewers]).toEqual([])
    })

    it('only counts in a dry run', async ({ journal }) => {
      await journal.append([said('one'), said('two'), line(1)])
      const dry = await journal.forget(PERSON, { dry: true })
      expect(dry.removed).toEqual({ 'chat.message': 2 })
      expect(await journal.read({ limit: 10 })).toHaveLength(3)
      expect((await journal.forget(PERSON)).removed).toEqual(dry.removed)
    })

    it('deletes what answered them, and what answered that', async ({ journal }) => {
      const asked = said('!weather')
      const answer = told('llm.answered', { text: 'sunny', model: 'm' }, { cause: asked.event.id })
      const sent = told('chat.sent', { text: 'sunny' }, { cause: answer.event.id })
      await journal.append([asked, answer, line(1), sent])
      expect((await journal.forget(PERSON)).removed).toEqual({
        'chat.message': 1,
        'llm.answered': 1,
        'chat.sent': 1,
      })
      expect(texts(await journal.read({ limit: 10 }))).toEqual(['line 1'])
    })

    it('deletes texts that were written here and name them, but no longer word', async ({
      journal,
    }) => {
      await journal.append([
        told('llm.answered', { prompt: 'chat said:\nBea: good evening', text: 'A calm evening' }),
        told('chat.sent', { text: 'welcome @beatrix!' }),
        told('chat.sent', { text: 'beautiful, Beaver' }),
        told('chat.sent', { text: 'her id is 70077, not 700770' }),
        told('chat.sent', { text: '700770' }),
      ])
      expect((await journal.forget(PERSON)).removed).toEqual({ 'llm.answered': 1, 'chat.sent': 2 })
      expect(await journal.read({ limit: 10 })).toHaveLength(2)
    })

    it("takes their name and words out of others' events, and leaves what others said", async ({
      journal,
    }) => {
      const reply = { messageId: '5', text: 'what she had said', user: BEA }
      const answer = told('chat.message', {
        ...{ messageId: '9', text: '@bea I agree', user: ANN, emotes: [], reply },
      })
      const gifted = told(
        'channel.subscribed',
        { user: ANN, gift: { from: BEA }, isResub: false },
        { raw: { gifter: 'bea' } },
      )
      const other = told('channel.followed', { user: ANN }, { raw: { follower: 'ann' } })
      await journal.append([answer, gifted, other])
      const { removed, cleaned } = await journal.forget(PERSON)
      expect(removed).toEqual({})
      expect(cleaned).toBe(2)
      const [first, second, third] = await journal.read({ limit: 10 })
      expect(first?.event.data).toEqual({
        ...{ messageId: '9', text: '@bea I agree', user: ANN, emotes: [] },
      })
      expect(second?.event).not.toHaveProperty('raw')
      const nobody = { id: 'forgotten', name: 'forgotten', displayName: 'forgotten', roles: [] }
      expect(second?.event.data).toMatchObject({ user: ANN, gift: { from: nobody } })
      expect(third?.event).toEqual(other.event)
    })

    it('finds whoever it is by any id and any name', async ({ journal }) => {
      const odd = ['UC-ab_1', 'Rob O-Neil', 'a.*+?^($)|[]\\/b{}', '🦊-fox', '한국', "d'Arc", 'x"y']
      for (const [n, name] of odd.entries()) {
        const user = { id: `${name}-${n}`, name, displayName: name, roles: [] }
        await journal.append([
          said(`of ${n}`, user),
          told('chat.sent', { text: `hello ${name}, welcome` }),
          line(n + 1),
        ])
        const { removed } = await journal.forget({
          ...{ platform: 'twitch', id: user.id, names: [name] },
        })
        expect(removed, name).toEqual({ 'chat.message': 1, 'chat.sent': 1 })
      }
      expect(await journal.read({ limit: 100 })).toHaveLength(odd.length)
    })

    it('keeps dates of cleaned events, and makes none up', async ({ journal }) => {
      const at = new Date('2026-11-23T20:00:00Z')
      await journal.append([
        told('platform.event', {
          name: 'x',
          ...{ until: at, by: { ...BEA, followedAt: at } },
        }),
      ])
      await journal.forget(PERSON)
      const [row] = await journal.read({ limit: 1 })
      expect(row?.event.data).toEqual({
        name: 'x',
        until: at,
        by: { id: 'forgotten', name: 'forgotten', displayName: 'forgotten', roles: [] },
      })
    })

    it('does not take the events back when a source tells them again', async ({ journal }) => {
      const first = said('said once')
      const copy = { id: first.event.id, ownId: 'twitch:chat.message:twin', source: 'tau' }
      const received = new Date()
      await journal.append([line(1), first], [{ ...copy, received }])
      await journal.forget(PERSON)
      const note = { event: first.event.id, plugin: 'chat-bot', text: 'her words', at: received }
      const twin = { ...first, event: { ...first.event, id: copy.ownId } }
      expect(await journal.append([first, twin], [{ ...copy, received }], [note])).toEqual([
        undefined,
        undefined,
      ])
      expect(await journal.find(first.event.id)).toBeUndefined()
      expect(await journal.find(copy.ownId)).toBeUndefined()
      expect([...(await journal.forgottenIds(undefined, 10))].sort()).toEqual(
        [copy.ownId, first.event.id].sort(),
      )
      const [some] = await journal.forgottenIds(undefined, 1)
      expect(await journal.forgottenIds(some, 10)).toHaveLength(1)
    })

    it('gives no position twice, even if the last events were theirs', async ({ journal }) => {
      const before = await journal.append([line(1), said('one'), said('two')])
      await journal.forget(PERSON)
      const end = await journal.end()
      expect(end).toBe(before[2])
      const [next] = await journal.append([line(2)])
      expect(next).toBeGreaterThan(end)
      const cursor = await journal.openCursor('mongo', 'now')
      expect(cursor.position).toBe(next)
    })

    it('leaves what they say later, which is new', async ({ journal }) => {
      await journal.append([said('before')])
      await journal.forget(PERSON)
      await journal.append([said('afterwards')])
      expect(texts(await journal.read({ limit: 10 }))).toEqual(['afterwards'])
    })

    it('leaves the totals of a stream as they were', async ({ journal }) => {
      const session = '2026-11-23T19:00Z'
      await journal.append([said('one', BEA, { session }), line(1, { session })])
      const counted = async () => {
        for (;;) {
          const found = await journal.sessions({ limit: 5 })
          if (found.completeUntil === undefined && found.length > 0) return found[0]
        }
      }
      const before = await counted()
      await journal.forget(PERSON)
      expect(await counted()).toMatchObject({ lines: before?.lines, chatters: before?.chatters })
    })

    it('says which plugins have them in their state', async ({ journal }) => {
      await journal.append([said('hi')])
      await journal.saveState('greeter', new Map([['seen', ['bea', 'tom']]]))
      await journal.saveState('other', new Map([['seen', ['tom']]]))
      expect((await journal.forget(PERSON)).states).toEqual(['greeter'])
    })

    it('deletes notes about other events that name them', async ({ journal }) => {
      const at = new Date()
      const event = 'twitch:chat.message:1'
      const note = (text: string) => ({ event, plugin: 'chat-bot', text, at })
      await journal.append([line(1)], [], [note('not for Bea'), note('a beaver')])
      expect((await journal.forget(PERSON)).notes).toBe(1)
      expect((await journal.find(event))?.notes).toEqual([note('a beaver')])
    })

    it('tells the ids as they go, shows how far it is, and goes on after it was cut off', async ({
      journal,
    }) => {
      const all = Array.from({ length: 60 }, (_, n) => said(`line ${n}`))
      await journal.append([...all, follow(1)])
      const gone: string[] = []
      const cut = new AbortController()
      const stop = journal.onForgotten(ids => {
        gone.push(...ids)
        cut.abort(new Error('cut'))
      })
      await expect(journal.forget(PERSON, { signal: cut.signal })).rejects.toThrow('cut')
      stop()
      expect(gone.length).toBeGreaterThan(0)
      const left = await journal.read({ limit: 100 })
      expect(left).toHaveLength(61 - gone.length)
      const shares: number[] = []
      const { removed } = await journal.forget(PERSON, { onProgress: share => shares.push(share) })
      expect(removed['chat.message']).toBe(60 - gone.length)
      expect(shares.at(-1)).toBe(1)
      expect(shares).toEqual([...shares].sort((a, b) => a - b))
    })
  })
}
