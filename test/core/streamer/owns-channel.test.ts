import { expect, it } from 'vitest'
import type { Streamer } from '../../../core/plugin/ports/runtime.ts'
import { ownsChannel } from '../../../core/streamer/owns-channel.ts'

type Accounts = ReturnType<Streamer['accounts']>

const streamer = (...accounts: Accounts) => ({
  accounts: (platform?: string) => accounts.filter(one => (one.platform ?? platform) === platform),
})

it('a channel is the streamer’s by name, however it is written, or by id', () => {
  const ann = streamer({ platform: 'twitch', name: 'Ann', id: '7' })
  for (const channel of ['ann', 'ANN', '@ann', '7'])
    expect(ownsChannel(ann, { platform: 'twitch', channel })).toBe(true)
  expect(ownsChannel(ann, { platform: 'twitch', channel: 'bob' })).toBe(false)
})

it('all channels that are read are the streamer’s where nobody says which', () => {
  expect(ownsChannel(streamer(), { platform: 'twitch', channel: 'bob' })).toBe(true)
  const ann = streamer({ platform: 'twitch', name: 'ann' })
  expect(ownsChannel(ann, { platform: 'youtube', channel: 'UC1' })).toBe(true)
  expect(ownsChannel(ann, { platform: 'twitch' })).toBe(true)
})

it('a bot the config lists by its name is no channel of the streamer’s', () => {
  const bots = streamer({ name: 'helperbot' })
  expect(ownsChannel(bots, { platform: 'twitch', channel: 'ann' })).toBe(true)
})
