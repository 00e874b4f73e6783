import { expect, it } from 'vitest'
import { Mutes } from '../../../core/ports/mutes.ts'

const textsOf = ({ held }: Mutes) => held.map(({ text }) => text)

it('what was held back is listed from the mute on, the last fifty, and stays until the next mute', () => {
  const mutes = new Mutes()
  mutes.mute('bot')
  for (let count = 1; count <= 60; count++) mutes.hold('bot', 'send the chat message', `${count}`)
  expect(mutes.held).toHaveLength(50)
  expect(mutes.held[0]).toMatchObject({ plugin: 'bot', what: 'send the chat message', text: '11' })
  mutes.mute()
  expect(mutes.held).toHaveLength(50)
  mutes.unmute()
  expect(textsOf(mutes).at(-1)).toBe('60')
  mutes.mute()
  expect(mutes.held).toEqual([])
})

it('of a long text its beginning is listed', () => {
  const mutes = new Mutes()
  mutes.mute()
  mutes.hold('titles', 'set the title', 'x'.repeat(10_000))
  mutes.hold('lamps', 'call Lamp.turn')
  expect(mutes.held.map(({ text }) => text?.length)).toEqual([500, undefined])
})
