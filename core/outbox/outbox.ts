import { parseDuration } from '../duration.ts'
import { messageOf } from '../errors.ts'
import { type Event, event, type NewEvent } from '../events/event.ts'
import type { Redactor } from '../events/redact.ts'
import type { Platform } from '../events/vocabulary.ts'
import type {
  ChatOutput,
  ChatSender,
  ChatTarget,
  Receipt,
  SayOptions,
  SendTarget,
} from '../plugin/ports.ts'
import { normalText, safeText } from './safe-text.ts'

const EXPIRES = '30s'
const MAX_WAITING = 500
// Our own line comes back through the chat within seconds; the design counts ten.
const OWN_TEXT_MS = 10_000
const MAX_OWN_TEXTS = 1_000

/** What the outbox needs of the runtime. */
export interface OutboxParts {
  /** All senders by use id, in the order of the config. */
  senders(): ReadonlyMap<string, ChatSender>
  /** The use named for a platform by the config. */
  chosen(platform: Platform): string | undefined
  readonly redactor: Redactor
  announce(told: NewEvent): void
}

interface Said {
  readonly text: string
  readonly target: SendTarget
  readonly sender: ChatSender | undefined
  readonly via: string
  readonly plugin: string
  readonly cause: Event | undefined
}

/** Everything that is said goes out here: made safe, sent in order per platform, told as an event. */
export class Outbox {
  readonly #parts: OutboxParts
  readonly #lanes = new Map<Platform, Promise<unknown>>()
  readonly #own: { readonly where: string; readonly text: string; readonly at: number }[] = []
  readonly #stopping = new AbortController()
  #waiting = 0

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  /** The port as one use sees it. */
  outputFor(plugin: string): ChatOutput {
    return { say: (text, target, options) => this.#say(plugin, text, target, options) }
  }

  /** Whether a line was written by an account we speak as, or is our own text come back. */
  isOwn(told: Event<'chat.message'>): boolean {
    const { platform, channel, data } = told
    if (platform === undefined) return false
    for (const sender of this.#parts.senders().values()) {
      if (!sender.platforms.includes(platform)) continue
      const account = sender.account(platform)
      if (account !== undefined && isAccount(account, data.user)) return true
    }
    if (this.#own.length === 0) return false
    const oldest = performance.now() - OWN_TEXT_MS
    const where = `${platform}/${channel}`
    const text = normalText(data.text)
    return this.#own.some(own => own.at >= oldest && own.where === where && own.text === text)
  }

  /** What waits is dropped as `stopped`; what is on its way is given up. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'))
    await Promise.allSettled(this.#lanes.values())
  }

  async #say(
    plugin: string,
    text: string,
    target: ChatTarget,
    options: SayOptions = {},
  ): Promise<Receipt> {
    const cause = 'to' in target ? target.to : undefined
    const where = resolve(target, options)
    const line = safeText(text)
    const expiresAt = performance.now() + parseDuration(options.expires ?? EXPIRES)
    const [via, sender] = where === undefined ? ['', undefined] : this.#senderFor(where, cause)
    const said: Said = {
      text: line,
      target: where ?? { platform: '', channel: '' },
      sender,
      via,
      plugin,
      cause,
    }
    const refusal = this.#refusal(said)
    if (refusal !== undefined) return this.#dropped(said, refusal)
    return this.#inLane(said.target.platform, () => this.#send(said, expiresAt))
  }

  #refusal({ text, target, sender }: Said): string | undefined {
    if (this.#stopping.signal.aborted) return 'stopped'
    if (text === '') return 'blank'
    if (this.#parts.redactor.holdsSecret(text)) return 'secret'
    if (target.platform === '') return 'no_channel'
    if (sender === undefined) return 'no_sender'
    return this.#waiting >= MAX_WAITING ? 'queue_full' : undefined
  }

  // One after the other per platform: answers keep their order.
  #inLane(platform: Platform, work: () => Promise<Receipt>): Promise<Receipt> {
    this.#waiting += 1
    const turn = (this.#lanes.get(platform) ?? Promise.resolve()).then(work)
    const done = turn.finally(() => {
      this.#waiting -= 1
    })
    this.#lanes.set(platform, done)
    return done
  }

  async #send(said: Said, expiresAt: number): Promise<Receipt> {
    const left = expiresAt - performance.now()
    if (this.#stopping.signal.aborted) return this.#dropped(said, 'stopped')
    if (left <= 0) return this.#dropped(said, 'expired')
    if (said.sender === undefined) return this.#dropped(said, 'no_sender')
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(Math.ceil(left))])
    this.#rememberOwn(said)
    try {
      const receipt = await Promise.race([
        said.sender.send(said.text, said.target, signal),
        aborted(signal),
      ])
      return receipt.status === 'sent'
        ? this.#sent(said, receipt)
        : this.#dropped(said, receipt.reason ?? 'refused')
    } catch (failure) {
      if (this.#stopping.signal.aborted) return this.#dropped(said, 'stopped')
      return this.#dropped(said, signal.aborted ? 'expired' : messageOf(failure))
    }
  }

  // A made-up event is answered where it was made up: an invented viewer never gets a line in a real chat.
  #senderFor(target: SendTarget, cause: Event | undefined): [string, ChatSender | undefined] {
    const senders = this.#parts.senders()
    const teller = cause?.test === true ? senders.get(cause.source) : undefined
    if (cause !== undefined && teller?.platforms.includes(target.platform))
      return [cause.source, teller]
    const chosen = this.#parts.chosen(target.platform)
    for (const [id, sender] of senders) {
      if (chosen !== undefined && id !== chosen) continue
      if (
        sender.platforms.includes(target.platform) &&
        sender.account(target.platform) !== undefined
      )
        return [id, sender]
    }
    return ['', undefined]
  }

  #rememberOwn({ text, target }: Said): void {
    this.#own.push({
      where: `${target.platform}/${target.channel}`,
      text: normalText(text),
      at: performance.now(),
    })
    if (this.#own.length > MAX_OWN_TEXTS) this.#own.shift()
  }

  #sent(said: Said, receipt: Receipt): Receipt {
    const { text, via, plugin } = said
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

function resolve(target: ChatTarget, { reply }: SayOptions): SendTarget | undefined {
  if (!('to' in target)) return target
  const { platform, channel } = target.to
  if (platform === undefined || channel === undefined) return undefined
  const isReply = reply === true && target.to.type === 'chat.message'
  return { platform, channel, ...(isReply && { replyTo: target.to.data.messageId }) }
}

function about({ target, cause }: Said) {
  return {
    ...(target.platform !== '' && { platform: target.platform, channel: target.channel }),
    cause: cause?.id,
    test: cause?.test,
  }
}

function isAccount(
  account: { readonly id?: string; readonly name: string },
  user: Event<'chat.message'>['data']['user'],
): boolean {
  if (account.id !== undefined) return account.id === user.id
  return account.name.toLowerCase() === user.name.toLowerCase()
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
  })
}
