import type { Event, NewEvent } from '../events/event.ts'
import { event } from '../events/event.ts'
import type { State } from '../plugin/context.ts'
import { LiveStreams } from './live-streams.ts'

// A stream that drops, for the network or a restart of OBS, is back within ten minutes: to viewers it is the same.
const GRACE_MS = 600_000

// Twitch ends a broadcast after so long.
const LONGEST_MS = 48 * 3_600_000

const STARTS: ReadonlySet<string> = new Set(['obs.stream.started', 'stream.online'])
const SIGNS: ReadonlySet<string> = new Set([...STARTS, 'obs.stream.stopped', 'stream.offline'])

interface Where {
  readonly platform?: string | undefined
  readonly channel?: string | undefined
}

/** An event, also before it is complete. */
type Sign = Pick<NewEvent, 'type' | 'time' | 'platform' | 'recovered'>

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
  isOwn(told: Where): boolean
  announce(told: NewEvent): void
}

/** Which stream is running: opened by the first sign of life, closed ten minutes after the last. Survives a restart. */
export class Sessions {
  readonly #parts: SessionParts
  readonly #live = new LiveStreams()
  #id: string | undefined
  /** What the next stream is called: its first sign says so before it is judged. */
  #next: string | undefined
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

  /**
   * The session of an event: the open one, unless the event is reported late and happened before it; of the first sign of
   * a stream, the one it opens.
   */
  sessionOf(told: NewEvent, channel = told.channel ?? undefined): string | undefined {
    if (this.#id === undefined) return this.#opens(told, channel) ? this.#nextId() : undefined
    const { recovered, time, type } = told
    if (!recovered || time === undefined || isSign(type)) return this.#id
    // Its id is the minute it began, by this computer's clock.
    return time.getTime() < Date.parse(this.#id) - GRACE_MS ? undefined : this.#id
  }

  isLive(channel?: string): boolean {
    return this.startedAt(channel) !== undefined
  }

  /** Since when a stream is on, on a channel or at all. */
  startedAt(channel?: string): Date | undefined {
    return this.#live.startedAt(channel)
  }

  /** Looks at a kept event for signs of a stream starting or ending. */
  notice(told: Event): void {
    if (!SIGNS.has(told.type) || told.test || this.#isOver(told)) return
    // Told afterwards, it was over for a while already.
    const at = told.recovered ? Math.min(told.time.getTime(), Date.now()) : Date.now()
    const turn = this.#isHere(told.type, told) ? this.#live.notice(told) : undefined
    if (turn === 'started') this.#started(told.session)
    else if (turn === 'stopped') this.#stopped(at)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #isHere(type: string, where: Where): boolean {
    return type.startsWith('obs.') || this.#parts.isOwn(where)
  }

  #opens(told: NewEvent, channel: string | undefined): boolean {
    const { type, platform, test } = told
    if (!STARTS.has(type) || test || this.#isOver(told)) return false
    return this.#isHere(type, { platform, channel })
  }

  // Two programs report the same start, perhaps in two minutes, before one of the reports was judged.
  #nextId(): string {
    if (!isFresh(this.#next)) this.#next = `${new Date().toISOString().slice(0, 16)}Z`
    return this.#next
  }

  // Told afterwards: of a stream before the one that is on, or of longer ago than a stream lasts.
  #isOver({ recovered, time, type, platform }: Sign): boolean {
    if (!recovered || time === undefined) return false
    const at = time.getTime()
    if (platform === 'twitch' && Date.now() - at > LONGEST_MS) return true
    const since = this.#live.startedAt()?.getTime()
    // Two programs may report the same start some minutes apart.
    return since !== undefined && at < since - (type.endsWith('offline') ? 0 : GRACE_MS)
  }

  /** @param called what its sign says; one of long ago was stored, and is told again */
  #started(called: string | undefined): void {
    clearTimeout(this.#timer)
    const isNew = this.#id === undefined
    this.#id ??= isFresh(called) ? called : this.#nextId()
    this.#next = undefined
    this.#save(null)
    if (isNew) this.#announce('session.started', this.#id)
  }

  #stopped(at: number): void {
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

// By this computer's clock, which may have been set back meanwhile.
function isFresh(id: string | undefined): id is string {
  return id !== undefined && Math.abs(Date.now() - Date.parse(id)) < GRACE_MS
}

// Found at connect it began before the session, and belongs to it all the same.
function isSign(type: string): boolean {
  return type.startsWith('stream.') || type.startsWith('obs.stream.')
}
