import { ApiClient } from '@twurple/api'
import { RefreshingAuthProvider } from '@twurple/auth'
import { EventSubWsListener } from '@twurple/eventsub-ws'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { STREAMER_SCOPES } from '../../../plugins/twitch/scopes.ts'
import { fastTime } from '../fast-time.ts'
import { line } from '../frames/twitch/eventsub.ts'
import { type FakeTwitchApi, startFakeTwitchApi } from './fake-twitch-api.ts'

/** The fakes are held to the world by a client others wrote: Twurple works with them as it is. */

const ANN = '700100'
const scopes = Object.keys(STREAMER_SCOPES)
let fake: FakeTwitchApi

beforeEach(async () => {
  fake = await startFakeTwitchApi()
  // It changes the whole process, so this test has its own file.
  vi.stubEnv('TWURPLE_MOCK_API_PORT', String(fake.port))
})

afterEach(async () => {
  vi.unstubAllEnvs()
  await fake.close()
})

async function provider(expiresInS = 14_000) {
  const auth = new RefreshingAuthProvider({
    clientId: fake.world.clientId,
    clientSecret: 'not asked for',
  })
  const { access, refresh } = fake.world.issue(ANN, scopes, expiresInS)
  await auth.addUserForToken({
    accessToken: access,
    refreshToken: refresh,
    expiresIn: expiresInS,
    obtainmentTimestamp: Date.now(),
  })
  return auth
}

describe('RefreshingAuthProvider', () => {
  test('validates a token and reads its scopes', async () => {
    const auth = await provider()
    expect(auth.getCurrentScopesForUser(ANN)).toEqual(scopes)
    expect(fake.id.validations).toBe(1)
  })

  test('refreshes, and stays signed in with the new pair', async () => {
    const auth = await provider()
    const first = await auth.refreshAccessTokenForUser(ANN)
    const second = await auth.refreshAccessTokenForUser(ANN)
    expect(second.accessToken).not.toBe(first.accessToken)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(second.scope).toEqual(scopes)
  })

  test('is refused a refresh token a second time', async () => {
    const auth = await provider()
    const token = await auth.getAccessTokenForUser(ANN)
    await auth.refreshAccessTokenForUser(ANN)
    if (token === null) throw new Error('no token')
    auth.addUser(ANN, token)
    await expect(auth.refreshAccessTokenForUser(ANN)).rejects.toThrow('400')
  })
})

describe('ApiClient', () => {
  fastTime()

  test('changes and reads the channel', async () => {
    const api = new ApiClient({ authProvider: await provider() })
    await api.channels.updateChannelInfo(ANN, { title: 'Fresh' })
    expect((await api.channels.getChannelInfoById(ANN))?.title).toBe('Fresh')
  })

  test('renews the token once where it is refused', async () => {
    const api = new ApiClient({ authProvider: await provider() })
    fake.world.lapse()
    expect((await api.users.getAuthenticatedUser(ANN)).name).toBe('annstreams')
    expect(fake.id.refreshes).toBe(1)
  })

  test('speaks, and is told why a line was dropped', async () => {
    const api = new ApiClient({ authProvider: await provider() })
    const sent = await api.asUser(ANN, one => one.chat.sendChatMessage(ANN, 'hello'))
    expect(sent.id).toMatch(/^[0-9a-f-]{36}$/)
    fake.helix.dropNext = { code: 'msg_rejected', message: 'held for review' }
    await expect(
      api.asUser(ANN, one => one.chat.sendChatMessage(ANN, 'hello again')),
    ).rejects.toThrow('held for review')
  })

  test('sees the stream that is on, moderators, and moderates', async () => {
    const api = new ApiClient({ authProvider: await provider() })
    fake.world.moderators.set(ANN, new Set(['700150']))
    expect((await api.moderation.getModerators(ANN)).data.map(one => one.userId)).toEqual([
      '700150',
    ])
    await api.moderation.deleteChatMessages(ANN, 'line-1')
    await api.moderation.banUser(ANN, { user: '700201', duration: 60, reason: '' })
    await api.chat.shoutoutUser(ANN, '700201')
    expect(fake.helix.deleted).toEqual(['line-1'])
    expect(fake.helix.timeouts).toEqual([{ userId: '700201', seconds: 60 }])
    expect(fake.helix.shoutouts).toEqual(['700201'])
  })

  test('waits where the rate is used up', async () => {
    const api = new ApiClient({ authProvider: await provider() })
    fake.helix.limit = 1
    fake.helix.windowMs = 1_000
    const me = () => api.users.getAuthenticatedUser(ANN)
    const names = (await Promise.all([me(), me(), me()])).map(({ name }) => name)
    expect(names).toEqual(['annstreams', 'annstreams', 'annstreams'])
  })
})

describe('EventSubWsListener', () => {
  async function listener() {
    const listening = new EventSubWsListener({
      apiClient: new ApiClient({ authProvider: await provider() }),
    })
    onTestFinished(() => listening.stop())
    const texts: string[] = []
    const revoked: string[] = []
    listening.onRevoke((_, status) => revoked.push(status))
    listening.onChannelChatMessage(ANN, ANN, event => void texts.push(event.messageText))
    listening.start()
    await vi.waitFor(() => expect(fake.events.subscriptions).toHaveLength(1))
    return { listening, texts, revoked }
  }

  test('is told what it subscribed to, through a move to another server', async () => {
    const { texts } = await listener()
    fake.events.notify('channel.chat.message', line({ text: 'one' }))
    await vi.waitFor(() => expect(texts).toEqual(['one']))
    fake.events.reconnect()
    await vi.waitFor(() => expect(fake.events.connections).toHaveLength(2))
    fake.events.notify('channel.chat.message', line({ text: 'two' }))
    await vi.waitFor(() => expect(texts).toEqual(['one', 'two']))
    expect(fake.events.subscriptions).toHaveLength(1)
  })

  test('is told of a revocation', async () => {
    const { revoked } = await listener()
    fake.events.revoke('channel.chat.message', 'authorization_revoked')
    await vi.waitFor(() => expect(revoked).toEqual(['authorization_revoked']))
  })

  test('subscribes again after its connection was cut', async () => {
    const { texts } = await listener()
    const first = fake.events.subscriptions[0]?.id
    fake.events.hangUp(4000)
    await vi.waitFor(
      () => {
        const ids = fake.events.subscriptions.map(({ id }) => id)
        expect(ids).toHaveLength(1)
        expect(ids).not.toContain(first)
      },
      { timeout: 30_000 },
    )
    fake.events.notify('channel.chat.message', line({ text: 'back' }))
    await vi.waitFor(() => expect(texts).toEqual(['back']))
  })
})
