import type { Event, NewEvent } from '../events/event.ts'
import { event } from '../events/event.ts'
import type { State } from '../plugin/context.ts'
import type { StreamState } from '../plugin/ports/runtime.ts'
import { isSameAccount } from '../text/accounts.ts'

// A stream that drops, for the network or a restart of OBS, is back within ten minutes: to viewers it is the same.
const GRACE_MS = 600_000

// Twitch ends a broadcast after so long.
const LONGEST_MS = 48 * 3_600_000

const SIGNS: ReadonlySet<string> = new Set([
  'obs.stream.started',
  'obs.stream.stopped',
  'stream.online',
  'stream.offline',
])

interface StoredSession {
  readonly [key: string]: string | number | null
  readonly id: string | null
  /** When the last stream went off, epoch ms; null while one is on. */
  readonly offAt: number | null
}

export interface SessionParts {
  /** When this runtime last saw an event before it started, epoch ms. */
  readonly lastSeenAt: number | undefined
  readonly state: Pick<State, 'get' | 'set'>
  /** Whether a channel is the streamer's own. */
  isOwn(told: Event): boolean
  announce(told: NewEvent): void
}

/** Which stream is running: opened by the first sign of life, closed ten minutes after the last. Survives a restart. */
export class Sessions implements StreamState {
  readonly #parts: SessionParts
  readonly #live = new Map<string, Date>()
  #liveSince: Date | undefined
  #id: string | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#id = parts.state.get<StoredSession>('session')?.id ?? undefined
  }

  /** Goes on with a session of an earlier life, or ends it: to be called once others can ask for it. */
  resume(): void {
    const kept = this.#parts.state.get<StoredSession>('session')
    if (this.#id === undefined) return
    // It is not known yet whether the stream is still live: its sources will report it, or the grace time ends it.
    const offAt = kept?.offAt ?? this.#parts.lastSeenAt ?? Date.now()
    this.#endIn(GRACE_MS - Math.max(Date.now() - offAt, 0))
  }

  session(): string | undefined {
    return this.#id
  }

  /** The session of an event: the open one, unless the event is reported late and happened before it. */
  sessionOf({ recovered, time, type }: NewEvent): string | undefined {
    if (!recovered || time === undefined || this.#id === undefined || isSign(type)) return this.#id
    // Its id is the minute it began, by this computer's clock.
    return time.getTime() < Date.parse(this.#id) - GRACE_MS ? undefined : this.#id
  }

  isLive(channel?: string): boolean {
    return this.startedAt(channel) !== undefined
  }

  startedAt(channel?: string): Date | undefined {
    if (channel === undefined) return this.#liveSince
    const isHere = (key: string) => isSameAccount(key.slice(key.indexOf('/') + 1), channel)
    const [, since] = [...this.#live].find(([key]) => key !== 'obs' && isHere(key)) ?? []
    // OBS does not say where to.
    return since ?? this.#live.get('obs')
  }

  /** Looks at a kept event for signs of a stream starting or ending. */
  notice(told: Event): void {
    if (!SIGNS.has(told.type) || told.test || this.#isOver(told)) return
    const key = told.type.startsWith('obs.stream.') ? 'obs' : `${told.platform}/${told.channel}`
    // Told afterwards, it was over for a while already.
    const at = told.recovered ? Math.min(told.time.getTime(), Date.now()) : Date.now()
    if (told.type === 'obs.stream.started') this.#started(key, told.time)
    else if (told.type === 'obs.stream.stopped') this.#stopped(key, at)
    else if (!this.#parts.isOwn(told)) return
    else if (told.type === 'stream.online') this.#started(key, told.data.startedAt ?? told.time)
    else if (told.type === 'stream.offline') this.#stopped(key, at)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  // Told afterwards: of a stream before the one that is on, or of longer ago than a stream lasts.
  #isOver({ recovered, time, type, platform }: Event): boolean {
    if (!recovered) return false
    const at = time.getTime()
    if (platform === 'twitch' && Date.now() - at > LONGEST_MS) return true
    const since = this.#liveSince?.getTime()
    // Two programs may report the same start some minutes apart.
    return since !== undefined && at < since - (type.endsWith('offline') ? 0 : GRACE_MS)
  }

  #started(key: string, since: Date): void {
    clearTimeout(this.#timer)
    this.#liveSince ??= since
    if (!this.#live.has(key)) this.#live.set(key, since)
    const isNew = this.#id === undefined
    this.#id ??= `${new Date().toISOString().slice(0, 16)}Z`
    this.#save(null)
    if (isNew) this.#announce('session.started', this.#id)
  }

  #stopped(key: string, at: number): void {
    if (!this.#live.delete(key) || this.#live.size > 0) return
    this.#liveSince = undefined
    this.#save(at)
    this.#endIn(GRACE_MS - (Date.now() - at))
  }

  #endIn(ms: number): void {
    clearTimeout(this.#timer)
    if (ms > 0) this.#timer = setTimeout(() => this.#end(), ms).unref()
    else this.#end()
  }

  #end(): void {
    const id = this.#id
    if (id === undefined) return
    // Announced first, so that its own event still belongs to it.
    this.#announce('session.ended', id)
    this.#id = undefined
    this.#save(null)
  }

  // Keyed: several runtimes that write to one database report the same stream.
  #announce(type: 'session.started' | 'session.ended', session: string): void {
    this.#parts.announce(event(type, { session }, { key: session }))
  }

  #save(offAt: number | null): void {
    const kept: StoredSession = { id: this.#id ?? null, offAt }
    this.#parts.state.set('session', kept)
  }
}

// Found at connect it began before the session, and belongs to it all the same.
function isSign(type: string): boolean {
  return type.startsWith('stream.') || type.startsWith('obs.stream.')
}
