import type { Provided, State, StreamControl } from 'promethean'
import {
  type Link,
  type Log,
  messageOf,
  type NewEvent,
  PluginFailure,
  parseDuration,
  sentenceOf,
} from 'promethean'
import { Observable, type Subscriber } from 'rxjs'
import { type Fields, fields } from '../formats/json.ts'
import { Connection } from './connection.ts'
import { type Disconnection, disconnectedSentence } from './errors.ts'
import { EventMapper } from './event-mapper.ts'
import { LastTold } from './last-told.ts'
import type { ObsOptions } from './options.ts'
import { NotAnswered } from './output/pending-answers.ts'
import { releaseLingering } from './output/start-stop-lock.ts'
import { ObsStreamControl } from './output/stream-control.ts'
import { StreamPhase } from './output/stream-phase.ts'

/** How often OBS is pinged. */
const PROBE_MS = 15_000
/** With many sources OBS may load for minutes and report that it is not ready. */
const LOADING_MS = 300_000
/** How long a call waits for a connection that is being made. */
const CONNECTED_MS = 5_000

// The salt of the OBS that rejected the password of these options. It stays the same until OBS or its server restarts, and
// so does the result: OBS may show a notice for each failed login, so it is not tried twice.
const REFUSED = new WeakMap<ObsOptions, string>()

interface SessionSettings {
  readonly options: ObsOptions
  readonly state: State
  readonly link: Link
  readonly log: Log
}

/** One connection to OBS: its events and its control. Its end is reported to the link once. */
export class Session {
  /** Connects when subscribed to. */
  readonly events: Observable<NewEvent>
  readonly control: Provided<typeof StreamControl>
  readonly #around: SessionSettings
  readonly #stream = new StreamPhase()
  #connection: Connection | undefined
  #mapper: EventMapper | undefined
  #probes: NodeJS.Timeout | undefined
  #isClosed = false
  #skipped = 0

  constructor(around: SessionSettings) {
    this.#around = around
    this.control = new ObsStreamControl({
      place: around.options.url,
      stream: this.#stream,
      connected: signal => this.#connected(signal),
    })
    this.events = new Observable(subscriber => this.#open(subscriber))
  }

  /** Resolves when the socket is closed, within a quarter of a second. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#probes)
    this.#mapper?.close()
    this.#stream.end()
    await this.#connection?.close()
  }

  #open(subscriber: Subscriber<NewEvent>): void {
    if (this.#isClosed) return
    const { options, state, link, log } = this.#around
    const mapper = new EventMapper({
      stream: this.#stream,
      known: new LastTold(state),
      emit: told => subscriber.next(told),
    })
    const connection = new Connection(
      { ...options, refusedSalt: REFUSED.get(options) },
      {
        heard: () => link.heard(),
        connected: () => {
          this.#begin(connection, mapper).catch((failure: unknown) => {
            connection.giveUp({ kind: 'not_ready', detail: messageOf(failure) })
          })
        },
        event: frame => this.#event(frame, mapper),
        unreadable: () => this.#skip(),
        lost: (trouble, salt) => this.#lost(trouble, salt, subscriber),
      },
    )
    this.#mapper = mapper
    this.#connection = connection
    log.debug(`connecting to OBS at ${options.url}`)
  }

  async #begin(connection: Connection, mapper: EventMapper): Promise<void> {
    const { link, options } = this.#around
    const everyMs = Math.min(PROBE_MS, parseDuration(options.quiet) / 2)
    this.#probes = setInterval(() => connection.probe(), everyMs)
    const patience = { ms: LOADING_MS }
    mapper.foundStream(await connection.ask('GetStreamStatus', undefined, patience))
    await Promise.all([
      connection.ask('GetCurrentProgramScene').then(
        answer => mapper.foundScene(answer),
        (failure: unknown) => this.#untold('its scene', failure),
      ),
      connection.ask('GetRecordStatus').then(
        answer => mapper.foundRecording(answer),
        (failure: unknown) => this.#untold('whether it records', failure),
      ),
    ])
    if (!this.#isClosed) link.connected([], { scene: mapper.scene })
  }

  async #connected(signal: AbortSignal | undefined): Promise<Connection> {
    try {
      await this.#stream.known({ ms: CONNECTED_MS, signal })
    } catch (failure) {
      throw failure instanceof NotAnswered ? new NotAnswered('closed') : failure
    }
    if (this.#connection === undefined) throw new Error('unreachable: told its state, unconnected')
    return this.#connection
  }

  #event(frame: Fields, mapper: EventMapper): void {
    mapper.frame(frame)
    const { outputState } = fields(frame.eventData)
    if (frame.eventType === 'StreamStateChanged' && /_(STARTED|STOPPED)$/.test(String(outputState)))
      releaseLingering(this.#around.options.url)
  }

  #lost(trouble: Disconnection, salt: string | undefined, subscriber: Subscriber<NewEvent>): void {
    const { options, link } = this.#around
    void this.close()
    if (trouble.kind === 'wrong_password' && salt !== undefined) REFUSED.set(options, salt)
    const sentence = disconnectedSentence(trouble, options.url)
    // The streamer threw us out: coming back by ourselves would be against his will.
    if (trouble.kind === 'kicked') subscriber.error(new PluginFailure(sentence))
    else link.lost(sentenceOf(sentence))
  }

  #untold(what: string, failure: unknown): void {
    this.#around.log.debug(`OBS did not report ${what}: ${messageOf(failure)}`)
  }

  #skip(): void {
    this.#skipped += 1
    if (this.#skipped > 1) return
    this.#around.log.warn('OBS sent an invalid frame; invalid frames are skipped')
  }
}
