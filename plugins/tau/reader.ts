import type { Context, Link, LinkAccount, NewEvent, TitleTarget, TwitchApi } from 'promethean'
import { catchUp } from './catch-up.ts'
import type { TauRow } from './client/frame.ts'
import { TauRest } from './client/rest.ts'
import type { Ending } from './client/socket.ts'
import { Sockets } from './client/sockets.ts'
import type { OwnChannel } from './map/mappings.ts'
import { Memory } from './memory.ts'
import type { TauOptions } from './options.ts'
import { Progress } from './progress.ts'
import { Telling } from './telling.ts'
import { titleTarget } from './title.ts'
import { endingOf, troubleOf } from './trouble.ts'
import { twitchApi } from './twitch-api.ts'
import { Voices } from './voices.ts'

type Settings = Pick<Context<TauOptions>, 'options' | 'state' | 'log' | 'linger'> & {
  readonly link: Link
}
type Emit = (event: NewEvent) => void

// TAU's worker stops sending for good when the client of a bot leaves before that bot's IRC connection is up, 2.5 to 5 s after
// the token. Of the streamer's it is not told.
const CHAT_LIFE_MS = 6_000
const YOUNG =
  "holds its chat sockets some seconds longer: TAU's worker stops sending for good when a bot leaves so early"

/** One connection to TAU: checked, opened, caught up. Its end is told to the link once; it never connects again. */
export class Reader {
  readonly #settings: Settings
  readonly #base: string
  readonly #rest: TauRest
  readonly #sockets: Sockets
  readonly #memory: Memory
  readonly #over = new AbortController()
  /** Who can speak through the chat sockets. */
  readonly voices: Voices
  #isConnected = false

  constructor(settings: Settings) {
    const { url, token } = settings.options
    this.#settings = settings
    this.#base = url.replace(/\/+$/, '')
    this.#rest = new TauRest(this.#base, token, this.#over.signal)
    this.#sockets = new Sockets(this.#base, token, {
      heard: () => settings.link.heard(),
      ended: ending => void this.#ended(ending),
    })
    this.#memory = new Memory(settings.state, this.#base)
    this.voices = new Voices((login, said) => this.#sockets.send(chatPath(login), said))
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
  close(): Promise<void> {
    this.#over.abort()
    this.voices.end()
    this.#memory.close()
    return this.#sockets.close(closed => this.#settings.linger(closed, YOUNG))
  }

  async #read(emit: Emit): Promise<void> {
    const { link } = this.#settings
    // The socket never says whether it took the token, so this must.
    const { usesIrc } = await this.#rest.settings()
    link.heard()
    const own = this.#memory.own ?? (await this.#askOwn())
    if (!usesIrc) this.#silence(own)
    const progress = this.#progress()
    const telling = this.#telling(emit, own, progress)
    const isOpen = await this.#open(telling)
    if (!isOpen) return
    this.#isConnected = true
    link.connected(accountsOf(telling.own))
    if (progress !== undefined) await this.#catchUp(telling, progress)
  }

  async #open(telling: Telling): Promise<boolean> {
    const chats = this.#settings.options.chat.map(login => this.#openChat(login, telling))
    const frame = (text: string) => telling.frame(text)
    const endings = [this.#sockets.open({ path: '/ws/twitch-events/', frame }), ...chats]
    const ending = (await Promise.all(endings)).find(ended => ended !== undefined)
    if (ending !== undefined) await this.#ended(ending)
    return ending === undefined && !this.#over.signal.aborted
  }

  async #openChat(login: string, telling: Telling): Promise<Ending | undefined> {
    const ending = await this.#sockets.open({
      path: chatPath(login),
      minLifeMs: login === telling.own?.login ? 0 : CHAT_LIFE_MS,
      frame: text => telling.chat(text),
    })
    if (ending === undefined) this.voices.opened(login)
    if (ending?.status !== 403) return ending
    // The events are worth more than a chat that is not there.
    this.#settings.log.error(
      `cannot read chat as ${login}: TAU knows no such account; add it there as a chat bot, or take it out of chat`,
    )
    return undefined
  }

  #telling(emit: Emit, own: OwnChannel | undefined, progress: Progress | undefined): Telling {
    const { events } = this.#settings.options
    return new Telling({
      wanted: events && new Set(events),
      own,
      progress,
      log: this.#settings.log,
      emit,
      learned: learned => this.#learned(learned),
    })
  }

  #progress(): Progress | undefined {
    // Turned on again later it starts anew: what came meanwhile was not wanted.
    if (this.#settings.options.history === false) {
      this.#memory.forgetMark()
      return undefined
    }
    return new Progress(this.#memory.mark, mark => this.#memory.setMark(mark))
  }

  #catchUp(telling: Telling, progress: Progress): Promise<void> {
    const { log, options } = this.#settings
    const tell = (row: TauRow) => telling.row(row, { recovered: true })
    const max = options.history === false ? 0 : options.history.max
    return catchUp({ rest: this.#rest, progress, max, log, signal: this.#over.signal, tell })
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
    if (this.#isConnected) this.#settings.link.connected(accountsOf(own))
  }

  // What is said as the streamer then goes nowhere, and nobody says so.
  #silence(own: OwnChannel | undefined): void {
    if (own === undefined || !this.#settings.options.chat.includes(own.login)) return
    this.voices.silence(own.login)
    this.#settings.log.warn(
      `no chat will come from ${own.login}, nor be said: use_irc is off in TAU's settings; turn it on there`,
    )
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
    this.#over.abort()
    this.voices.end()
    this.#settings.link.lost(reason)
  }
}

function chatPath(login: string): string {
  return `/ws/chat-bots/${login}/`
}

function accountsOf(own: OwnChannel | undefined): readonly LinkAccount[] {
  return own === undefined ? [] : [{ platform: 'twitch', channel: own.login }]
}
