import { expect, it } from 'vitest'
import { channelName } from '../../../core/text/channel.ts'

it.each([
  ['twitch', '#Ann', 'ann'],
  ['kick', 'AnnLive', 'annlive'],
  ['trovo', '#ann', 'ann'],
  ['youtube', 'UCaNn', 'UCaNn'],
  ['mastodon', '#Ann', '#Ann'],
])('a channel of %s written %s is told as %s', (platform, written, told) => {
  expect(channelName(platform, written)).toBe(told)
})
