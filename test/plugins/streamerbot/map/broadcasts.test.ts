import { runPlugin } from 'promethean/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { streamerbot } from '../../../../plugins/streamerbot/index.ts'
import { FakeStreamerbot } from '../../../support/streamerbot/fake-streamerbot.ts'
import { asked, connected } from '../connected.ts'

const channelId = 'UCannAnnAnnAnnAnnAnnAnn1'
const live = {
  ...{ id: 'v1', channelId, title: 'Late night owls', status: 'live' },
  actualStartTime: '2026-11-23T19:04:00Z',
}

it('a broadcast that is on already is told when it connects, as found', async () => {
  const ready = { ...live, id: 'v2', status: 'ready' }
  const { run } = await connected({ world: { broadcasts: [ready, live] } })
  expect(await run.next('stream.online')).toMatchObject({
    ...{ id: 'youtube:stream.online:v1', platform: 'youtube', channel: channelId, recovered: true },
    time: new Date(live.actualStartTime),
    data: { streamId: 'v1', title: 'Late night owls', startedAt: new Date(live.actualStartTime) },
  })
  await run.flush()
  expect(run.events.filter(({ type }) => type === 'stream.online')).toHaveLength(1)
})

it('whoever signs in later is asked about then, and no answer does no harm', async () => {
  const fake = await FakeStreamerbot.start({ world: { broadcasts: [live] } })
  onTestFinished(() => fake.stop())
  fake.script('GetBroadcaster', { error: 'not yet', times: 1 })
  const run = await runPlugin(streamerbot({ port: fake.port }))
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  expect(asked(fake, 'GetMonitoredYouTubeBroadcasts')).toEqual([])
  const signedIn = { event: { source: 'Twitch', type: 'BroadcasterAuthenticated' } }
  fake.script('GetMonitoredYouTubeBroadcasts', { error: 'not yet', times: 1 })
  fake.emit(signedIn)
  await vi.waitFor(() => expect(asked(fake, 'GetMonitoredYouTubeBroadcasts')).toHaveLength(1))
  fake.emit(signedIn)
  expect(await run.next('stream.online')).toMatchObject({ data: { streamId: 'v1' } })
  expect(run.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([])
})
