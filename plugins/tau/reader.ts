import {
  type Context,
  type EventHistory,
  type Link,
  type LinkAccount,
  type NewEvent,
  type Provided,
  sentenceOf,
  type TitleTarget,
  type TwitchApi,
} from 'promethean'
import type { Ending } from '../formats/websocket.ts'
import { Session } from './chat/session.ts'
import { TauRest } from './client/rest.ts'
import { endingOf, silenceOf, troubleOf } from './errors.ts'
import { EventMapper } from './event-mapper.ts'
import { History } from './history/history.ts'
import { JournalTwins } from './history/journal-twins.ts'
import { SavedState } from './history/saved-state.ts'
import type { OwnChannel } from './map/row-events.ts'
import type { TauOptions } from './options.ts'
import { titleTarget } from './title.ts'
import { twitchApi } from './twitch-api.ts'

type ReaderSettings = Pick<Context<TauOptions>, 'options' | 'state' | 'log' | 'linger'> & {
  readonly link: Link
  readonly history: EventHistory
}
type Emit = (event: NewEvent) => void

/** One connection to TAU: checked, opened, caught up. Its end is reported to the link once; it never reconnects. */
export class Reader {
  readonly #settings: ReaderSettings
  readonly #base: string
  readonly #rest: TauRest
  readonly #saved: SavedState
  readonly #over = new AbortController()
  /** Its sockets, and the accounts that send through them. */
  readonly session: Session
  #isConnected = false

  constructor(settings: ReaderSettings) {
    const { url, token } = settings.options
    this.#settings = settings
    this.#base = url.replace(/\/+$/, '')
    this.#rest = new TauRest(this.#base, token, this.#over.signal)
    this.#saved = new SavedState(settings.state, this.#base)
    this.session = new Session({
      ...settings,
      base: this.#base,
      signal: this.#over.signal,
      streamer: () => this.#saved.own?.login,
      ask: () => this.#rest.settings(),
      ended: ending => void this.#ended(ending),
      silent: () => this.#lose(silenceOf(this.#base)),
    })
  }

  /** The title of the own channel, over Twitch's own API behind TAU. */
  get titles(): Provided<typeof TitleTarget> {
    return titleTarget({
      rest: this.#rest,
      url: this.#base,
      channelId: async signal => (this.#saved.own ?? (await this.#rest.ownChannel(signal))).id,
    })
  }

  /** Twitch's own API, behind TAU. */
  get twitch(): Provided<typeof TwitchApi> {
    return twitchApi({ rest: this.#rest, url: this.#base })
  }

  /** Reads until `close()`. Never rejects. */
  async read(emit: Emit): Promise<void> {
    try {
      await this.#read(value => this.#over.signal.aborted || emit(value))
    } catch (failure) {
      this.#lose(sentenceOf(troubleOf(failure, this.#base)))
    }
  }

  /** Saves how far it has published, before it is closed. */
  keepMark(): void {
    this.#saved.flush()
  }

  /** Resolves within half a second. Chat sockets too young to be closed linger until they are of age. */
  close(): Promise<void> {
    this.#over.abort()
    this.#saved.flush()
    this.session.end()
    return this.session.close()
  }

  async #read(emit: Emit): Promise<void> {
    const { link } = this.#settings
    // The socket never confirms the token, so this must.
    const { usesIrc } = await this.#rest.settings()
    link.heard()
    const own = this.#saved.own ?? (await this.#askOwn())
    this.session.useIrc(usesIrc)
    const past = this.#past()
    const mapper = this.#mapper(emit, own, past)
    await past?.begin()
    const ending = await this.session.open({
      frame: text => mapper.frame(text),
      chat: text => mapper.chat(text),
    })
    if (ending !== undefined) return this.#ended(ending)
    if (this.#over.signal.aborted) return
    this.#isConnected = true
    this.session.begin()
    link.connected(accountsOf(mapper.own))
    await past?.read(row => mapper.fetched(row))
  }

  #mapper(emit: Emit, own: OwnChannel | undefined, past: History | undefined): EventMapper {
    const { events } = this.#settings.options
    const kept = new JournalTwins(this.#settings.history)
    return new EventMapper({
      signal: this.#over.signal,
      known: made => kept.known(made),
      wanted: events && new Set(events),
      own,
      progress: past?.progress,
      log: this.#settings.log,
      emit,
      learned: learned => this.#learned(learned),
    })
  }

  #past(): History | undefined {
    const { options, log } = this.#settings
    const wanted = options.history
    // If it is turned on again later, it starts from then: events in between were not wanted.
    if (wanted === false) {
      this.#saved.forgetMark()
      return undefined
    }
    const { signal } = this.#over
    return new History({ wanted, rest: this.#rest, saved: this.#saved, log, signal })
  }

  // Asked once in the life of a TAU: the call hangs as long as Twitch does.
  async #askOwn(): Promise<OwnChannel | undefined> {
    try {
      const own = await this.#rest.ownChannel()
      this.#saved.setOwn(own)
      return own
    } catch {
      this.#settings.log.debug('TAU could not ask Twitch for its channel; its events will name it')
      return undefined
    }
  }

  #learned(own: OwnChannel): void {
    this.#saved.setOwn(own)
    this.session.learned()
    if (this.#isConnected) this.#settings.link.connected(accountsOf(own))
  }

  async #ended(ending: Ending): Promise<void> {
    // 1011 means a rejected token or a lost Redis; only REST can distinguish them.
    if (ending.code !== 1011) return this.#lose(endingOf(ending, this.#base))
    try {
      await this.#rest.settings()
      this.#lose(endingOf(ending, this.#base))
    } catch (failure) {
      this.#lose(sentenceOf(troubleOf(failure, this.#base)))
    }
  }

  #lose(reason: string): void {
    if (this.#over.signal.aborted) return
    this.#over.abort()
    this.session.end()
    this.#settings.link.lost(reason)
  }
}

function accountsOf(own: OwnChannel | undefined): readonly LinkAccount[] {
  return own === undefined ? [] : [{ platform: 'twitch', channel: own.login }]
}
