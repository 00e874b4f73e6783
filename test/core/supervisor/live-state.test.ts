import { expect, it } from 'vitest'
import { event } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { StreamState } from '../../../core/plugin/ports/runtime.ts'
import { world } from './world.ts'

const where = { platform: 'twitch', channel: 'ann' }
const online = (told = {}) =>
  event('stream.online', { streamId: 's1' }, { ...where, key: 's1', ...told })

it('a stream found on is on, also where its start was told in an earlier life', async () => {
  let isLive = () => false
  const asks = definePlugin({
    name: 'asks',
    needs: { streams: StreamState },
    setup: ({ ports }) => {
      isLive = () => ports.streams.isLive('ann')
    },
  })
  const { tell, of } = await world([asks()])
  tell(online(), event('stream.offline', {}, where))
  expect(isLive()).toBe(false)
  // Another source is late with the start: no news.
  tell(online())
  expect(isLive()).toBe(false)
  tell(online({ recovered: true }))
  expect(isLive()).toBe(true)
  expect(of('stream.online')).toHaveLength(1)
})
