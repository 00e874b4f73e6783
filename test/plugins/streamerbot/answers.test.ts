import { ChatOutput, definePlugin, event } from 'promethean'
import { runPlugin } from 'promethean/testing'
import { filter, merge, mergeMap } from 'rxjs'
import { expect, it, onTestFinished } from 'vitest'
import { streamerbot } from '../../../plugins/streamerbot/index.ts'
import { frame } from '../../support/frames/streamerbot/frame.ts'
import { FakeStreamerbot } from '../../support/streamerbot/fake-streamerbot.ts'
import { chatFrame } from '../../support/streamerbot/lines.ts'
import { PASSWORD } from './connected.ts'

const answering = definePlugin({
  name: 'answering',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) =>
    on('chat.message').pipe(
      filter(({ data }) => data.text.startsWith('!')),
      mergeMap(told => ports.chat.say(`You said ${told.data.text}`, { to: told })),
    ),
})()

it('a question in the packet that accepts us is answered, at the start and after an outage', async () => {
  const fake = await FakeStreamerbot.start({ auth: 'on' })
  onTestFinished(() => fake.stop())
  const withSubscribe = (frame: unknown) =>
    fake.script('Subscribe', { followedBy: [frame], times: 1 })
  withSubscribe(chatFrame('m1', '!first'))
  const use = streamerbot({ port: fake.port, password: PASSWORD })
  const run = await runPlugin(use, { beside: [answering] })
  onTestFinished(() => run.stop())
  const said = () => fake.world.messages.map(({ message }) => message)
  await expect.poll(said).toEqual(['You said !first'])
  withSubscribe(chatFrame('m2', '!second'))
  fake.terminateAll()
  await expect.poll(said).toEqual(['You said !first', 'You said !second'])
  expect(run.events.filter(({ type }) => type === 'chat.dropped')).toEqual([])
})

function youtubeLine(eventId: string, text: string, broadcast?: string) {
  return frame('YouTube.Message', {
    ...{ eventId, message: text, publishedAt: '2026-11-20T19:15:00Z' },
    user: { id: 'UCbeaBeaBeaBeaBeaBeaBea1', name: 'Bea' },
    ...(broadcast && { broadcast: { id: broadcast, channelId: 'UCannAnnAnnAnnAnnAnnAnn1' } }),
  })
}

it('live twice on YouTube, an answer goes into the broadcast its question came from', async () => {
  const fake = await FakeStreamerbot.start({ auth: 'on' })
  onTestFinished(() => fake.stop())
  const timer = definePlugin({
    name: 'timer',
    needs: { chat: ChatOutput },
    setup: ({ on, ports }) => {
      const there = { platform: 'youtube', channel: 'UCannAnnAnnAnnAnnAnnAnn1' } as const
      const named = on('chat.message').pipe(
        filter(({ data }) => data.text === 'by name'),
        mergeMap(cause => ports.chat.say('by name', there, { cause })),
      )
      return merge(
        named,
        on('title.wanted').pipe(mergeMap(() => ports.chat.say('for all', there))),
        on('channel.tipped').pipe(mergeMap(told => ports.chat.say('thanks', { to: told }))),
      )
    },
  })()
  const use = streamerbot({ port: fake.port, password: PASSWORD })
  const run = await runPlugin(use, { beside: [answering, timer] })
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  fake.emit(youtubeLine('y1', '!discord', 'wide0000001'))
  fake.emit(youtubeLine('y2', '!discord', 'tall0000002'))
  fake.emit(youtubeLine('y3', '!lonely'))
  fake.emit(youtubeLine('y4', 'by name', 'tall0000002'))
  fake.emit(
    frame('YouTube.SuperChat', {
      ...{ eventId: 'y5', microAmount: 5_000_000, currencyCode: 'EUR', message: 'well played' },
      user: { id: 'UCbeaBeaBeaBeaBeaBeaBea1', name: 'Bea' },
      broadcast: { id: 'wide0000001', channelId: 'UCannAnnAnnAnnAnnAnnAnn1' },
    }),
  )
  run.emit(event('title.wanted', {}))
  const said = () => fake.world.messages.map(told => [told.message, told.broadcastId])
  await expect.poll(() => said().length).toBe(6)
  expect(said()).toEqual(
    expect.arrayContaining([
      ['You said !discord', 'wide0000001'],
      ['You said !discord', 'tall0000002'],
      ['You said !lonely', undefined],
      ['by name', 'tall0000002'],
      ['thanks', 'wide0000001'],
      ['for all', undefined],
    ]),
  )
})

it('what is told of one broadcast is answered there, a new subscriber of the channel in all', async () => {
  const fake = await FakeStreamerbot.start({ auth: 'on' })
  onTestFinished(() => fake.stop())
  const answering = definePlugin({
    name: 'answering',
    needs: { chat: ChatOutput },
    setup: ({ on, ports }) =>
      on(
        'chat.moderated',
        'chat.cleared',
        'chat.deleted',
        'channel.updated',
        'channel.followed',
        'platform.event',
      ).pipe(mergeMap(told => ports.chat.say(`heard of ${told.type}`, { to: told }))),
  })()
  const use = streamerbot({ port: fake.port, password: PASSWORD })
  const run = await runPlugin(use, { beside: [answering] })
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  const broadcast = { id: 'wide0000001', channelId: 'UCannAnnAnnAnnAnnAnnAnn1' }
  const bea = { id: 'UCbeaBeaBeaBeaBeaBeaBea1', name: 'Bea' }
  for (const [name, data] of [
    ['UserBanned', { bannedUser: bea, banType: 'permanent', broadcast }],
    ['MessageDeleted', { eventId: 'm1', broadcast }],
    ['BroadcastUpdated', { broadcast: { ...broadcast, title: 'A quiet night' } }],
    ['StatisticsUpdated', { broadcast, concurrentViewers: 9 }],
    ['NewSubscriber', { userId: bea.id, username: 'Bea', createdAt: '2026-11-23T19:00:00Z' }],
  ] as const)
    fake.emit(frame(`YouTube.${name}`, data))
  const said = () => fake.world.messages.map(told => [told.message, told.broadcastId])
  await expect.poll(() => said().length).toBe(6)
  expect(said()).toEqual(
    expect.arrayContaining([
      ['heard of chat.moderated', 'wide0000001'],
      ['heard of chat.cleared', 'wide0000001'],
      ['heard of chat.deleted', 'wide0000001'],
      ['heard of channel.updated', 'wide0000001'],
      ['heard of platform.event', 'wide0000001'],
      // To the channel: which broadcast the new subscriber watches nobody tells.
      ['heard of channel.followed', undefined],
    ]),
  )
})
