import type { Ending } from '../../formats/websocket.ts'
import type { Frame, Notification } from './frame.ts'
import { RecentMessages } from './recent-messages.ts'
import { EventSocket } from './socket.ts'

interface SessionListeners {
  /** This session needs subscriptions within ten seconds. Not called again after a reconnect that Twitch requested. */
  welcome(session: string, keepaliveS: number): void
  notification(told: Notification): void
  /** Twitch no longer sends this type. */
  revoked(type: string, status: string): void
  malformed(problem: string): void
  /** Anything came from the service. */
  heard(): void
  /** Called once, and not after `close()`: every subscription is lost. */
  ended(ending: Ending | 'no welcome'): void
}

// Subscriptions must exist ten seconds after the welcome; the welcome itself comes at once.
const WELCOME_MS = 10_000

/**
 * A session of EventSub: one socket, or two while Twitch moves it, so that nothing is lost. Messages received on both are
 * passed on once. It ends once and never reconnects.
 */
export class EventSession {
  readonly #listeners: SessionListeners
  readonly #recent = new RecentMessages()
  readonly #sockets = new Set<EventSocket>()
  #current: EventSocket | undefined
  /** Opened at Twitch's request, no welcome message yet. */
  #next: { readonly url: string; readonly socket: EventSocket } | undefined
  #welcomeTimer: NodeJS.Timeout | undefined
  #isOver = false

  constructor(url: string, listeners: SessionListeners) {
    this.#listeners = listeners
    this.#current = this.#open(url)
  }

  async close(): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#welcomeTimer)
    await Promise.all([...this.#sockets].map(socket => this.#let(socket)))
  }

  #open(url: string): EventSocket {
    clearTimeout(this.#welcomeTimer)
    this.#welcomeTimer = setTimeout(() => this.#end('no welcome'), WELCOME_MS)
    const socket = new EventSocket(url, {
      heard: () => this.#isOver || this.#listeners.heard(),
      frame: frame => this.#isOver || this.#take(frame, socket),
      ended: ending => {
        this.#sockets.delete(socket)
        this.#ended(socket, ending)
      },
    })
    this.#sockets.add(socket)
    return socket
  }

  #take(frame: Frame, socket: EventSocket): void {
    const { notification, revoked, malformed } = this.#listeners
    if (frame.kind === 'welcome') this.#welcomed(frame, socket)
    if (frame.kind === 'reconnect') this.#reconnect(frame.url)
    if (frame.kind === 'revocation') revoked(frame.type, frame.status)
    if (frame.kind === 'malformed') malformed(frame.problem)
    if (frame.kind !== 'notification') return
    if (this.#recent.judge(frame.notification) === undefined) notification(frame.notification)
  }

  #welcomed(frame: Frame & { readonly kind: 'welcome' }, socket: EventSocket): void {
    clearTimeout(this.#welcomeTimer)
    this.#recent.setClock(frame.time)
    if (socket !== this.#next?.socket) {
      this.#listeners.welcome(frame.session, frame.keepaliveS)
      return
    }
    // Only now: until here, Twitch may have used the old socket for events that the new one never gets.
    const old = this.#current
    this.#current = socket
    this.#next = undefined
    if (old !== undefined) void this.#let(old)
  }

  #reconnect(url: string): void {
    if (this.#next?.url === url) return
    const before = this.#next
    this.#next = { url, socket: this.#open(url) }
    if (before !== undefined) void this.#let(before.socket)
  }

  #ended(socket: EventSocket, ending: Ending): void {
    if (this.#isOver) return
    // Twitch closes the old socket as soon as it has moved; the new one's welcome is on its way.
    if (socket === this.#current && this.#next !== undefined) {
      this.#current = undefined
      return
    }
    this.#end(ending)
  }

  #end(ending: Ending | 'no welcome'): void {
    if (this.#isOver) return
    void this.close()
    this.#listeners.ended(ending)
  }

  async #let(socket: EventSocket): Promise<void> {
    await socket.close()
    this.#sockets.delete(socket)
  }
}
