import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamerbot, tau, twitch, twitchIrc } from '@promethean/plugins'
import type { Event, Events, EventType, PluginUse } from 'promethean'
import { type PluginRun, runPlugin } from 'promethean/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { FakeStreamerbot } from './streamerbot/fake-streamerbot.ts'
import { type FakeTau, startFakeTau } from './tau/fake-tau.ts'
import { type FakeTwitch, startFakeTwitch } from './twitch/fake-twitch.ts'
import { type FakeTwitchApi, startFakeTwitchApi } from './twitch-api/fake-twitch-api.ts'
import { signedIn } from './twitch-api/signed-in.ts'

export const CHANNEL = 'annstreams'
export const ROOM = '700100'
/** Twitch's time for every event here. */
export const AT = new Date()

/** The ways a happening on Twitch may come. TAU has two: the lines its accounts hear, and EventSub's payloads. */
export type Source = 'irc' | 'tauChat' | 'eventSub' | 'tau' | 'streamerbot'

type Told = readonly [type: string, payload: object]

/** One occurrence as each source receives it; sources that do not receive it are left out. */
export interface Happening {
  readonly name: string
  /** A line of the chat server; a PRIVMSG reaches TAU's accounts too. */
  readonly irc?: string
  readonly eventSub?: Told
  readonly tau?: readonly Told[]
  readonly streamerbot?: Told
  /** The complete data of every resulting event, whichever source reports it. */
  readonly told: {
    readonly [T in EventType]?: T extends 'platform.event' ? Omit<Events[T], 'name'> : Events[T]
  }
  /** The key sources share. */
  readonly key?: string
  /** When it happened, where the payload says so. */
  readonly time?: Date
  /** What a source's own payload does not say, as paths into the data; `key` is the key, `time` the time, a type an event it does not report. */
  readonly lacks?: { readonly [S in Source]?: readonly string[] }
}

/** A test for each occurrence: every source reports the same, except for what it does not receive. */
export function toldAlike(happenings: readonly Happening[]): void {
  let world: World
  beforeAll(async () => {
    world = await listening()
  })
  afterAll(() => world.end())
  test.each(happenings)('$name', async happening => {
    for (const source of sourcesOf(happening)) {
      const lacks = happening.lacks?.[source] ?? []
      const types = Object.keys(happening.told).filter(type => !lacks.includes(type))
      tell(world, source, happening)
      // All events it publishes, and nothing else.
      const heard = await next(world.runs[source], types)
      for (const one of heard) {
        const told = Object.entries(happening.told).find(([type]) => type === one.type)?.[1]
        expect({ source, ...shown(one) }).toEqual({
          ...{ source, type: one.type, platform: 'twitch', channel: CHANNEL },
          data: without(told ?? {}, lacks),
        })
        if (happening.key !== undefined && !lacks.includes('key') && one.type !== 'platform.event')
          expect(one.id).toBe(`twitch:${one.type}:${happening.key}`)
        if (happening.time !== undefined && !lacks.includes('time'))
          expect({ source, time: one.time }).toEqual({ source, time: happening.time })
      }
    }
  })
}

const taken = new WeakMap<PluginRun, number>()

async function next(run: PluginRun, types: readonly string[]): Promise<readonly Event[]> {
  const left = () =>
    run.events.filter(({ platform }) => platform === 'twitch').slice(taken.get(run) ?? 0)
  const heard = await vi.waitFor(
    () => {
      const found = left()
      expect(found.map(({ type }) => type).sort()).toEqual(types.toSorted())
      return found
    },
    { timeout: 30_000 },
  )
  taken.set(run, (taken.get(run) ?? 0) + heard.length)
  return heard
}

interface World {
  readonly irc: FakeTwitch
  readonly helix: FakeTwitchApi
  readonly bot: FakeStreamerbot
  readonly api: FakeTau
  readonly runs: Readonly<Record<Source, PluginRun>>
  end(): Promise<void>
}

// Each in a runtime of its own: in one they would be one event.
async function listening(): Promise<World> {
  const [irc, helix, bot, api] = await Promise.all([
    startFakeTwitch(),
    startFakeTwitchApi(),
    FakeStreamerbot.start(),
    startFakeTau({ pingMs: 1_000 }),
  ])
  const folder = await mkdtemp(join(tmpdir(), 'promethean-told-alike-'))
  signedIn(helix, folder, {})
  const server = { server: '127.0.0.1', port: irc.port, secure: false }
  const uses: readonly PluginUse[] = [
    twitchIrc({ channels: [CHANNEL], ...server }),
    twitch({ clientId: helix.world.clientId, channel: CHANNEL, urls: helix.urls }),
    streamerbot({ port: bot.port }),
    tau({ url: api.url, token: api.token, chat: [CHANNEL] }),
  ]
  const [byIrc, byEventSub, byBot, byTau] = await Promise.all(
    uses.map(use => runPlugin(use, { folder })),
  )
  if (!byIrc || !byEventSub || !byBot || !byTau) throw new Error('unreachable: four were started')
  const runs = {
    ...{ irc: byIrc, eventSub: byEventSub, streamerbot: byBot, tau: byTau, tauChat: byTau },
  }
  const connected = async () => {
    for (const run of Object.values(runs))
      if ((await run.state()) !== 'connected') throw new Error('not connected yet')
  }
  await vi.waitFor(connected, { timeout: 30_000 })
  const end = async () => {
    await Promise.all([byIrc, byEventSub, byBot, byTau].map(run => run.stop()))
    await Promise.all([irc.close(), helix.close(), bot.stop(), api.close()])
    await rm(folder, { recursive: true, force: true })
  }
  return { irc, helix, bot, api, runs, end }
}

function sourcesOf({ irc, eventSub, tau, streamerbot }: Happening): readonly Source[] {
  return [
    ...(irc === undefined ? [] : ['irc' as const]),
    ...(irc?.includes(' PRIVMSG ') ? ['tauChat' as const] : []),
    ...(eventSub === undefined ? [] : ['eventSub' as const]),
    ...(tau === undefined ? [] : ['tau' as const]),
    ...(streamerbot === undefined ? [] : ['streamerbot' as const]),
  ]
}

function tell({ irc, helix, bot, api }: World, source: Source, told: Happening): void {
  if (source === 'irc') irc.send(told.irc ?? '')
  if (source === 'tauChat') api.chat(CHANNEL, told.irc ?? '')
  if (source === 'eventSub' && told.eventSub) helix.events.notify(...told.eventSub, { time: AT })
  // Not held back, as a redemption with a text is until its line comes.
  if (source === 'tau')
    for (const [event_type, event_data] of told.tau ?? [])
      api.broadcast(api.store.add({ event_id: randomUUID(), event_type, event_data }))
  if (source === 'streamerbot' && told.streamerbot) {
    const [type, data] = told.streamerbot
    const broadcaster = { id: ROOM, login: CHANNEL, name: 'AnnStreams', type: 'twitch' }
    bot.emit({ event: { source: 'Twitch', type }, data: { broadcaster, isTest: false, ...data } })
  }
}

// What has no name in the vocabulary has the source's own, and its own fields.
function shown({ type, platform, channel, data }: Event) {
  if (type !== 'platform.event') return { type, platform, channel, data }
  const { name, data: _own, tags, ...said } = { tags: undefined, ...data }
  return { type, platform, channel, data: said }
}

/** The data without the fields at these paths. */
function without(data: object, paths: readonly string[], at = ''): object {
  const left = Object.entries(data).filter(([name]) => !paths.includes(`${at}${name}`))
  return Object.fromEntries(
    left.map(([name, value]) => {
      const isPlain = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
      return [name, isPlain ? without(value, paths, `${at}${name}.`) : value]
    }),
  )
}
