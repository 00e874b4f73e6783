import type { SendReceipt } from 'promethean'
import { refusalOf } from '../formats/drop-reason.ts'
import { channelOf, type IrcLine, tagOf } from '../formats/irc/line.ts'

const ANSWER_MS = 5_000
const MAX_WAITING = 500

interface PendingReceipt {
  readonly channel: string
  readonly nonce: string
  readonly settle: (receipt: SendReceipt) => void
}

/**
 * Matches sent messages with Twitch's answers. Per channel they arrive in the order of the messages: a USERSTATE with the new
 * message's id, or a NOTICE that says why it was dropped.
 */
export class Receipts {
  readonly #waiting = new Set<PendingReceipt>()

  /** The receipt of a line just written; after 5 s, or when `signal` aborts, an unconfirmed one. */
  expect(channel: string, nonce: string, signal: AbortSignal): Promise<SendReceipt> {
    if (this.#waiting.size >= MAX_WAITING) return Promise.resolve(UNCONFIRMED)
    return new Promise(resolve => {
      const settle = (receipt: SendReceipt) => {
        this.#waiting.delete(entry)
        clearTimeout(timer)
        signal.removeEventListener('abort', giveUp)
        resolve(receipt)
      }
      const giveUp = () => settle(UNCONFIRMED)
      const entry: PendingReceipt = { channel, nonce, settle }
      const timer = setTimeout(giveUp, ANSWER_MS)
      signal.addEventListener('abort', giveUp)
      this.#waiting.add(entry)
    })
  }

  /** Takes a line that may be an answer. */
  read(line: IrcLine): void {
    if (line.command !== 'USERSTATE' && line.command !== 'NOTICE') return
    const channel = channelOf(line)
    if (channel === undefined) return
    const messageId = tagOf(line, 'id')
    const notice = tagOf(line, 'msg-id')
    if (line.command === 'USERSTATE' && messageId !== undefined) {
      const entry = this.#answered(channel, tagOf(line, 'client-nonce'))
      entry?.settle({ status: 'sent', messageId, confirmed: true })
    } else if (line.command === 'NOTICE' && notice !== undefined && isDrop(notice)) {
      const entry = this.#answered(channel, undefined)
      entry?.settle({
        status: 'dropped',
        reason: notice,
        refusal: refusalOf(notice),
        confirmed: true,
      })
    }
  }

  /** The connection is lost: no more answers will arrive, and the messages were most likely lost too. */
  end(): void {
    for (const entry of [...this.#waiting]) entry.settle(LOST)
  }

  /** By the nonce if Twitch returns it, so that a late answer is not matched with the next message. */
  #answered(channel: string, nonce: string | undefined): PendingReceipt | undefined {
    for (const entry of this.#waiting) {
      if (entry.channel === channel && (nonce ?? entry.nonce) === entry.nonce) return entry
    }
    return undefined
  }
}

const UNCONFIRMED: SendReceipt = Object.freeze({ status: 'sent', confirmed: false })
const LOST: SendReceipt = {
  status: 'dropped',
  refusal: { code: 'connection_lost' },
  confirmed: false,
}

// https://dev.twitch.tv/docs/chat/irc/#notice-reference
const DROPS = new Set(['unrecognized_cmd', 'no_permission', 'unavailable_command', 'tos_ban'])

function isDrop(notice: string): boolean {
  return notice.startsWith('msg_') || DROPS.has(notice)
}
