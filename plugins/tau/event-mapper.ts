import { event, type Log, type NewEvent } from 'promethean'
import { type IrcLine, tagOf } from '../formats/irc/line.ts'
import { fields } from '../formats/json.ts'
import { parseChatFrame } from './client/chat-frame.ts'
import { parseFrame, type TauRow } from './client/frame.ts'
import type { Progress } from './history/progress.ts'
import { Cheers, identityOf, RecentValues, WINDOW_MS } from './history/row-repeats.ts'
import { toChatEvents } from './map/chat-events.ts'
import { eventTypeOf, isOfOwnChannel } from './map/event-types.ts'
import type { OwnChannel } from './map/row-events.ts'
import { toEvents } from './map/row-events.ts'

interface EventMapperSettings {
  /** Event types wanted, by today's names; all when absent. */
  readonly wanted: ReadonlySet<string> | undefined
  readonly own: OwnChannel | undefined
  /** Absent if no history is kept. */
  readonly progress: Progress | undefined
  readonly log: Log
  /** Aborts when nothing is published anymore: a row that arrives later was not published. */
  readonly signal: AbortSignal
  /** The same event, with the key under which it was already stored, if it was. */
  known(event: NewEvent): Promise<NewEvent>
  emit(event: NewEvent): void
  /** TAU's events show which channel it belongs to. */
  learned(own: OwnChannel): void
}

interface Fetched {
  readonly recovered: boolean
  /** It happened just now. */
  readonly isFresh: boolean
}

// Rows are sent again minutes after at most (a PATCH by hand); core knows repeats of long ago by their ids.
const MAX_ROWS = 5_000
const MAX_LINES = 5_000

/** Turns what TAU sends into events: each row and each cheer once. */
export class EventMapper {
  readonly #settings: EventMapperSettings
  readonly #rows = new RecentValues(MAX_ROWS)
  readonly #lines = new RecentValues(MAX_LINES)
  readonly #cheers = new Cheers()
  readonly #complained = new Set<string>()
  #own: OwnChannel | undefined

  constructor(settings: EventMapperSettings) {
    this.#settings = settings
    this.#own = settings.own
  }

  get own(): OwnChannel | undefined {
    return this.#own
  }

  /** A frame of the events socket. */
  frame(text: string): void {
    if (this.#settings.signal.aborted) return
    const frame = parseFrame(text)
    if (frame.kind === 'row') this.#row(frame.row)
    if (frame.kind === 'malformed') this.#malformed(frame.problem, frame.raw)
  }

  /** A row fetched from what TAU has stored. */
  async fetched(row: TauRow): Promise<void> {
    const { known, progress, signal, emit } = this.#settings
    if (!this.#isNew(row)) return
    // Of long ago it must not be taken for what chat shows just now.
    const isFresh = Date.now() - (row.created?.getTime() ?? 0) < WINDOW_MS
    const events = await Promise.all(this.#eventsOf(row, { recovered: true, isFresh }).map(known))
    if (signal.aborted) return
    for (const made of events) emit(made)
    progress?.told(row)
  }

  #row(row: TauRow): void {
    if (!this.#isNew(row)) return
    for (const made of this.#eventsOf(row, { recovered: false, isFresh: true }))
      this.#settings.emit(made)
    if (row.origin === 'twitch') this.#settings.progress?.told(row)
  }

  #isNew(row: TauRow): boolean {
    const identity = identityOf(row)
    if (identity === undefined || this.#rows.add(identity)) return true
    this.#settings.log.debug('TAU sent an event again', { type: row.type })
    return false
  }

  /** A frame of a chat socket. @returns the lines in it */
  chat(text: string): readonly IrcLine[] {
    if (this.#settings.signal.aborted) return []
    const frame = parseChatFrame(text)
    if (frame.kind === 'malformed') this.#malformed(frame.problem, frame.raw)
    if (frame.kind !== 'lines') return []
    for (const line of frame.lines) {
      const id = tagOf(line, 'id')
      const isNew = id === undefined || this.#lines.add(id)
      for (const made of toChatEvents(line, frame.raw)) {
        if (made.type !== 'channel.cheered') this.#settings.emit(made)
        // Two of our accounts in one channel get the same line; its cheer was judged with the first.
        else if (isNew && !this.#cheers.isRepeat(made, 'chat')) this.#settings.emit(made)
      }
    }
    return frame.lines
  }

  #eventsOf(row: TauRow, { recovered, isFresh }: Fetched): readonly NewEvent[] {
    this.#learn(row)
    if (!(this.#settings.wanted?.has(eventTypeOf(row.type)) ?? true)) return []
    return toEvents(row, { own: this.#own, recovered }).filter(made => {
      if (made.type === 'platform.event') this.#complain(row.type, made.data.problem)
      const isPaired = made.type === 'channel.cheered' && row.origin === 'twitch' && isFresh
      return !(isPaired && this.#cheers.isRepeat(made, 'event'))
    })
  }

  #learn({ type, origin, data }: TauRow): void {
    if (origin !== 'twitch' || !isOfOwnChannel(eventTypeOf(type))) return
    const { broadcaster_user_id: id, broadcaster_user_login: login } = fields(data)
    if (typeof id !== 'string' || typeof login !== 'string' || id === this.#own?.id) return
    this.#own = { id, login: login.toLowerCase() }
    this.#settings.learned(this.#own)
  }

  #malformed(problem: string, raw: unknown): void {
    this.#complain('frame', problem)
    const told = { platform: 'twitch', channel: null, ...(raw !== undefined && { raw }) }
    this.#settings.emit(event('platform.event', { name: 'tau:malformed', problem }, told))
  }

  // Once a type and run: a sender that is wrong once is wrong each time.
  #complain(type: string, problem: unknown): void {
    if (problem === undefined || this.#complained.has(type) || this.#complained.size > 100) return
    this.#complained.add(type)
    this.#settings.log.warn(
      `cannot read ${type} of TAU as that type: ${problem}; it is kept as platform.event`,
    )
  }
}
