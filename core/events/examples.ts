import type { z } from 'zod'
import type { CoreType, eventSchemas } from './schemas.ts'

const bea = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }

/** Data of each event type as one would write it for `promethean fire`; a test holds each to its schema. */
export const eventExamples: {
  readonly [T in CoreType]: z.input<(typeof eventSchemas)[T]>
} = {
  'chat.message': { messageId: '1', text: 'hello', user: bea },
  'chat.deleted': { messageId: '1' },
  'chat.cleared': { user: { name: 'bea' } },
  'chat.moderated': { action: 'timeout', user: { name: 'bea' }, seconds: 600 },
  'channel.followed': { user: bea },
  'channel.subscribed': { user: bea, tier: '1000', months: 3 },
  'channel.gifted': { user: bea, count: 5 },
  'channel.cheered': { user: bea, bits: 100 },
  'channel.tipped': { user: bea, amount: 5, currency: 'EUR', text: 'for the cat' },
  'channel.raided': { from: { id: '7', name: 'bea', displayName: 'Bea' }, viewers: 12 },
  'channel.redeemed': { user: bea, reward: { id: 'r1', title: 'Water' } },
  'channel.updated': { title: 'A new title' },
  'channel.hyped': { phase: 'started', level: 1 },
  'channel.polled': { phase: 'started', title: 'Tea?', choices: [{ title: 'yes' }] },
  'channel.predicted': { phase: 'started', title: 'A win?', outcomes: [{ title: 'yes' }] },
  'channel.ad.started': { seconds: 30 },
  'stream.online': { title: 'A quiet evening', startedAt: '2026-11-23T19:04:00Z' },
  'stream.offline': {},
  'obs.stream.started': {},
  'obs.stream.stopped': {},
  'obs.scene.changed': { scene: 'Break' },
  'obs.recording.started': {},
  'obs.recording.stopped': {},
  'session.started': { session: '2026-11-23T19:04Z' },
  'session.ended': { session: '2026-11-23T19:04Z' },
  'title.wanted': {},
  'title.generated': { title: 'A quiet evening' },
  'title.changed': { title: 'A quiet evening', target: 'twitch', isConfirmed: true },
  'chat.sent': { text: 'hello', via: 'twitch', confirmed: true },
  'chat.dropped': { text: 'hello', reason: 'expired' },
  'chat.mood': { rate: 20, chatters: 7, mentions: 1, emotes: 4, sentiment: 0.4, understood: 0.8 },
  'mood.set': { mood: 'cosy' },
  'llm.answered': { prompt: 'Say hello', answer: 'Hello', model: 'llama3.2', latencyMs: 900 },
  'source.connected': { source: 'twitch' },
  'source.stale': { source: 'twitch', quietMs: 120_000 },
  'source.disconnected': { source: 'twitch', reason: 'the server closed' },
  'plugin.failed': { plugin: 'greeter', reason: 'it threw' },
  'config.reloaded': { kept: ['twitch'], restarted: ['greeter'], added: [], removed: [] },
  'platform.event': { name: 'mine:Something' },
}
