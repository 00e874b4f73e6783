import type {
  Context,
  EventHistory,
  Link,
  LinkAccount,
  NewEvent,
  TitleTarget,
  TwitchApi,
} from 'promethean'
import { Accounts } from './accounts.ts'
import { Attendance } from './attendance.ts'
import { TauRest } from './client/rest.ts'
import type { Ending } from './client/socket.ts'
import { Connection } from './connection.ts'
import { KeptBefore } from './kept-before.ts'
import type { OwnChannel } from './map/mappings.ts'
import { Memory } from './memory.ts'
import type { TauOptions } from './options.ts'
import { Overlap } from './overlap.ts'
import { Past } from './past.ts'
import { Telling } from './telling.ts'
import { titleTarget } from './title.ts'
import { endingOf, silenceOf, troubleOf } from './trouble.ts'
import { twitchApi } from './twitch-api.ts'
import { Voices } from './voices.ts'
import { Worker } from './worker.ts'

type Settings = Pick<Context<TauOptions>, 'options' | 'state' | 'log' | 'linger'> & {
  readonly link: Link
  readonly history: EventHistory
}
type Emit = (event: NewEvent) => void

const YOUNG =
  "holds its chat sockets some seconds longer: TAU's worker stops sending for good when a bot leaves so early"

/** One connection to TAU: checked, opened, caught up. Its end is told to the link once; it never connects again. */
export class Reader {
  readonly #settings: Settings
  readonly #base: string
  readonly #rest: TauRest
  readonly #worker: Worker
  readonly #accounts: Accounts
  readonly #overlap = new Overlap()
  /** The one that serves, and one that comes or goes beside it. */
  readonly #connections = new Set<Connection>()
  readonly #memory: Memory
  readonly #over = new AbortController()
  /** Who can speak through the chat sockets. */
  readonly voices: Voices
  #serving: Connection | undefined
  #attendance: Attendance | undefined
  #isConnected = false

  constructor(settings: Settings) {
    const { url, token } = settings.options
    this.#settings = settings
    this.#base = url.replace(/\/+$/, '')
    this.#rest = new TauRest(this.#base, token, this.#over.signal)
    this.#worker = new Worker(settings.state, this.#base)
    this.#memory = new Memory(settings.state, this.#base)
    this.voices = new Voices((login, said) => this.#serving?.say(login, said) ?? false)
    this.#accounts = new Accounts({
      chat: settings.options.chat,
      voices: this.voices,
      log: settings.log,
      streamer: () => this.#memory.own?.login,
      clients: () => this.#worker.clients,
    })
  }

  /** The title of the own channel, over Twitch's own API behind TAU. */
  get titles(): TitleTarget {
    return titleTarget({
      rest: this.#rest,
      url: this.#base,
      channelId: async signal => (this.#memory.own ?? (await this.#rest.ownChannel(signal))).id,
    })
  }

  /** Twitch's own API, behind TAU. */
  get twitch(): TwitchApi {
    return twitchApi({ rest: this.#rest, url: this.#base })
  }

  /** Reads until `close()`. Never rejects. */
  async read(emit: Emit): Promise<void> {
    try {
      await this.#read(value => this.#over.signal.aborted || emit(value))
    } catch (failure) {
      this.#lose(troubleOf(failure, this.#base))
    }
  }

  /** Resolves within half a second. Chat sockets too young to be closed linger until they are of age. */
  async close(): Promise<void> {
    this.#end()
    this.#memory.close()
    await Promise.all([...this.#connections].map(connection => this.#leave(connection)))
  }

  async #read(emit: Emit): Promise<void> {
    const { link } = this.#settings
    // The socket never says whether it took the token, so this must.
    const { usesIrc } = await this.#rest.settings()
    link.heard()
    const own = this.#memory.own ?? (await this.#askOwn())
    this.#accounts.useIrc(usesIrc)
    const past = this.#past()
    const telling = this.#telling(emit, own, past)
    const isOpen = await this.#open(telling)
    if (!isOpen) return
    this.#isConnected = true
    this.#attendance?.begin()
    link.connected(accountsOf(telling.own))
    await past?.read(row => telling.fetched(row))
  }

  async #open(telling: Telling): Promise<boolean> {
    this.#worker.connecting()
    const connection = this.#connect(telling)
    this.#serving = connection
    this.#attendance = this.#attend(connection, telling)
    const joined = [connection.listen(), this.#accounts.join(connection)]
    const ending = (await Promise.all(joined)).find(ended => ended !== undefined)
    if (ending !== undefined) await this.#ended(ending)
    return ending === undefined && !this.#over.signal.aborted
  }

  #connect(telling: Telling): Connection {
    const hears = (text: string, path: string) => !this.#overlap.isRepeat(connection, path, text)
    const address = { base: this.#base, token: this.#settings.options.token }
    const connection = new Connection(address, {
      event: text => {
        if (hears(text, 'event')) telling.frame(text)
      },
      chat: text => {
        this.#attendance?.lineHeard()
        if (hears(text, 'chat')) telling.chat(text)
      },
      heard: () => this.#settings.link.heard(),
      beat: () => this.#attendance?.beat(),
      ended: ending => {
        if (connection === this.#serving) void this.#ended(ending)
      },
    })
    this.#connections.add(connection)
    return connection
  }

  #attend(connection: Connection, telling: Telling): Attendance {
    const { log, link } = this.#settings
    return new Attendance(connection, {
      worker: this.#worker,
      accounts: this.#accounts,
      voices: this.voices,
      overlap: this.#overlap,
      log,
      link,
      signal: this.#over.signal,
      ask: () => this.#rest.settings(),
      connect: () => this.#connect(telling),
      serve: next => {
        this.#serving = next
      },
      leave: last => this.#leave(last),
      giveUp: () => {
        this.#worker.givenUp()
        this.#lose(silenceOf(this.#base))
      },
    })
  }

  async #leave(connection: Connection): Promise<void> {
    this.#connections.delete(connection)
    await connection.close(closed => this.#settings.linger(closed, YOUNG))
  }

  #telling(emit: Emit, own: OwnChannel | undefined, past: Past | undefined): Telling {
    const { events } = this.#settings.options
    const kept = new KeptBefore(this.#settings.history)
    return new Telling({
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

  #past(): Past | undefined {
    const { options, log } = this.#settings
    const wanted = options.history
    // Turned on again later it starts anew: what came meanwhile was not wanted.
    if (wanted === false) {
      this.#memory.forgetMark()
      return undefined
    }
    const { signal } = this.#over
    return new Past({ wanted, rest: this.#rest, memory: this.#memory, log, signal })
  }

  // Asked once in the life of a TAU: the call hangs as long as Twitch does.
  async #askOwn(): Promise<OwnChannel | undefined> {
    try {
      const own = await this.#rest.ownChannel()
      this.#memory.setOwn(own)
      return own
    } catch {
      this.#settings.log.debug('TAU could not ask Twitch for its channel; its events will say it')
      return undefined
    }
  }

  #learned(own: OwnChannel): void {
    this.#memory.setOwn(own)
    this.#accounts.tell()
    if (this.#isConnected) this.#settings.link.connected(accountsOf(own))
  }

  async #ended(ending: Ending): Promise<void> {
    // 1011 is a refused token or a lost Redis; only REST tells them apart.
    if (ending.code !== 1011) return this.#lose(endingOf(ending, this.#base))
    try {
      await this.#rest.settings()
      this.#lose(endingOf(ending, this.#base))
    } catch (failure) {
      this.#lose(troubleOf(failure, this.#base))
    }
  }

  #lose(reason: string): void {
    if (this.#over.signal.aborted) return
    this.#end()
    this.#settings.link.lost(reason)
  }

  #end(): void {
    this.#over.abort()
    this.#attendance?.end()
    this.voices.end()
  }
}

function accountsOf(own: OwnChannel | undefined): readonly LinkAccount[] {
  return own === undefined ? [] : [{ platform: 'twitch', channel: own.login }]
}
