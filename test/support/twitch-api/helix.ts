import { compared, taken } from '../twitch/limits.ts'
import { channelBody, lineBody, streamBody, userBody } from './bodies.ts'
import type { FakeEventServer } from './event-server.ts'
import { type FakeAnswer, type FakeRequest, fieldsOf, textOf } from './request.ts'
import { type FakeToken, type FakeWorld, freshId } from './world.ts'

interface Asked extends FakeRequest {
  readonly token: FakeToken
}

type Route = (asked: Asked) => FakeAnswer

const MAX_TEXT = 500
const DUPLICATE_MS = 30_000

/** Helix: channels, chat, moderation, subscriptions. */
export class FakeHelix {
  readonly #world: FakeWorld
  readonly #events: FakeEventServer
  /** Points of a window, and its length. */
  limit = 800
  windowMs = 60_000
  readonly #buckets = new Map<string, { left: number; resetAt: number }>()
  /** Lines that went out. */
  readonly said: { readonly text: string; readonly sender: string; readonly at: number }[] = []
  readonly deleted: string[] = []
  readonly timeouts: {
    readonly userId: string
    readonly seconds: number
    readonly reason?: string
  }[] = []
  readonly unbanned: string[] = []
  readonly shoutouts: string[] = []
  /** The channel each was created for. */
  readonly clips: string[] = []
  /** What does not make a text another one than those before. */
  unseen: RegExp | undefined
  /** Why the next line is dropped. */
  dropNext: { readonly code: string; readonly message: string } | undefined
  /** A title read back stays the old one. */
  isTitleStuck = false

  constructor(world: FakeWorld, events: FakeEventServer) {
    this.#world = world
    this.#events = events
  }

  answer(request: FakeRequest): FakeAnswer {
    const token = this.#world.token(/^Bearer (\S+)$/.exec(request.authorization)?.[1] ?? '')
    if (token === undefined) return refusal(401, 'Invalid OAuth token')
    if (request.clientId !== token.clientId)
      return refusal(401, 'Client ID and OAuth token do not match')
    const headers = this.#take(token)
    if (headers === undefined) return this.#limited(token)
    const answer = this.#routed({ ...request, token })
    return { ...answer, headers: { ...headers, ...answer.headers } }
  }

  #routed(asked: Asked): FakeAnswer {
    const route = this.#routes[`${asked.method} ${asked.path}`]
    return route === undefined ? refusal(404, 'not found') : route(asked)
  }

  readonly #routes: Readonly<Record<string, Route>> = {
    'GET /users': ({ params, token }) => {
      const asked = [...params.getAll('login'), ...params.getAll('id')].length > 0
      const found = asked
        ? this.#world.users.filter(
            ({ id, login }) =>
              params.getAll('id').includes(id) || params.getAll('login').includes(login),
          )
        : [this.#world.user({ id: token.userId })].filter(user => user !== undefined)
      return ok(found.map(userBody))
    },
    'GET /channels': ({ params }) => {
      const user = this.#world.user({ id: params.get('broadcaster_id') ?? '' })
      return ok(user === undefined ? [] : [channelBody(this.#world, user)])
    },
    'PATCH /channels': asked => this.#changeChannel(asked),
    'GET /streams': ({ params }) =>
      ok(
        this.#world.streams
          .filter(({ userId }) => userId === params.get('user_id'))
          .map(streamBody),
      ),
    'POST /chat/messages': asked => this.#say(asked),
    'GET /moderation/moderators': asked =>
      needs(asked, ['moderation:read', 'channel:manage:moderators']) ??
      ok(
        [...(this.#world.moderators.get(asked.params.get('broadcaster_id') ?? '') ?? [])]
          .filter(id => (asked.params.get('user_id') ?? id) === id)
          .map(id => ({ user_id: id, user_login: this.#world.user({ id })?.login })),
      ),
    'DELETE /moderation/chat': asked => {
      const refused = needs(asked, ['moderator:manage:chat_messages'])
      if (refused) return refused
      this.deleted.push(asked.params.get('message_id') ?? '')
      return { status: 204 }
    },
    'POST /moderation/bans': asked => {
      const refused = needs(asked, ['moderator:manage:banned_users'])
      if (refused) return refused
      const { user_id, duration, reason } = fieldsOf(asked.json.data)
      this.timeouts.push({
        userId: textOf(user_id),
        seconds: Number(duration),
        // Libraries write none as an empty one.
        ...(textOf(reason) !== '' && { reason: textOf(reason) }),
      })
      return ok([{ user_id, end_time: null }])
    },
    'DELETE /moderation/bans': asked => {
      const refused = needs(asked, ['moderator:manage:banned_users'])
      if (refused) return refused
      const userId = asked.params.get('user_id') ?? ''
      const isBanned = this.timeouts.some(one => one.userId === userId)
      if (!isBanned || this.unbanned.includes(userId))
        return refusal(400, 'The user in the user_id query parameter is not banned.')
      this.unbanned.push(userId)
      return { status: 204 }
    },
    'POST /chat/shoutouts': asked => {
      const refused = needs(asked, ['moderator:manage:shoutouts'])
      if (refused) return refused
      this.shoutouts.push(asked.params.get('to_broadcaster_id') ?? '')
      return { status: 204 }
    },
    'POST /clips': asked => {
      const refused = needs(asked, ['clips:edit'])
      if (refused) return refused
      this.clips.push(asked.params.get('broadcaster_id') ?? '')
      return { ...ok([{ id: `Clip${this.clips.length}` }]), status: 202 }
    },
    'POST /eventsub/subscriptions': ({ json, token }) => this.#events.subscribe(json, token),
    'DELETE /eventsub/subscriptions': ({ params }) =>
      this.#events.unsubscribe(params.get('id') ?? ''),
  }

  #changeChannel(asked: Asked): FakeAnswer {
    const id = asked.params.get('broadcaster_id') ?? ''
    const title = textOf(asked.json.title)
    const refused = needs(asked, ['channel:manage:broadcast'])
    if (refused) return refused
    if (id !== asked.token.userId)
      return refusal(401, 'The ID in broadcaster_id must match the user ID in the token')
    if (title === '' || [...title].length > 140)
      return refusal(400, 'The title must be 1 to 140 characters')
    if (!this.isTitleStuck) this.#world.titles.set(id, title.trim())
    return { status: 204 }
  }

  #say(asked: Asked): FakeAnswer {
    const field = (name: string) => textOf(asked.json[name]) || (asked.params.get(name) ?? '')
    const refused = needs(asked, ['user:write:chat'])
    if (refused) return refused
    const text = field('message')
    const sender = field('sender_id')
    if (sender !== asked.token.userId) return refusal(401, 'sender_id must match the token')
    if ([...text].length > MAX_TEXT) return refusal(400, 'The message is too long')
    if (this.#world.banned.has(sender)) return refusal(403, 'The sender is not permitted to send')
    return this.#said({ text, sender, channel: field('broadcaster_id') })
  }

  #said({ text, sender, channel }: { text: string; sender: string; channel: string }): FakeAnswer {
    const same = (one: string) => compared(one, this.unseen) === compared(text, this.unseen)
    const isRepeat = this.said.some(one => same(one.text) && Date.now() - one.at < DUPLICATE_MS)
    const why = this.dropNext ?? (isRepeat && sender !== channel ? DUPLICATE : undefined)
    this.dropNext = undefined
    if (why !== undefined) return ok([{ message_id: '', is_sent: false, drop_reason: why }])
    this.said.push({ text, sender, at: Date.now() })
    const id = freshId()
    this.#events.notify(
      'channel.chat.message',
      lineBody(this.#world, { id, sender, channel, text: taken(text) }),
    )
    return ok([{ message_id: id, is_sent: true, drop_reason: null }])
  }

  #take({ userId }: FakeToken): Readonly<Record<string, string>> | undefined {
    const before = this.#buckets.get(userId)
    const bucket =
      before !== undefined && before.resetAt > Date.now()
        ? before
        : { left: this.limit, resetAt: Date.now() + this.windowMs }
    this.#buckets.set(userId, bucket)
    if (bucket.left <= 0) return undefined
    bucket.left -= 1
    return this.#headers(bucket)
  }

  #limited({ userId }: FakeToken): FakeAnswer {
    const bucket = this.#buckets.get(userId) ?? { left: 0, resetAt: Date.now() }
    const answer = refusal(429, 'Too Many Requests')
    return { ...answer, headers: this.#headers(bucket) }
  }

  #headers({ left, resetAt }: { readonly left: number; readonly resetAt: number }) {
    return {
      'ratelimit-limit': String(this.limit),
      'ratelimit-remaining': String(left),
      'ratelimit-reset': String(Math.ceil(resetAt / 1_000)),
    }
  }
}

const DUPLICATE = { code: 'msg_duplicate', message: 'Your message is identical to a recent one.' }

function needs({ token }: Asked, anyOf: readonly string[]): FakeAnswer | undefined {
  if (anyOf.some(scope => token.scopes.includes(scope))) return undefined
  return refusal(401, `Missing scope: ${anyOf.join(' or ')}`)
}

function ok(data: readonly unknown[]): FakeAnswer {
  return { status: 200, body: { data } }
}

function refusal(status: number, message: string): FakeAnswer {
  return { status, body: { error: ERRORS[status] ?? 'Error', status, message } }
}

const ERRORS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
}
