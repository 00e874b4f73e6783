import type { Context, Link } from 'promethean'
import type { IrcLine } from '../../formats/irc/line.ts'
import type { Ending } from '../../formats/websocket.ts'
import { Connection } from '../client/connection.ts'
import { unheardOf } from '../errors.ts'
import type { TauOptions } from '../options.ts'
import { Accounts } from './accounts.ts'
import { FrameRepeats } from './frame-repeats.ts'
import { OwnLines, type UnheardLine } from './own-lines.ts'
import { SpeakingAccounts } from './speaking-accounts.ts'
import { Troubles } from './troubles.ts'
import { ConnectionUpkeep } from './upkeep.ts'
import { Worker } from './worker.ts'

const YOUNG =
  "keeps its chat sockets open for some more seconds: TAU's worker stops sending for good when a bot leaves this early"

interface SessionSettings
  extends Pick<Context<TauOptions>, 'options' | 'state' | 'log' | 'linger'> {
  readonly base: string
  readonly link: Link
  /** Aborts when it is over. */
  readonly signal: AbortSignal
  /** The streamer's own login, once known. */
  streamer(): string | undefined
  /** Reads TAU's settings. */
  ask(): Promise<{ readonly usesIrc: boolean }>
  ended(ending: Ending): void
  /** The sockets receive nothing anymore. */
  silent(): void
}

/** The readers of incoming frames. */
interface FrameReaders {
  frame(text: string): void
  /** @returns the lines in it */
  chat(text: string): readonly IrcLine[]
}

/** A session on TAU's sockets: its accounts, the upkeep of its connection, and its senders. */
export class Session {
  /** The accounts that can send through the chat sockets. */
  readonly speakers = new SpeakingAccounts(
    (login, said) => this.#serving?.say(login, said) ?? false,
  )
  /** The receipts of their messages. */
  readonly ownLines: OwnLines
  readonly #settings: SessionSettings
  readonly #worker: Worker
  readonly #accounts: Accounts
  readonly #troubles: Troubles
  readonly #repeats = new FrameRepeats()
  /** The active connection, and one that is opening or closing next to it. */
  readonly #connections = new Set<Connection>()
  #serving: Connection | undefined
  #upkeep: ConnectionUpkeep | undefined

  constructor(settings: SessionSettings) {
    const { options, state, base, link, log, streamer } = settings
    this.#settings = settings
    this.#worker = new Worker(state, base)
    this.#troubles = new Troubles(link, log)
    const clients = () => this.#worker.clients
    this.#accounts = new Accounts({
      chat: options.chat,
      speakers: this.speakers,
      log,
      streamer,
      clients,
    })
    this.ownLines = new OwnLines({
      accounts: options.chat,
      resident: () => this.#accounts.resident,
      unheard: who => this.#tellUnheard(who),
    })
  }

  /** TAU's setting as it is now. */
  useIrc(usesIrc: boolean): void {
    this.#accounts.useIrc(usesIrc)
  }

  /** The streamer's login is known. */
  learned(): void {
    this.#accounts.tell()
  }

  /** Opens every socket. @returns the ending if that failed */
  async open(hears: FrameReaders): Promise<Ending | undefined> {
    this.#worker.connecting()
    const connection = this.#connect(hears)
    this.#serving = connection
    this.#upkeep = this.#attend(connection, hears)
    const joined = [connection.listen(), this.#accounts.join(connection)]
    return (await Promise.all(joined)).find(ended => ended !== undefined)
  }

  /** Starts the upkeep of the connection. */
  begin(): void {
    this.#upkeep?.begin()
  }

  /** Ends the session: nothing is sent anymore. */
  end(): void {
    this.#upkeep?.end()
    this.speakers.end()
    this.ownLines.end()
  }

  /** Resolves within half a second. Chat sockets too young to be closed linger until they are of age. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections].map(connection => this.#leave(connection)))
  }

  #connect({ frame, chat }: FrameReaders): Connection {
    const isNew = (text: string, path: string) => !this.#repeats.isRepeat(connection, path, text)
    const { base, options, link, ended } = this.#settings
    const connection = new Connection(
      { base, token: options.token },
      {
        event: text => {
          if (isNew(text, 'event')) frame(text)
        },
        chat: (login, text) => {
          if (isNew(text, login)) this.#heard(login, chat(text))
        },
        heard: () => link.heard(),
        beat: () => this.#upkeep?.beat(),
        ended: ending => {
          if (connection === this.#serving) ended(ending)
        },
      },
    )
    this.#connections.add(connection)
    return connection
  }

  #heard(login: string, lines: readonly IrcLine[]): void {
    if (lines.length > 0) this.#broughtLine(login)
    this.ownLines.heard(login, lines)
  }

  #broughtLine(login: string): void {
    this.#worker.broughtLine()
    // A bot that the worker has forgotten receives nothing.
    if (this.#troubles.has('count') && this.#accounts.bots.includes(login))
      this.#troubles.end('count', `${login} is in chat after all`)
  }

  #attend(connection: Connection, hears: FrameReaders): ConnectionUpkeep {
    const { log, signal, ask, silent } = this.#settings
    return new ConnectionUpkeep(connection, {
      worker: this.#worker,
      accounts: this.#accounts,
      speakers: this.speakers,
      repeats: this.#repeats,
      troubles: this.#troubles,
      log,
      signal,
      ask,
      connect: () => this.#connect(hears),
      serve: next => {
        this.#serving = next
      },
      leave: last => this.#leave(last),
      giveUp: () => {
        this.#worker.givenUp()
        silent()
      },
    })
  }

  async #leave(connection: Connection): Promise<void> {
    this.#connections.delete(connection)
    await connection.close(closed => this.#settings.linger(closed, YOUNG))
  }

  #tellUnheard(who: UnheardLine | undefined): void {
    if (who === undefined) this.#troubles.end('echo', 'messages sent through TAU arrive again')
    else this.#troubles.begin('echo', unheardOf(who))
  }
}
