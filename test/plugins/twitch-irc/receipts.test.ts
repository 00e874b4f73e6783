import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { IrcLine } from '../../../plugins/formats/irc/line.ts'
import { Receipts } from '../../../plugins/twitch-irc/receipts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const live = new AbortController().signal

function line(command: string, channel: string, told: Record<string, string>): IrcLine {
  const tags = new Map(Object.entries(told))
  const raw = `@${Object.entries(tags).map(pair => pair.join('='))} ${command}`
  return { raw, tags, prefix: 'tmi.twitch.tv', command, params: [`#${channel}`] }
}

const userState = (tags: Record<string, string>) => line('USERSTATE', 'ann', tags)
const notice = (id: string, channel = 'ann') => line('NOTICE', channel, { 'msg-id': id })

describe('a line is dropped', () => {
  test.each<readonly [code: string, ids: readonly string[]]>([
    ['rate_limited', ['msg_ratelimit']],
    ['duplicate', ['msg_duplicate']],
    ['forbidden', ['msg_banned', 'msg_timedout', 'msg_channel_suspended', 'no_permission']],
    ['forbidden', ['msg_subsonly', 'msg_followersonly', 'msg_followersonly_followed']],
    ['forbidden', ['msg_followersonly_zero', 'msg_verified_email', 'tos_ban']],
    ['forbidden', ['msg_requires_verified_phone_number']],
    ['refused', ['msg_slowmode', 'msg_emoteonly', 'msg_rejected', 'msg_rejected_mandatory']],
    ['refused', ['unrecognized_cmd', 'msg_of_tomorrow']],
  ])('as %s where Twitch says one of %j', async (code, ids) => {
    for (const id of ids) {
      const receipts = new Receipts()
      const first = receipts.expect('ann', 'n1', live)
      receipts.read(notice(id))
      expect(await first).toEqual({
        ...{ status: 'dropped', reason: id, refusal: { code }, confirmed: true },
      })
    }
  })

  test('not by a notice of another channel, nor by one about something else', async () => {
    const receipts = new Receipts()
    const first = receipts.expect('ann', 'n1', live)
    receipts.read(notice('msg_ratelimit', 'bea'))
    receipts.read(notice('slow_on'))
    receipts.read(notice('emote_only_off'))
    receipts.read(userState({ 'client-nonce': 'n1', id: 'm1' }))
    await expect(first).resolves.toMatchObject({ status: 'sent', messageId: 'm1' })
  })

  test('where the connection goes before Twitch answers', async () => {
    const receipts = new Receipts()
    const both = [receipts.expect('ann', 'n1', live), receipts.expect('bea', 'n2', live)]
    receipts.end()
    const lost = { status: 'dropped', refusal: { code: 'connection_lost' }, confirmed: false }
    await expect(Promise.all(both)).resolves.toEqual([lost, lost])
  })
})

describe('answers', () => {
  test('come in the order of the lines, told and dropped ones mixed', async () => {
    const receipts = new Receipts()
    const all = ['n1', 'n2', 'n3'].map(nonce => receipts.expect('ann', nonce, live))
    receipts.read(userState({ id: 'm1' }))
    receipts.read(notice('msg_slowmode'))
    receipts.read(userState({ id: 'm3' }))
    const told = (await Promise.all(all)).map(({ messageId, reason }) => messageId ?? reason)
    expect(told).toEqual(['m1', 'msg_slowmode', 'm3'])
  })

  test('without our nonce are the first line’s, with a nonce of somebody else nobody’s', async () => {
    const receipts = new Receipts()
    const first = receipts.expect('ann', 'n1', live)
    const second = receipts.expect('ann', 'n2', live)
    receipts.read(userState({ id: 'other', 'client-nonce': 'theirs' }))
    // At a join Twitch tells the state without an id: that answers nothing.
    receipts.read(userState({ badges: 'moderator/1' }))
    receipts.read(userState({ id: 'm2', 'client-nonce': 'n2' }))
    receipts.read(userState({ id: 'm1' }))
    await expect(first).resolves.toMatchObject({ messageId: 'm1' })
    await expect(second).resolves.toMatchObject({ messageId: 'm2' })
  })

  test('that never come leave a line unconfirmed, after 5 s or when it is given up', async () => {
    const receipts = new Receipts()
    const gone = new AbortController()
    const silent = receipts.expect('ann', 'n1', live)
    const aborted = receipts.expect('ann', 'n2', gone.signal)
    gone.abort()
    await expect(aborted).resolves.toEqual({ status: 'sent', confirmed: false })
    vi.advanceTimersByTime(5_000)
    await expect(silent).resolves.toEqual({ status: 'sent', confirmed: false })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('that come late are not the next line’s', async () => {
    const receipts = new Receipts()
    const late = receipts.expect('ann', 'n1', live)
    vi.advanceTimersByTime(5_000)
    await late
    const next = receipts.expect('ann', 'n2', live)
    receipts.read(userState({ id: 'm1', 'client-nonce': 'n1' }))
    receipts.read(notice('msg_duplicate'))
    await expect(next).resolves.toMatchObject({ status: 'dropped', reason: 'msg_duplicate' })
  })

  test('are waited for by 500 lines at most', async () => {
    const receipts = new Receipts()
    for (let count = 0; count < 500; count += 1) void receipts.expect('ann', `n${count}`, live)
    const more = receipts.expect('ann', 'more', live)
    await expect(more).resolves.toEqual({ status: 'sent', confirmed: false })
    expect(vi.getTimerCount()).toBe(500)
  })
})
