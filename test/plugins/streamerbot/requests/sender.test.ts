import { ChatSender, event } from 'promethean'
import type { PluginRun } from 'promethean/testing'
import { describe, expect, it, vi } from 'vitest'
import { BROADCASTER } from '../../../support/streamerbot/world.ts'
import { asked, connected, freezeTimers } from '../connected.ts'

/** Speaks through this run, also when it is over. */
function speaker(run: PluginRun) {
  const sender = run.port(ChatSender)
  const say = (text: string, more: object = {}, { signal } = new AbortController()) =>
    sender.send(text, { platform: 'twitch', channel: 'ann', ...more }, signal)
  return { sender, say }
}

const CHANNELS = [
  ['twitch', '#Ann'],
  ['youtube', 'UCannAnnAnnAnnAnnAnnAnn1'],
  ['kick', 'ann_kicks'],
  ['trovo', 'anntrovo'],
]

function dropped(reason = 'no_sender', channel = 'ann') {
  return event('chat.dropped', { text: 'hello', reason }, { platform: 'twitch', channel })
}

describe('speaking through Streamer.bot', () => {
  it('says a line on each platform it is signed in with, and is told that it was taken', async () => {
    const { fake, run } = await connected()
    const { say } = speaker(run)
    for (const [platform, channel] of CHANNELS) {
      const receipt = await say('good evening', { platform, channel })
      expect(receipt).toEqual({ status: 'sent', confirmed: true })
    }
    expect(fake.world.messages).toMatchObject(
      CHANNELS.map(([platform]) => ({
        ...{ platform, message: 'good evening', bot: false, internal: true },
      })),
    )
  })

  it('answers a line where the platform has replies, and plainly where it has none', async () => {
    const { fake, run } = await connected()
    const { say } = speaker(run)
    await say('yes', { replyTo: 'm1' })
    await say('yes', { platform: 'kick', channel: 'ann_kicks', replyTo: 'm2' })
    await say('yes', { platform: 'trovo', channel: 'anntrovo', replyTo: 'm3' })
    expect(fake.world.messages.map(({ replyId }) => replyId)).toEqual(['m1', 'm2', undefined])
  })

  it('speaks as the broadcaster, and with `bot` as the bot where one is signed in', async () => {
    const { sender } = speaker((await connected()).run)
    expect(sender.account('twitch')).toEqual({ id: '4242', name: 'ann', roles: ['broadcaster'] })
    expect(sender.account('youtube')).toMatchObject({
      id: 'UCannAnnAnnAnnAnnAnnAnn1',
      name: 'Ann Live',
    })
    const { fake, run } = await connected({}, { bot: true })
    const asBot = speaker(run)
    expect(asBot.sender.account('twitch')).toEqual({ id: '5151', name: 'annbot' })
    expect(asBot.sender.account('kick')).toMatchObject({ name: 'ann_kicks' })
    await asBot.say('as a bot')
    await asBot.say('as ann', { platform: 'kick', channel: 'ann_kicks' })
    expect(fake.world.messages.map(({ bot }) => bot)).toEqual([true, false])
  })

  it('has no account where it may not speak: elsewhere, on a platform that is away, once it is gone', async () => {
    const { fake, run } = await connected({
      world: { broadcaster: { ...BROADCASTER, disconnected: ['kick'] } },
    })
    const { sender, say } = speaker(run)
    expect(sender.account('twitch', 'Ann')).toBeDefined()
    expect(sender.account('twitch', 'bea')).toBeUndefined()
    expect(sender.account('kick')).toBeUndefined()
    expect(sender.account('obs')).toBeUndefined()
    await fake.stop()
    await run.next('source.disconnected')
    expect(sender.account('twitch')).toBeUndefined()
    await expect(say('hello')).rejects.toThrow(/not connected; it reconnects by itself/)
  })

  it('without a password says what to set, and leaves speaking to others', async () => {
    const without = await connected({}, { password: undefined })
    const { sender, say } = speaker(without.run)
    const warned = () => without.run.logged.filter(({ level }) => level === 'warn')
    for (const channel of [undefined, 'bea', 'ann'])
      expect(sender.account('twitch', channel)).toBeUndefined()
    for (const [reason, channel] of [
      ['no_sender', 'bea'],
      ['muted', 'ann'],
    ])
      without.run.emit(dropped(reason, channel))
    await without.run.flush()
    // Another plugin may speak there.
    expect(warned()).toEqual([])
    // Where none does, it says once why.
    for (let times = 0; times < 2; times += 1) without.run.emit(dropped('no_sender', 'ann'))
    await vi.waitFor(() =>
      expect(warned()).toMatchObject([{ message: expect.stringMatching(/and set password$/) }]),
    )
    await expect(say('hello')).rejects.toThrow(
      /accepts messages only with a password; switch Authentication on .* and set password$/,
    )
    const { fake, run } = await connected({ auth: 'off' })
    const off = speaker(run)
    expect(off.sender.account('twitch')).toBeUndefined()
    await expect(off.say('hello')).rejects.toThrow(
      /Authentication is off in its WebSocket server .*; switch it on there/,
    )
    expect(fake.world.messages).toEqual([])
  })

  it('hands on what Streamer.bot says where it refuses', async () => {
    const { fake, run } = await connected()
    const { say } = speaker(run)
    fake.script('SendMessage', { error: 'Twitch is disconnected', times: 1 })
    expect(await say('hello')).toEqual({
      status: 'dropped',
      refusal: { code: 'refused' },
      reason:
        'cannot speak on twitch: Streamer.bot rejected the message (Twitch is disconnected); check that twitch is connected there',
      confirmed: false,
    })
    fake.script('SendMessage', { error: 'Authentication required', times: 1 })
    await expect(say('hello')).rejects.toThrow(/switch it on there with the password set here/)
  })

  it.each([
    ['Your message is identical to the one you sent', 'duplicate'],
    ['msg_duplicate', 'duplicate'],
    ['Too many messages, try later', 'rate_limited'],
    ['HTTP 429', 'rate_limited'],
    ['no such platform', 'refused'],
  ])('a platform that says "%s" through it is %s', async (error, code) => {
    const { fake, run } = await connected()
    fake.script('SendMessage', { error, times: 1 })
    const receipt = await speaker(run).say('hello')
    expect(receipt).toMatchObject({ status: 'dropped', refusal: { code } })
    expect(receipt.reason).toContain(`rejected the message (${error})`)
  })

  it('speaks in no other channel than its own, and on no platform it is not signed in with', async () => {
    const broadcaster = { platforms: { twitch: { broadcastUserName: 'ann' } } }
    const { fake, run } = await connected({ world: { broadcaster } })
    const { say } = speaker(run)
    await expect(say('hello', { channel: 'bea' })).rejects.toThrow(
      /cannot speak in bea: .* in ann only.*; name another plugin in outbox/,
    )
    await expect(say('hello', { platform: 'kick' })).rejects.toThrow(
      /cannot speak on kick: .*not signed in there; sign in under Platforms/,
    )
    expect(fake.world.messages).toEqual([])
  })

  it('says no second line, whatever is in the text', async () => {
    const { fake, run } = await connected()
    await speaker(run).say('one\r\ntwo\0three')
    expect(fake.world.messages).toMatchObject([{ message: 'one two three' }])
  })

  it('never hangs: no answer is unconfirmed, a connection that goes is a drop, an aborted one ends', async () => {
    const { fake, run } = await connected()
    const { say } = speaker(run)
    fake.script('SendMessage', { silent: true })
    const gone = new AbortController()
    const aborted = say('first', {}, gone)
    gone.abort()
    await expect(aborted).rejects.toThrow()
    await expect(say('late', {}, gone)).rejects.toThrow()
    freezeTimers()
    const unanswered = say('second')
    vi.advanceTimersByTime(5_000)
    await expect(unanswered).resolves.toEqual({ status: 'sent', confirmed: false })
    vi.useRealTimers()
    const cut = say('third')
    await vi.waitFor(() => expect(asked(fake, 'SendMessage')).toHaveLength(3))
    fake.terminateAll()
    await expect(cut).resolves.toEqual({
      ...{ status: 'dropped', refusal: { code: 'connection_lost' }, confirmed: false },
    })
  })
})
