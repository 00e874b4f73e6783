import { ChatSender, TitleTarget } from 'promethean'
import { contract } from 'promethean/testing'
import { describe, expect, test } from 'vitest'
import { line } from '../../support/frames/twitch/eventsub.ts'
import { connected, until, use, world } from './world.ts'

contract('twitch', async () => {
  const given = await world({})
  return {
    use: use(given),
    other: use(given, { quiet: '24s' }),
    folder: given.folder,
    ready: made => until(() => expect(made.state()).toBe('connected')),
  }
})

describe('signed in', () => {
  test('it tells chat as it is written', async () => {
    const given = await world({})
    const made = await connected(given)
    given.fake.events.notify('channel.chat.message', line({ text: 'hello' }))
    expect(await made.next('chat.message')).toMatchObject({
      id: 'twitch:chat.message:7c5d0001-0000-4000-8000-000000000001',
      platform: 'twitch',
      channel: 'annstreams',
      data: { text: 'hello', user: { id: '700201', name: 'bo_builds', displayName: 'Bo_Builds' } },
    })
  })

  test('it speaks, with the id Twitch gives the line', async () => {
    const given = await world({})
    const made = await connected(given)
    const signal = new AbortController().signal
    const receipt = await made
      .port(ChatSender)
      .send('hi all', { platform: 'twitch', channel: 'annstreams' }, signal)
    expect(receipt).toMatchObject({ status: 'sent', confirmed: true })
    await made.next('chat.message', ({ data }) => data.messageId === receipt.messageId)
  })

  test('it sets the title', async () => {
    const given = await world({})
    const made = await connected(given)
    await expect(made.port(TitleTarget).setTitle('A new title')).resolves.toEqual({
      isConfirmed: true,
    })
    await until(() => expect(given.fake.world.titles.get('700100')).toBe('A new title'))
  })
})
