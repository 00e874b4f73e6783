import { chatMood } from '@promethean/plugins'
import { type ChatMessage, event, type Told } from 'promethean'
import { contract, runPlugin } from 'promethean/testing'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

contract('chat-mood', () => ({
  use: chatMood(),
  other: chatMood({ window: '30s' }),
}))

describe('the mood of a chat', () => {
  // The runtime's own waiting stays real.
  beforeEach(
    () => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }),
  )
  afterEach(() => void vi.useRealTimers())

  it('is told every few seconds while somebody speaks, and once more when all are silent', async () => {
    const { say, moods, pass } = await running()
    pass(20)
    expect(moods()).toEqual([])

    say('ann', 'this is great PogChamp')
    say('bob', '@streamer hello')
    say('bob', 'I love it ❤️')
    expect(moods()).toEqual([])
    pass(5)
    expect(moods()).toEqual([
      {
        platform: 'twitch',
        channel: 'streamer',
        data: {
          rate: 3,
          chatters: 2,
          mentions: 1,
          emotes: 2,
          sentiment: expect.closeTo(0.7, 0),
          understood: 1,
        },
      },
    ])
    pass(40)
    expect(moods()).toHaveLength(1)
    pass(20)
    expect(moods().at(-1)?.data).toEqual({
      rate: 0,
      chatters: 0,
      mentions: 0,
      emotes: 0,
      sentiment: 0,
      understood: 0,
    })
    pass(600)
    expect(moods()).toHaveLength(2)
  })

  it('is that of the last so many seconds', async () => {
    const { say, moods, pass } = await running({ window: '10s' })
    say('ann', 'great')
    pass(5)
    say('bob', 'terrible')
    pass(5)
    expect(
      moods().map(({ data }) => [data.rate, data.chatters, Math.sign(data.sentiment)]),
    ).toEqual([
      [6, 1, 1],
      [6, 1, -1],
    ])
  })

  it('is one for each channel', async () => {
    const { say, moods, pass } = await running()
    say('ann', 'great', {}, { platform: 'youtube', channel: 'UC1' })
    say('ann', 'terrible')
    pass(5)
    const found = moods().map(({ platform, channel, data }) => [
      platform,
      channel,
      Math.sign(data.sentiment),
    ])
    expect(found).toEqual([
      ['youtube', 'UC1', 1],
      ['twitch', 'streamer', -1],
    ])
  })

  it('does not count own lines, bots, made-up lines and those of other rooms', async () => {
    const { say, moods, pass } = await running()
    say('streamer', 'great')
    say('MyBot', 'great')
    say('ann', 'great', {}, { test: true })
    say('ann', 'great', { sharedFrom: { id: '9' } })
    pass(5)
    expect(moods()).toEqual([])
  })

  it('knows who is spoken to', async () => {
    const { say, moods, pass } = await running()
    const reply = { messageId: 'm', user: { name: 'streamer' } }
    say('ann', 'hey @Streamer, look')
    say('ann', 'yes', { reply })
    say('ann', '@mybot !help')
    say('ann', '@streamerfan hello')
    say('ann', 'mail@streamer.tv')
    say('ann', 'the streamer is great')
    pass(5)
    expect(moods().at(-1)?.data.mentions).toBe(3)
  })

  it('finishes at once when it is replaced', async () => {
    const { run, say, moods, pass } = await running()
    say('ann', 'great')
    await run.reload(chatMood({ window: '30s' }))
    pass(5)
    expect(moods()).toEqual([])
    say('ann', 'great')
    pass(5)
    expect(moods()).toHaveLength(1)
  })
})

it.each(['5s', '2h', 'soon'])('a window of %s is refused', async window => {
  await expect(runPlugin(chatMood({ window }))).rejects.toMatchObject({
    problems: [{ path: 'window', message: expect.stringContaining('from 10s to 1h') }],
  })
})

let keys = 0

async function running(options?: Parameters<typeof chatMood>[0]) {
  const run = await runPlugin(chatMood(options), {
    config: { streamer: { twitch: 'streamer' }, bots: ['mybot'] },
  })
  onTestFinished(() => run.stop())
  const say = (name: string, text: string, more: Partial<ChatMessage> = {}, told: Told = {}) => {
    const messageId = `m${++keys}`
    const user = { id: `id-${name}`, name: name.toLowerCase(), displayName: name, roles: [] }
    const about = { key: messageId, platform: 'twitch', channel: 'streamer', ...told }
    run.emit(event('chat.message', { messageId, text, user, ...more }, about))
  }
  const moods = () =>
    run.events.flatMap(one =>
      one.type === 'chat.mood'
        ? [{ platform: one.platform, channel: one.channel, data: one.data }]
        : [],
    )
  const pass = (seconds: number) => void vi.advanceTimersByTime(seconds * 1_000)
  return { run, say, moods, pass }
}
