import { expect, test } from 'vitest'
import { TestStreams } from '../../../../../plugins/web/page/live/test-streams.ts'
import { toldEvent } from '../../../../../plugins/web/page/live/told-event.ts'

test('a test stream is live until it ends on every platform; a real one is none', () => {
  const streams = new TestStreams()
  streams.add(told('stream.online', 'twitch'))
  streams.add(told('stream.online', 'kick'))
  streams.add(told('stream.online', 'twitch', { source: 'twitch-irc', test: false }))
  expect(streams.sources).toEqual(['simulator'])
  streams.add(told('stream.offline', 'twitch'))
  expect(streams.sources).toEqual(['simulator'])
  streams.add(told('stream.offline', 'kick'))
  expect(streams.sources).toEqual([])
})

function told(type: string, platform: string, more: object = {}) {
  const line = { id: `${type} ${platform}`, type, platform, source: 'simulator', test: true }
  return [toldEvent({ ...line, ...more }) ?? expect.unreachable()]
}
