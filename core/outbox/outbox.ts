import { timerMs } from '../backoff.ts'
import { parseDuration } from '../duration.ts'
import { messageOf } from '../errors.ts'
import { type Event, event, type NewEvent } from '../events/event.ts'
import { REDACTED, type Redactor } from '../events/redact.ts'
import type { Platform } from '../events/vocabulary.ts'
import type {
  ChatOutput,
  ChatSender,
  ChatTarget,
  Receipt,
  SayOptions,
  SendTarget,
} from '../plugin/ports.ts'
import { accountOf, OwnLines } from './own-lines.ts'
import { safeText } from './safe-text.ts'

const EXPIRES = '30s'
const MAX_WAITING = 500

/** What the outbox needs of the runtime. */
export interface OutboxParts {
  /** All senders by use id, in the order of the config. */
  senders(): ReadonlyMap<string, ChatSender>
  /** The use named for a platform by the config. */
  chosen(platform: Platform): string | undefined
  /** The source that began what an event answers. */
  originOf(event: Event): string
  readonly redactor: Redactor
  announce(told: NewEvent): void
}

interface Said {
  readonly text: string
  /** Undefined where the target names no channel. */
  readonly target: SendTarget | undefined
  readonly plugin: string
  readonly cause: Event | undefined
  /** By the monotonic clock. */
  readonly expiresAt: number
}

/** Everything that is said goes out here: made safe, sent in order per platform, told as an event. */
export class Outbox {
  readonly #parts: OutboxParts
  readonly #own = new OwnLines()
  readonly #lanes = new Map<Platform, Promise<unknown>>()
  readonly #stopping = new AbortController()
  #waiting = 0

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  /**
   * The port as one use sees it.
   * @param isOver whether that use has ended: nothing is said for it any more
   */
  outputFor(plugin: string, isOver: () => boolean = () => false): ChatOutput {
    return {
      say: async (text, target, options = {}) => {
        try {
          return await this.#say(read(plugin, text, target, options), isOver)
        } catch (failure) {
          const cause = isObject(target) && 'to' in target ? target.to : undefined
          const nothing = { text: '', target: undefined, plugin, cause, expiresAt: 0 }
          return this.#dropped(nothing, messageOf(failure))
        }
      },
    }
  }

  /** Whether a line was written by an account we speak as, or is our own text come back. */
  isOwn(told: Event<'chat.message'>): boolean {
    return this.#own.isOwn(told, this.#parts.senders().values())
  }

  /** What waits is dropped as `stopped`; what is on its way is given up. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'))
    await Promise.allSettled(this.#lanes.values())
  }

  async #say(said: Said, isOver: () => boolean): Promise<Receipt> {
    const { text, target } = said
    if (this.#stopping.signal.aborted || isOver()) return this.#dropped(said, 'stopped')
    if (text === '') return this.#dropped(said, 'blank')
    if (this.#parts.redactor.holdsSecret(text))
      return this.#dropped({ ...said, text: REDACTED }, 'secret')
    if (target === undefined) return this.#dropped(said, 'no_channel')
    if (this.#senderFor(said, target) === undefined) return this.#dropped(said, 'no_sender')
    if (this.#waiting >= MAX_WAITING) return this.#dropped(said, 'queue_full')
    return this.#inLane(target.platform, () => this.#send(said, target))
  }

  // One after the other per platform: answers keep their order. The work never rejects, so a lane never breaks.
  #inLane(platform: Platform, work: () => Promise<Receipt>): Promise<Receipt> {
    this.#waiting += 1
    const turn = (this.#lanes.get(platform) ?? Promise.resolve()).then(work).finally(() => {
      this.#waiting -= 1
    })
    this.#lanes.set(
      platform,
      turn.catch(() => undefined),
    )
    return turn
  }

  async #send(said: Said, target: SendTarget): Promise<Receipt> {
    const left = said.expiresAt - performance.now()
    if (this.#stopping.signal.aborted) return this.#dropped(said, 'stopped')
    if (left <= 0) return this.#dropped(said, 'expired')
    // Looked up again: while it waited another may have taken over.
    const [via, sender] = this.#senderFor(said, target) ?? []
    if (via === undefined || sender === undefined) return this.#dropped(said, 'no_sender')
    this.#own.remember(said.text, target)
    try {
      const receipt = await this.#within(left, signal => sender.send(said.text, target, signal))
      this.#own.remember(said.text, target)
      return receipt.status === 'sent'
        ? this.#sent(said, via, receipt)
        : this.#dropped(said, receipt.reason ?? 'refused')
    } catch (failure) {
      return this.#dropped(said, this.#parts.redactor.text(messageOf(failure)))
    }
  }

  // Until it expires or the runtime stops; whoever does not heed the signal is not waited for.
  async #within(ms: number, work: (signal: AbortSignal) => Promise<Receipt>): Promise<Receipt> {
    const ending = new AbortController()
    const stopping = this.#stopping.signal
    let stop: () => void = () => undefined
    let timer: NodeJS.Timeout | undefined
    const ended = new Promise<never>((_, reject) => {
      const end = (reason: string) => {
        reject(new Error(reason))
        ending.abort(new Error(reason))
      }
      timer = setTimeout(() => end('expired'), timerMs(ms))
      stop = () => end('stopped')
      stopping.addEventListener('abort', stop)
    })
    try {
      return await Promise.race([ended, work(ending.signal)])
    } finally {
      clearTimeout(timer)
      stopping.removeEventListener('abort', stop)
    }
  }

  // A made-up event is answered where it was made up: an invented viewer never gets a line in a real chat.
  #senderFor({ cause }: Said, { platform }: SendTarget): [string, ChatSender] | undefined {
    const senders = this.#parts.senders()
    if (cause?.test) {
      const origin = this.#parts.originOf(cause)
      const teller = senders.get(origin)
      if (teller?.platforms.includes(platform)) return [origin, teller]
    }
    const chosen = this.#parts.chosen(platform)
    return [...senders].find(
      ([id, sender]) =>
        (chosen === undefined || id === chosen) && accountOf(sender, platform) !== undefined,
    )
  }

  #sent(said: Said, via: string, receipt: Receipt): Receipt {
    const { text, plugin } = said
    const { messageId, confirmed } = receipt
    const data = { text, via, plugin, confirmed, ...(messageId !== undefined && { messageId }) }
    this.#parts.announce(event('chat.sent', data, about(said)))
    return receipt
  }

  #dropped(said: Said, reason: string): Receipt {
    const text = this.#parts.redactor.text(said.text)
    this.#parts.announce(event('chat.dropped', { text, reason, plugin: said.plugin }, about(said)))
    return { status: 'dropped', reason, confirmed: true }
  }
}

function read(plugin: string, text: string, target: ChatTarget, options: SayOptions): Said {
  if (typeof text !== 'string') throw new Error('the text is no string')
  return {
    text: safeText(text),
    target: resolve(target, options),
    plugin,
    cause: 'to' in target ? target.to : undefined,
    expiresAt: performance.now() + parseDuration(options.expires ?? EXPIRES),
  }
}

function resolve(target: ChatTarget, { reply }: SayOptions): SendTarget | undefined {
  const { platform, channel } = 'to' in target ? target.to : target
  if (!platform || !channel) return undefined
  const isReply = reply === true && 'to' in target && target.to.type === 'chat.message'
  return { platform, channel, ...(isReply && { replyTo: target.to.data.messageId }) }
}

function about({ target, cause }: Said) {
  return {
    platform: target?.platform,
    channel: target?.channel,
    cause: cause?.id,
    test: cause?.test,
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
