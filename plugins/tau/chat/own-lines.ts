import { normalText, type Receipt } from 'promethean'
import { channelOf, type IrcLine, nickOf, tagOf } from '../../formats/irc/line.ts'
import type { OutgoingLine } from '../client/connection.ts'

// From TAU's worker over Twitch and back it takes a second at most.
const ECHO_MS = 5_000
const MAX_WAITING = 100
const MAX_ROOMS = 1_000

/** The account whose message did not reach another account in the same channel. */
export interface UnheardLine {
  readonly speaker: string
  readonly witness: string
}

interface Listeners {
  /** The accounts whose chat is read. */
  readonly accounts: readonly string[]
  /** The account that is always in its own channel; undefined if there is none. */
  resident(): string | undefined
  /** Undefined means that messages arrive again. */
  unheard(who: UnheardLine | undefined): void
}

interface PendingEcho {
  readonly speaker: string
  readonly channel: string
  readonly text: string
  settle(receipt: Receipt): void
}

/** TAU never confirms a message, but an account in the channel receives what another one sent there. */
export class OwnLines {
  readonly #listeners: Listeners
  readonly #waiting = new Set<PendingEcho>()
  /** The rooms in which an account was seen, as `account room`. */
  readonly #rooms = new Set<string>()
  #isUnheard = false

  constructor(listeners: Listeners) {
    this.#listeners = listeners
  }

  /** Lines that came over the socket of an account. */
  heard(account: string, lines: readonly IrcLine[]): void {
    for (const line of lines) {
      const nick = nickOf(line)
      const channel = channelOf(line) ?? ''
      if (this.#rooms.size < MAX_ROOMS) this.#rooms.add(`${account} ${channel}`)
      // Twitch removes spaces and invisible characters.
      const text = normalText(line.params[1] ?? '')
      const echoed = [...this.#waiting].find(
        one => one.speaker === nick && one.channel === channel && one.text === text,
      )
      if (echoed === undefined) continue
      const messageId = tagOf(line, 'id')
      echoed.settle({ status: 'sent', confirmed: true, ...(messageId && { messageId }) })
      this.#tell(undefined)
    }
  }

  /** The receipt of a message just written: confirmed once another account has received it. */
  receiptOf(speaker: string, said: OutgoingLine, signal: AbortSignal): Promise<Receipt> {
    const witness = this.#witnessOf(speaker, said.irc_channel)
    const isFull = this.#waiting.size >= MAX_WAITING
    if (witness === undefined || isFull || signal.aborted) return Promise.resolve(SENT)
    const heard = this.#echo({ speaker, witness }, said, signal)
    // If the last one did not arrive, this one is not awaited; if it does arrive, the problem is over.
    return this.#isUnheard ? Promise.resolve(SENT) : heard
  }

  /** The connection has ended: missing messages prove nothing anymore. */
  end(): void {
    for (const waiting of [...this.#waiting]) waiting.settle(SENT)
  }

  #echo(who: UnheardLine, { irc_channel: channel, message }: OutgoingLine, signal: AbortSignal) {
    return new Promise<Receipt>(resolve => {
      const settle = (receipt: Receipt) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', giveUp)
        this.#waiting.delete(waiting)
        resolve(receipt)
      }
      const giveUp = () => settle(SENT)
      const waiting = { speaker: who.speaker, channel, text: normalText(message), settle }
      const timer = setTimeout(() => {
        this.#tell(who)
        giveUp()
      }, ECHO_MS)
      signal.addEventListener('abort', giveUp)
      this.#waiting.add(waiting)
    })
  }

  #witnessOf(speaker: string, channel: string): string | undefined {
    return this.#listeners.accounts.find(login => login !== speaker && this.#isIn(login, channel))
  }

  #isIn(account: string, channel: string): boolean {
    const isResident = account === this.#listeners.resident() && account === channel
    return isResident || this.#rooms.has(`${account} ${channel}`)
  }

  #tell(who: UnheardLine | undefined): void {
    const isUnheard = who !== undefined
    if (isUnheard === this.#isUnheard) return
    this.#isUnheard = isUnheard
    this.#listeners.unheard(who)
  }
}

const SENT: Receipt = Object.freeze({ status: 'sent', confirmed: false })
