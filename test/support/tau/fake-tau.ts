import { randomBytes, randomUUID } from 'node:crypto'
import { FakeHttp } from './fake-http.ts'
import { accountOf, type FakeClient, FakeSockets, isChat } from './fake-sockets.ts'
import { ircFrame } from './irc-frame.ts'
import type { FakeAnswer, FakeWorld } from './routes.ts'
import { type NewRow, type TauEnvelope, TauStore, testTime } from './store.ts'
import { Thread } from './thread.ts'
import { Worker } from './worker.ts'

export interface FakeTauSettings {
  readonly token?: string
  /** The streamer's channel. */
  readonly channel?: { readonly id: string; readonly login: string; readonly name: string }
  /** Logins of the bots stored in TAU. */
  readonly bots?: readonly string[]
  /** The streamer's own chat; off in a fresh TAU, on here. */
  readonly useIrc?: boolean
  readonly port?: number
  /** The real server pings after 20 s. */
  readonly pingMs?: number
  /** The real worker sends one each 120 s. */
  readonly keepAliveMs?: number
  /** From a bot's first client to its IRC connection; 2.5 s and more in the real one. */
  readonly ircDelayMs?: number
}

/** What was sent when, and whether anybody could hear it. */
export interface FrameNote {
  readonly path: string
  /** The row's id, else the event's; for chat the frame's complete text from IRC. */
  readonly what: string
  /** ms since the epoch. */
  readonly at: number
  /** An authenticated client was there. */
  readonly listened: boolean
}

const EVENTS = '/ws/twitch-events/'

/** Starts a TAU that behaves as the real one, on a free port of 127.0.0.1. Ended by `close()`. */
export async function startFakeTau(settings: FakeTauSettings = {}): Promise<FakeTau> {
  const fake = new FakeTau(settings)
  await fake.up()
  return fake
}

/** A TAU on loopback: REST, websockets, and switches for what goes wrong. */
export class FakeTau implements FakeWorld {
  readonly channel: { readonly id: string; readonly login: string; readonly name: string }
  readonly store = new TauStore()
  readonly thread = new Thread()
  readonly settings: { use_irc: boolean }
  readonly notes: FrameNote[] = []
  /** Chat lines that reached Twitch. */
  readonly said: { readonly account: string; readonly line: string }[] = []
  token: string
  /** Twitch cannot be asked: Helix calls answer 500. */
  isHelixDown = false
  /** The title of the channel on Twitch. */
  title = 'the title of last week'
  /** Of the streamer's token; TAU does not ask for this one by itself. */
  scopes: readonly string[] = ['channel:manage:broadcast']
  /** What Twitch was asked through TAU. */
  readonly helixCalls: {
    readonly method: string
    readonly path: string
    readonly body: unknown
  }[] = []
  /** Rows stored and not sent. */
  readonly #heldBack: TauEnvelope[] = []
  readonly #sockets: FakeSockets
  readonly #bots: Set<string>
  readonly #worker: Worker
  readonly #http: FakeHttp

  constructor({
    token = randomBytes(20).toString('hex'),
    channel = { id: '700100', login: 'annstreams', name: 'AnnStreams' },
    bots = [],
    useIrc = true,
    port = 0,
    pingMs = 20_000,
    keepAliveMs = 120_000,
    ircDelayMs = 2_500,
  }: FakeTauSettings) {
    this.token = token
    this.channel = channel
    this.settings = { use_irc: useIrc }
    this.#bots = new Set(bots)
    this.#worker = new Worker({
      streamer: channel.login,
      keepAliveMs,
      ircDelayMs,
      usesIrc: () => this.settings.use_irc,
      beat: () => this.keepAlive(),
    })
    this.#worker.start()
    this.#sockets = new FakeSockets({
      thread: this.thread,
      pingMs,
      accepts: token => token === this.token,
      knowsAccount: login => login === channel.login || this.#bots.has(login),
      said: (account, frame) => this.#say(account, frame),
      authenticated: client => this.#joined(client),
      left: client => this.#left(client),
    })
    this.#http = new FakeHttp(this, this.#sockets, port)
  }

  get url(): string {
    return this.#http.url
  }

  /** Rounds of pings so far. */
  get pings(): number {
    return this.#sockets.pings
  }

  /** Every REST request, oldest first. */
  get requests() {
    return this.#http.requests
  }

  /** Most REST requests that were ever in hand at once. */
  get mostAtOnce(): number {
    return this.#http.mostAtOnce
  }

  get clients(): readonly FakeClient[] {
    return this.#sockets.clients
  }

  /** Something happens on Twitch: stored, and broadcast to those who listen. */
  happen(type: string, data: unknown, row: Partial<NewRow> = {}): TauEnvelope {
    const envelope = this.store.add({
      event_id: randomUUID(),
      ...row,
      event_type: type,
      event_data: data,
    })
    this.stored(envelope)
    return envelope
  }

  /** A new row: broadcast, but for a redemption with a text, which waits for its chat line where `use_irc` is on. */
  stored(envelope: TauEnvelope): void {
    if (this.settings.use_irc && isWithText(envelope)) this.#heldBack.push(envelope)
    else this.broadcast(envelope)
  }

  /** An envelope as recorded: a real one is stored under its own id first. */
  play(envelope: TauEnvelope): void {
    const { id, origin } = envelope
    if (id !== null && origin === 'twitch' && !this.store.find(id))
      this.store.add({ ...envelope, id })
    this.broadcast(envelope)
  }

  broadcast(envelope: TauEnvelope): void {
    const listened = this.#sockets.send(EVENTS, envelope, 'authenticated')
    const what = envelope.id ?? envelope.event_id ?? ''
    this.notes.push({ path: EVENTS, what, at: Date.now(), listened })
  }

  /** The test button: broadcast, not stored. */
  test(type: string, body: unknown): TauEnvelope {
    const envelope = {
      id: null,
      event_id: type === 'subscribe' ? null : randomUUID(),
      event_type: type,
      event_source: 'TestCall',
      event_data: body,
      created: testTime(new Date()),
      origin: 'test',
    }
    this.broadcast(envelope)
    return envelope
  }

  /** The replay button: the row as it is, once more. */
  replay(id: string): TauEnvelope | undefined {
    const found = this.store.find(id)
    if (found === undefined) return undefined
    const envelope = { ...found, origin: 'replay' }
    this.broadcast(envelope)
    return envelope
  }

  /** What the chat server says to an account: one IRC line, or two in one message. */
  chat(account: string, received: string): void {
    const { data } = ircFrame(account, received)
    this.relay(account, data)
    if (account === this.channel.login) this.#redeemed(data.tags)
  }

  // The line names the reward and who spoke; TAU looks for a login where it reads the display name.
  #redeemed(tags: Readonly<Record<string, unknown>>): void {
    const reward = tags['custom-reward-id']
    const login = String(tags['display-name']).toLowerCase()
    const at = this.#heldBack.findIndex(({ event_data }) => {
      const { reward: asked, user_login: by } = Object(event_data)
      return reward !== undefined && Object(asked).id === reward && by === login
    })
    const [row] = at < 0 ? [] : this.#heldBack.splice(at, 1)
    if (row === undefined) return
    const event_data = { ...Object(row.event_data), user_input_emotes: tags.emotes ?? [] }
    this.broadcast({ ...row, event_data })
  }

  /** One IRC line in the streamer's room: all of TAU's accounts in chat get it, except its author. */
  room(line: string, author?: string): void {
    for (const account of [this.channel.login, ...this.#bots]) {
      if (account !== author && this.#worker.isInChat(account)) this.chat(account, line)
    }
  }

  /** A bot is stored in TAU, and its worker is notified. */
  addBot(login: string): void {
    this.#bots.add(login)
  }

  /** TAU's worker process is killed; the server and its pings continue. */
  killWorker(): void {
    this.#worker.stop()
  }

  /**
   * A new worker process. Clients whose sockets are open already it does not know of: as after a restart of the worker
   * alone, or of all of TAU where a client was quicker than the worker.
   */
  startWorker(): void {
    this.#worker.start()
  }

  /** The worker's command loop has ended: sends vanish, everything inbound and the keep-alives go on. */
  get isWorkerDead(): boolean {
    return this.#worker.isDeaf
  }

  set isWorkerDead(isDead: boolean) {
    this.#worker.isDeaf = isDead
  }

  /** How many clients the worker believes a bot to have. */
  clientsOf(bot: string): number {
    return this.#worker.clientsOf(bot)
  }

  /** Whether this account is in Twitch's chat. */
  isInChat(account: string): boolean {
    return this.#worker.isInChat(account)
  }

  /** What channels_redis does to a socket 86,400 s after it came: it is in no group any more; its pings go on. */
  forgetSockets(): void {
    this.#sockets.forget()
  }

  /** Any object as a chat frame of an account; everybody on the path gets it. */
  relay(account: string, data: unknown): void {
    const path = `/ws/chat-bots/${account}/`
    const listened = this.#sockets.send(path, { irc_username: account, data }, 'all')
    const raw = typeof data === 'object' && data !== null && 'raw' in data ? String(data.raw) : ''
    this.notes.push({ path, what: raw, at: Date.now(), listened })
  }

  keepAlive(): void {
    this.#sockets.keepAlive()
  }

  /** Any text, as a frame of its own on a path. */
  frame(path: string, frame: unknown): void {
    this.#sockets.send(path, frame, 'all')
  }

  /** All sockets end: 1006 without a goodbye, 1011 as after an error in TAU. */
  drop(code: 1006 | 1011): void {
    this.#sockets.drop(code)
  }

  /** Without Redis sockets end with 1011 and what would broadcast answers 500. */
  redis(isUp: boolean): void {
    this.#sockets.hasRedis = isUp
    if (isUp) return
    this.drop(1011)
    // The worker's link to the server ends as well, and it does not get over it.
    this.isWorkerDead = true
  }

  /** Keeps all connections, takes new ones, and answers nothing any more. */
  deafen(isDeaf = true): void {
    this.#sockets.isDeaf = isDeaf
  }

  canBroadcast(): boolean {
    return this.#sockets.hasRedis
  }

  helix(method: string, path: string, body: unknown): FakeAnswer {
    this.helixCalls.push({ method, path, body })
    if (this.isHelixDown) return { status: 500, body: '<h1>Server Error (500)</h1>' }
    const { id, login, name } = this.channel
    if (method === 'GET' && path === 'users') {
      return { status: 200, body: { data: [{ id, login, display_name: name }] } }
    }
    if (path !== `channels?broadcaster_id=${id}`) return twitchError(404, 'Not Found', '')
    if (method === 'PATCH') return this.#setTitle(body)
    return { status: 200, body: { data: [{ broadcaster_id: id, title: this.title }] } }
  }

  /** The server process starts, on the port it had before. */
  up(): Promise<void> {
    return this.#http.listen()
  }

  /** The server process ends; what happens meanwhile is stored all the same, as by a TAU behind a cut network. */
  async down(): Promise<void> {
    this.drop(1006)
    await this.#http.close()
    // The worker outlives the server, and does not get over the loss of its link to it.
    this.isWorkerDead = true
  }

  async close(): Promise<void> {
    this.#worker.stop()
    this.#sockets.close()
    await this.down()
  }

  #setTitle(body: unknown): FakeAnswer {
    const scope = 'channel:manage:broadcast'
    if (!this.scopes.includes(scope)) {
      return twitchError(401, 'Unauthorized', `Missing scope: ${scope}`)
    }
    const title = typeof body === 'object' && body !== null && 'title' in body ? body.title : ''
    if (typeof title !== 'string' || title === '' || [...title].length > 140) {
      return twitchError(400, 'Bad Request', 'The parameter "title" is invalid')
    }
    this.title = title
    return { status: 204 }
  }

  #joined(client: FakeClient): void {
    if (isChat(client)) this.#worker.came(accountOf(client))
  }

  #left(client: FakeClient): void {
    const account = accountOf(client)
    if (isChat(client) && client.authenticatedAt !== undefined && this.#bots.has(account))
      this.#worker.left(account)
  }

  #say(
    account: string,
    { irc_channel: channel = '', message = '' }: Readonly<Record<string, unknown>>,
  ): void {
    if (!this.#worker.canSay(account)) return
    this.said.push({ account, line: `PRIVMSG #${channel} :${message}` })
    // Twitch shows a line to everybody in the room but the one who wrote it, without these signs and trailing blanks.
    const shown = String(message)
      .replace(/[\u{E0000}-\u{E007F}]/gu, '')
      .trimEnd()
    const tags = `@display-name=${account};id=${randomUUID()};tmi-sent-ts=${Date.now()};user-id=${account}`
    const line = `${tags} :${account}!${account}@${account}.tmi.twitch.tv PRIVMSG #${channel} :${shown}`
    if (channel === this.channel.login) this.room(line, account)
  }
}

function isWithText({ event_type, event_data }: TauEnvelope): boolean {
  const isRedemption = event_type === 'channel-channel_points_custom_reward_redemption-add'
  return isRedemption && Boolean(Object(event_data).user_input)
}

// As Twitch words it, which TAU passes on unchanged.
function twitchError(status: number, error: string, message: string): FakeAnswer {
  return { status, body: { error, status, message } }
}
