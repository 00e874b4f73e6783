import { startMongo } from '../support/mongo/server.ts'
import type { TestMongo } from '../support/mongo/test-mongo.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import { type FakeTau, startFakeTau } from '../support/tau/fake-tau.ts'
import { type FakeTwitch, startFakeTwitch } from '../support/twitch/fake-twitch.ts'

/** Every outside world at once, on loopback. */
export interface Worlds {
  readonly twitch: FakeTwitch
  readonly streamerbot: FakeStreamerbot
  readonly tau: FakeTau
  readonly mongo: TestMongo
  close(): Promise<void>
}

export const CHANNEL = 'annstreams'

export async function startWorlds(): Promise<Worlds> {
  const [twitch, streamerbot, tau, mongo] = await Promise.all([
    startFakeTwitch(),
    FakeStreamerbot.start(),
    startFakeTau({ pingMs: 2_000 }),
    startMongo(),
  ])
  return {
    twitch,
    streamerbot,
    tau,
    mongo,
    close: async () => {
      await Promise.all([twitch.close(), streamerbot.stop(), tau.close(), mongo.close()])
    },
  }
}

/**
 * A config that reads all three worlds, keeps relays out and writes to MongoDB. It asks TAU for all that was missed: while a slow
 * machine starts Promethean, more may come than the default fetches.
 */
export function configFor(worlds: Worlds, database: string, more = ''): string {
  const { twitch, streamerbot, tau, mongo } = worlds
  return `
import { mongo, restreamFilter, streamerbot, tau, twitchIrc } from '@promethean/plugins'
import { defineConfig } from 'promethean'
${more}
export default defineConfig({
  plugins: [
    twitchIrc({ channels: ['${CHANNEL}'], server: '127.0.0.1', port: ${twitch.port}, secure: false }),
    streamerbot({ port: ${streamerbot.port} }),
    tau({ url: '${tau.url}', token: '${tau.token}', chat: ['${tau.channel.login}'], history: { max: 10_000 } }),
    restreamFilter(),
    mongo({ uri: ${JSON.stringify(mongo.uri)}, database: '${database}' }),
  ],
})
`
}

/** Resolves when every source listens. */
export async function everybodyListens({ twitch, streamerbot, tau }: Worlds): Promise<void> {
  const until = performance.now() + 20_000
  const isDone = () =>
    twitch.inRoom(CHANNEL).length > 0 &&
    streamerbot.peers.some(peer => peer.isOpen && peer.listensTo('Twitch', 'ChatMessage')) &&
    tau.clients.filter(client => client.authenticatedAt !== undefined).length >= 2
  while (!isDone()) {
    if (performance.now() > until) throw new Error('not every source came to listen within 20 s')
    await new Promise(resolve => setImmediate(resolve))
  }
}
