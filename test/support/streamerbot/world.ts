import { randomUUID } from 'node:crypto'
import { CATALOGUE } from './catalogue.ts'

type Json = Readonly<Record<string, unknown>>

/** An action as the streamer made it. */
export interface Action {
  readonly id: string
  readonly name: string
  readonly enabled?: boolean
  /** "Set Global Variable" for each, from the argument of the same name. */
  readonly sets?: readonly string[]
  /** "Set Channel Title" to `%title%`: Twitch reports the new one. */
  readonly setsTitle?: boolean
}

/** What an action was run with. */
export interface Run {
  readonly at: number
  readonly action: Json
  readonly args: Json
}

/** What is in the fake's Streamer.bot besides its socket. */
export interface World {
  readonly version: string
  readonly events: Json
  readonly broadcaster: Json
  /** What it monitors on YouTube. */
  readonly broadcasts: readonly Json[]
  readonly actions: readonly Action[]
  readonly variables: Map<string, unknown>
  readonly runs: Run[]
  readonly messages: Json[]
  /** The stream's title on Twitch. */
  title: string
}

/** A made-up streamer, signed in on four platforms. */
export const BROADCASTER: Json = {
  platforms: {
    twitch: {
      ...{ broadcastUser: 'Ann', broadcastUserName: 'ann', broadcastUserId: 4242 },
      ...{ botUser: 'AnnBot', botUserName: 'annbot', botUserId: '5151' },
    },
    youtube: { broadcastUserName: 'Ann Live', broadcastUserId: 'UCannAnnAnnAnnAnnAnnAnn1' },
    kick: {
      broadcasterLogin: 'ann_kicks',
      broadcasterUserName: 'Ann_Kicks',
      broadcasterUserId: '7',
    },
    trovo: {
      broadcasterLogin: 'anntrovo',
      broadcasterUserName: 'AnnTrovo',
      broadcasterUserId: '8',
    },
  },
  connected: ['twitch', 'youtube', 'kick', 'trovo'],
  disconnected: [],
}

export function makeWorld(settings: Partial<World>): World {
  return {
    version: '1.0.7',
    events: CATALOGUE,
    broadcaster: BROADCASTER,
    broadcasts: [],
    actions: [],
    variables: new Map(),
    runs: [],
    messages: [],
    title: 'the title of last week',
    ...settings,
  }
}

/** What `Hello` and `GetInfo` contain. */
export function infoOf(world: World): Json {
  return {
    instanceId: '11111111-2222-4333-8444-555555555555',
    name: 'Streamer.bot',
    version: world.version,
    os: 'windows',
    osVersion: '10.0.22631.0',
    mode: 'ui',
    darkMode: true,
    source: 'websocketServer',
  }
}

/** The answer to a request that needs no connection's state. `tell` sends an event to the subscribers. */
export function answerOf(
  world: World,
  { name, body }: { readonly name: string; readonly body: Json },
  tell: (source: string, type: string, data: Json) => void,
): Json {
  switch (name) {
    case 'GetInfo':
      return { status: 'ok', info: infoOf(world) }
    case 'GetEvents':
      return { status: 'ok', events: world.events }
    case 'GetBroadcaster':
      return { status: 'ok', ...world.broadcaster }
    case 'GetMonitoredYouTubeBroadcasts':
      return { status: 'ok', count: world.broadcasts.length, broadcasts: world.broadcasts }
    case 'GetActions':
      return { status: 'ok', count: world.actions.length, actions: world.actions.map(listed) }
    case 'DoAction':
      return doAction(world, body, tell)
    case 'GetGlobal':
      return globalOf(world, String(body.variable))
    case 'GetGlobals':
      return { status: 'ok', count: world.variables.size, variables: variablesOf(world) }
    case 'SendMessage':
      return sendMessage(world, body, tell)
    default:
      return { status: 'error', error: `Unknown request: ${name}` }
  }
}

function listed({ id, name, enabled = true }: Action): Json {
  return { id, name, group: 'None', enabled, subaction_count: 1, trigger_count: 0 }
}

function doAction(
  world: World,
  body: Json,
  tell: (source: string, type: string, data: Json) => void,
): Json {
  const wanted = record(body.action)
  const action = world.actions.find(({ id, name }) => id === wanted.id || name === wanted.name)
  if (action === undefined) return { status: 'error', error: 'Action not found' }
  const args = record(body.args)
  world.runs.push({ at: Date.now(), action: wanted, args })
  const run = { id: `run-${world.runs.length}`, actionId: action.id, name: action.name }
  tell('Raw', 'Action', { ...run, arguments: args })
  for (const variable of action.sets ?? [])
    setGlobal(world, { variable, value: args[variable] }, tell)
  if (action.setsTitle) setTitle(world, String(args.title), tell)
  tell('Raw', 'ActionCompleted', { ...run, success: true, arguments: args })
  return { status: 'ok' }
}

// It answers ok without an id; on Twitch the line comes back like any other, marked as Streamer.bot's own.
function sendMessage(
  world: World,
  body: Json,
  tell: (source: string, type: string, data: Json) => void,
): Json {
  const platform = record(record(world.broadcaster.platforms)[String(body.platform)])
  if (Object.keys(platform).length === 0) return { status: 'error', error: 'Not connected' }
  world.messages.push(body)
  if (body.platform === 'twitch') tell('Twitch', 'ChatMessage', ownLine(platform, body))
  return { status: 'ok' }
}

function ownLine(account: Json, { message, bot, internal }: Json): Json {
  const { broadcastUserId, broadcastUser, broadcastUserName } = account
  const broadcaster = { id: String(broadcastUserId), login: broadcastUserName, name: broadcastUser }
  const asBot = { id: account.botUserId, login: account.botUserName, name: account.botUser }
  const user = bot === true && asBot.login !== undefined ? asBot : broadcaster
  return {
    user: { ...user, role: user === broadcaster ? 4 : 1, badges: [], type: 'twitch' },
    messageId: randomUUID(),
    meta: { firstMessage: false, isMe: false, internal: internal === true },
    text: message,
    broadcaster: { ...broadcaster, type: 'twitch' },
  }
}

// Twitch says so where the title is another one.
function setTitle(
  world: World,
  status: string,
  tell: (source: string, type: string, data: Json) => void,
): void {
  const oldStatus = world.title
  if (status === oldStatus) return
  world.title = status
  const game = { id: '509658', name: 'Just Chatting' }
  tell('Twitch', 'StreamUpdate', { channel: 'ann', status, oldStatus, game, is_test: false })
}

function setGlobal(
  world: World,
  { variable, value }: { readonly variable: string; readonly value: unknown },
  tell: (source: string, type: string, data: Json) => void,
): void {
  const oldValue = world.variables.get(variable)
  world.variables.set(variable, value)
  const lastWrite = new Date().toISOString()
  tell('Misc', 'GlobalVariableUpdated', { name: variable, oldValue, newValue: value, lastWrite })
}

function globalOf(world: World, variable: string): Json {
  if (!world.variables.has(variable)) return { status: 'error', error: 'Variable not found' }
  const all = variablesOf(world)
  return { status: 'ok', count: 1, variables: { [variable]: all[variable] } }
}

function variablesOf(world: World): Json {
  const lastWrite = '2026-11-20T19:00:00.000+01:00'
  const told = [...world.variables].map(([name, value]) => [name, { name, value, lastWrite }])
  return Object.fromEntries(told)
}

function record(value: unknown): Json {
  // An object of JSON has texts as keys.
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}
