import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runPlugin } from 'promethean/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { parseChatFrame } from '../../../plugins/tau/client/chat-frame.ts'
import { parseFrame } from '../../../plugins/tau/client/frame.ts'
import { tau } from '../../../plugins/tau/index.ts'
import { toChatEvents } from '../../../plugins/tau/map/chat-events.ts'
import { toEvents } from '../../../plugins/tau/map/row-events.ts'
import { chatLines } from '../../support/frames/tau/chat.ts'
import { own, payloads } from '../../support/frames/tau/payloads.ts'
import { startFakeTau } from '../../support/tau/fake-tau.ts'
import { ircFrame } from '../../support/tau/irc-frame.ts'
import { pythonJson } from '../../support/tau/python-json.ts'
import type { TauEnvelope } from '../../support/tau/store.ts'

const folder = process.env.PROMETHEAN_CAPTURES
  ? join(process.env.PROMETHEAN_CAPTURES, 'tau')
  : undefined
const files = folder && existsSync(folder) ? readdirSync(folder).sort() : []
const isCaptured = files.length > 0
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder ?? '', file), 'utf8'))
const readAll = (name: RegExp) => files.filter(file => name.test(file)).map(read)

const captured = readAll(/^(channel|stream|replay).*\.json$/)
const made = Object.entries(payloads).map(([event_type, event_data], n) => ({
  id: `22222222-0000-4000-8000-${String(n).padStart(12, '0')}`,
  event_id: `message-${n}`,
  event_type,
  event_source: 'EventSub',
  event_data,
  created: '2026-11-20T20:00:00+0000',
  origin: 'twitch',
}))
// Recorded from TAU, so of this shape; what the plugin makes of any other is tested elsewhere.
const rows = (isCaptured ? captured : made) as readonly TauEnvelope[]
const chat = isCaptured
  ? readAll(/^chat-(bot-)?privmsg\.json$/)
  : Object.values(chatLines).map(line => ircFrame('helper', line))

console.info(
  isCaptured
    ? `tau: read ${rows.length} events and ${chat.length} chat lines captured`
    : 'tau: read own frames only; PROMETHEAN_CAPTURES names no captures',
)

test('every event is read as what it is called', () => {
  expect(rows.length).toBeGreaterThan(10)
  for (const envelope of rows) {
    const frame = parseFrame(pythonJson(envelope))
    const events = frame.kind === 'row' ? toEvents(frame.row) : []
    expect(events.length).toBeGreaterThan(0)
    for (const made of events) {
      expect(made.data).not.toHaveProperty('problem')
      expect(made.key).toBeDefined()
      expect(made.time).toBeInstanceOf(Date)
      expect(made.test === true).toBe(envelope.origin !== 'twitch')
    }
  }
})

test('every chat frame is its line', () => {
  expect(chat.length).toBeGreaterThan(0)
  for (const frame of chat) {
    const parsed = parseChatFrame(pythonJson(frame))
    const events =
      parsed.kind === 'lines' ? parsed.lines.flatMap(line => toChatEvents(line, parsed.raw)) : []
    expect(events[0]).toMatchObject({ type: 'chat.message', platform: 'twitch' })
    for (const made of events) expect(made.channel).toMatch(/^[a-z0-9_]+$/)
  }
})

test('all of them through a server and the runtime are told once', async () => {
  const channel = ownChannel()
  const fake = await startFakeTau({ bots: ['helper'], channel })
  onTestFinished(() => fake.close())
  const run = await runPlugin(tau({ url: fake.url, token: fake.token, chat: ['helper'] }))
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  const isIn = () => fake.clients.filter(client => client.authenticatedAt !== undefined).length
  await vi.waitFor(() => expect(isIn()).toBe(2))
  for (const row of rows) fake.play(row)
  for (const row of rows) if (row.origin === 'twitch') fake.play(row)
  for (const frame of chat) fake.relay('helper', dataOf(frame))
  fake.happen('the-last', {})
  await run.next('platform.event', event => event.data.name === 'tau:the-last')
  const lines = () => run.events.filter(one => one.type !== 'chat.message' || !one.data.isNotice)
  await vi.waitFor(() => expect(countOf(lines(), 'chat.message')).toBe(chat.length))
  const wanted = rows.map(row => row.event_id).sort()
  const told = run.events.flatMap(event => eventIdOf(event.raw)).filter(id => wanted.includes(id))
  expect([...new Set(told)].sort()).toEqual([...new Set(wanted)])
  expect(new Set(run.events.map(event => event.id)).size).toBe(run.events.length)
  expect(fake.notes.every(note => note.listened)).toBe(true)
})

function ownChannel() {
  const fields: Readonly<Record<string, unknown>> = {
    ...own,
    ...Object(rows.find(row => row.event_type === 'channel-follow')?.event_data),
  }
  return {
    id: String(fields.broadcaster_user_id),
    login: String(fields.broadcaster_user_login),
    name: String(fields.broadcaster_user_name),
  }
}

function dataOf(frame: unknown): unknown {
  return typeof frame === 'object' && frame !== null && 'data' in frame ? frame.data : undefined
}

function eventIdOf(raw: unknown): readonly string[] {
  const id = Object(raw).event_id
  return typeof id === 'string' ? [id] : []
}

function countOf(events: readonly { readonly type: string }[], type: string): number {
  return events.filter(event => event.type === type).length
}
