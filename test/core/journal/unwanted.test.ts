import { expect, it } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import { event } from '../../../core/events/event.ts'
import { Unwanted } from '../../../core/journal/forgetting/unwanted.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { openState } from '../../../core/journal/state.ts'
import { ANN, line, makeBus, teller } from '../bus/make.ts'

const BEA = { id: '70077', name: 'bea', displayName: 'Bea', roles: [] }
const CY = { id: '80088', name: 'cy', displayName: 'Cy', roles: [] }

it('takes nothing of somebody who is not wanted, and takes them out of what others do', async () => {
  const journal = await openMemoryJournal()
  const unwanted = new Unwanted(await openState(journal, 'runtime'))
  const { bus, journaled, delivered } = makeBus({ admit: told => unwanted.admit(told) })
  const twitch = teller('twitch')
  const tell = (type: 'channel.subscribed' | 'channel.followed', data: object, more: object = {}) =>
    bus.tell(event(type, data as Event<'channel.followed'>['data'], { ...ANN, ...more }), twitch)
  await unwanted.add({ platform: 'twitch', id: BEA.id })
  tell('channel.followed', { user: BEA }, { key: '1' })
  tell('channel.subscribed', { user: CY, gift: { from: BEA } }, { key: '2', raw: { by: '70077' } })
  tell('channel.followed', { user: CY }, { key: '3', raw: { kept: 1 } })
  bus.tell(line('hello'), twitch)
  expect(bus.counts()).toMatchObject({ seen: 4, kept: 3, dropped: { 'promethean/unwanted': 1 } })
  const [gift, follow] = journaled.map(({ event }) => event)
  const nobody = { id: 'forgotten', name: 'forgotten', displayName: 'forgotten', roles: [] }
  expect(gift?.data).toMatchObject({ user: CY, gift: { from: nobody } })
  expect(gift).not.toHaveProperty('raw')
  expect(follow?.raw).toEqual({ kept: 1 })
  expect(delivered.map(({ id }) => id)).not.toContain('twitch:channel.followed:1')
  expect(delivered).toHaveLength(3)
  const restarted = new Unwanted(await openState(journal, 'runtime'))
  expect(restarted.has({ platform: 'twitch', id: BEA.id })).toBe(true)
  await restarted.remove({ platform: 'twitch', id: BEA.id })
  expect(restarted.admit(gift as Event)).toBe(gift)
  await journal.close()
})
