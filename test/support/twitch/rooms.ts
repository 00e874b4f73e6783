import { randomUUID } from 'node:crypto'
import type { FakeConnection, FakeWorld } from './connection.ts'
import { taken } from './limits.ts'
import { chatLine, idOf, stateTags, tagText } from './lines.ts'

const SERVER = ':tmi.twitch.tv'

/** Answers a JOIN, or does what this Twitch's switches say. */
export function join(client: FakeConnection, { switches, limits }: FakeWorld, room: string) {
  const login = client.login ?? ''
  if (limits.isOverJoins(login, switches.joinLimit ?? 20)) return client.cut()
  if (switches.hangUp === 'in joins' && client.rooms.size > 0) return client.cut()
  if (switches.unknown?.includes(room)) return
  if (switches.suspended?.includes(room)) {
    return notice(client, room, 'msg_channel_suspended', 'This channel has been suspended.')
  }
  client.rooms.add(room)
  client.tell(
    `:${login}!${login}@${login}.tmi.twitch.tv JOIN #${room}`,
    `:${login}.tmi.twitch.tv 353 ${login} = #${room} :${login}`,
    `:${login}.tmi.twitch.tv 366 ${login} #${room} :End of /NAMES list`,
  )
  if (client.isNamed) userState(client, room, isModerator(client, switches.moderators, room), {})
  client.tellCommand(`${tagText(stateOf(room))}${SERVER} ROOMSTATE #${room}`)
}

/** Answers a PART. */
export function part(client: FakeConnection, room: string): void {
  const { login } = client
  if (client.rooms.delete(room)) {
    client.tell(`:${login}!${login}@${login}.tmi.twitch.tv PART #${room}`)
  }
}

interface Said {
  readonly room: string
  readonly text: string
  readonly tags: ReadonlyMap<string, string>
}

/** Answers a PRIVMSG with USERSTATE or NOTICE, and passes it on to everybody else in the room. */
export function say(client: FakeConnection, world: FakeWorld, { room, text: sent, tags }: Said) {
  const { login } = client
  const text = taken(sent)
  if (login === undefined || !client.isNamed) return
  if (/^[/.]disconnect$/.test(text)) return client.hangUp()
  if (/^[/.](?!me )\w/.test(text)) {
    return notice(client, room, 'unrecognized_cmd', 'That is no command.')
  }
  const isMod = isModerator(client, world.switches.moderators, room)
  const drop = dropOf(world, { login, room, text, isFree: login === room || isMod })
  if (drop === 'silent') return
  if (drop) return notice(client, room, drop, 'Your message was not sent.')
  const id = randomUUID()
  const nonce = tags.get('client-nonce')
  userState(client, room, isMod, { 'client-nonce': nonce, id })
  const more = {
    'client-nonce': nonce,
    mod: isMod ? '1' : '0',
    'reply-parent-msg-id': tags.get('reply-parent-msg-id'),
  }
  const body = text.replace(/^[/.]me (.*)$/s, '\x01ACTION $1\x01')
  const line = chatLine({ channel: room, login, text: body, id, tags: more })
  for (const one of world.inRoom(room)) if (one !== client) one.tell(line)
}

/** Why Twitch would not pass a text on. */
function dropOf(
  { switches, limits }: FakeWorld,
  said: { login: string; room: string; text: string; isFree: boolean },
): string | undefined {
  const { login, room, text, isFree } = said
  if ([...text].length > 500) return 'silent'
  const limit = switches.messageLimit ?? (isFree ? 100 : 20)
  if (limits.isOverLines(login, limit)) return 'msg_ratelimit'
  const isJudged = switches.duplicates !== false && !isFree
  return isJudged && limits.isRepeat(login, room, text, switches.unseen)
    ? 'msg_duplicate'
    : undefined
}

function isModerator(
  client: FakeConnection,
  moderators: Readonly<Record<string, readonly string[]>> | undefined,
  room: string,
): boolean {
  return moderators?.[room]?.includes(client.login ?? '') === true
}

function userState(
  client: FakeConnection,
  room: string,
  isMod: boolean,
  more: Readonly<Record<string, string | undefined>>,
): void {
  const badges = client.login === room ? 'broadcaster/1' : isMod ? 'moderator/1' : ''
  const told = { badges, ...more, mod: isMod ? '1' : '0', subscriber: '0' }
  const tags = stateTags(client.login ?? '', told)
  client.tellCommand(`${tags}${SERVER} USERSTATE #${room}`)
}

function stateOf(room: string) {
  return {
    'emote-only': '0',
    'followers-only': '-1',
    r9k: '0',
    'room-id': idOf(room),
    slow: '0',
    'subs-only': '0',
  }
}

function notice(client: FakeConnection, room: string, id: string, text: string): void {
  client.tellCommand(`@msg-id=${id} ${SERVER} NOTICE #${room} :${text}`)
}
