import { describe, expect, it, vi } from 'vitest'
import { event } from '../../../core/events/event.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { line, texts, world } from '../supervisor/world.ts'

describe('the runtime', () => {
  it('knows repeats over a restart on the same journal', async () => {
    const journal = await openMemoryJournal()
    const kept = { ...journal, close: async () => undefined }
    const first = await world([], { journal: kept })
    first.tell(line('hello'))
    await first.runtime.stop()
    const second = await world([], { journal: kept })
    // Told by the same source in the same millisecond it would be the same telling.
    const [{ received } = { received: new Date() }] = first.of('chat.message')
    await vi.waitUntil(() => Date.now() > received.getTime())
    second.tell(line('hello'), line('again'))
    expect(texts(second.events)).toEqual(['again'])
    await second.runtime.stop()
    const { copies } = (await journal.find('twitch:chat.message:hello')) ?? {}
    expect(copies).toHaveLength(1)
    await journal.close()
  })

  it('counts a repeat that only the journal remembers as one, once it is committed', async () => {
    const journal = await openMemoryJournal()
    const kept = { ...journal, close: async () => undefined }
    const first = await world([], { journal: kept })
    first.tell(line('hello'))
    await first.runtime.stop()
    const second = await world([], { journal: { ...kept, newestIds: async () => [] } })
    second.tell(line('hello'), line('again'))
    await second.runtime.flush()
    expect(await second.runtime.status()).toMatchObject({ seen: 2, kept: 1, repeats: 1 })
    await second.runtime.stop()
    await journal.close()
  })

  it('gives an event the session open at its arrival', async () => {
    const { tell, of } = await world([], { streamer: { twitch: 'ann' } })
    tell(line('before'), event('obs.stream.started', {}, { platform: 'obs' }), line('after'))
    const [started] = of('session.started')
    expect(of('chat.message').map(({ session }) => session)).toEqual([
      undefined,
      started?.data.session,
    ])
    expect(started?.session).toBe(started?.data.session)
  })
})
