import { messageOf } from '../errors.ts'
import { type Event, event } from '../events/event.ts'
import type { User } from '../events/types/people.ts'
import type { Platform } from '../events/vocabulary.ts'
import { ChatSender, type ChatTarget, type Receipt, type SayOptions } from '../plugin/ports/chat.ts'
import { effectWords } from '../ports/effect-words.ts'
import { REDACTED } from '../secrets/credentials.ts'
import { holdsLink } from '../text/links.ts'
import type { EarlierText } from './earlier-texts.ts'
import { Lane } from './lane.ts'
import { messagesOf } from './messages.ts'
import { Pending } from './pending.ts'
import { about, type ChatRequest, readRequest, unreadable } from './request.ts'
import { Speaker, type SpeakerParts } from './speaker.ts'

const SEND = { port: ChatSender.name, method: 'send' }
// All channels together.
const MAX_WAITING = 500
// A longer text is no line of chat; it would use up the budget for everybody.

/** What the outbox needs of the runtime. */
export interface OutboxParts extends SpeakerParts {
  /** Whether a user is one of the config's `bots`, or an account we send as. */
  isBot(user: Partial<User>, platform: Platform | undefined): boolean
  /** Whether a user is one of the config's `relays`. */
  isRelay(user: Partial<User>): boolean
}

/** What would become of a text. */
export interface ForetoldText {
  /** Why it would not be sent, as a receipt has it; absent if it would. */
  readonly reason?: string
  /** Into how many messages it would be split; 0 if it would not come to that. */
  readonly parts: number
  /** How long it would wait for the limit of its account. */
  readonly waitMs: number
  /** The plugin that only simulates and would capture it. */
  readonly capturedBy?: string
}

/** The entrance for texts of one plugin: `ChatOutput` as core sees it. */
interface Output {
  /** @param answered the event the plugin is working on: the cause if none is given */
  say(text: string, target: ChatTarget, options?: SayOptions, answered?: Event): Promise<Receipt>
}

/** Sends every text: made safe, in order per channel, within the platform's limits, reported as an event. */
export class Outbox {
  readonly #parts: OutboxParts
  readonly #speaker: Speaker
  readonly #lanes = new Map<string, Lane>()
  #waiting = 0
  #isStopped = false

  constructor(parts: OutboxParts) {
    this.#parts = parts
    this.#speaker = new Speaker(parts)
  }

  /**
   * The port as one plugin sees it.
   * @param isOver whether that plugin has ended: nothing is sent for it anymore
   */
  outputFor(plugin: string, isOver: () => boolean = () => false): Output {
    return {
      say: async (text, target, options = {}, answered) => {
        try {
          return await this.#say(readRequest({ plugin, text, target, options, answered }), isOver)
        } catch (failure) {
          return this.#dropped(unreadable(plugin, target), messageOf(failure))
        }
      },
    }
  }

  /** Counts texts sent in the last 30 s before the restart in the budgets. */
  remember(earlier: readonly EarlierText[]): void {
    for (const text of earlier) this.#speaker.remember(text)
  }

  /** Drops waiting texts that must not be sent anymore. */
  dropMuted(): void {
    for (const lane of [...this.#lanes.values()]) {
      for (const pending of lane.pending()) {
        if (this.#isMuted(pending.request)) lane.end(pending, 'muted')
      }
    }
  }

  /** The runtime begins to stop: if a text could be sent until now, it is the stop that prevents it. */
  stopping(): void {
    this.#speaker.voices.stopping()
  }

  /** Drops waiting texts as `stopped`, and gives up those being sent. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.all([...this.#lanes.values()].map(lane => lane.stop('stopped')))
  }

  /** What would become of a text now; nothing is sent or told. */
  foretell(plugin: string, text: string, target: ChatTarget, options: SayOptions): ForetoldText {
    const request = readRequest({ plugin, text, target, options, answered: undefined })
    const pending = this.#judged(request, () => false)
    if (typeof pending === 'string') return { reason: pending, parts: 0, waitMs: 0 }
    const parts = pending.parts.length
    const reason = this.#isFullFor(pending) ? 'queue_full' : this.#speaker.refusal(pending)
    const before = this.#lanes.get(this.#laneKey(pending))?.pending() ?? []
    const count = before.reduce((sum, one) => sum + one.parts.length, parts)
    const waitMs = reason === undefined ? this.#speaker.waitMs(pending, count) : 0
    const isLate = request.saidAt + waitMs >= request.expiresAt
    const capturedBy = this.#speaker.capturer(pending)
    return {
      ...{ parts, waitMs },
      ...((reason ?? isLate) && { reason: reason ?? 'expired' }),
      ...(capturedBy !== undefined && { capturedBy }),
    }
  }

  async #say(request: ChatRequest, isOver: () => boolean): Promise<Receipt> {
    const judged = this.#judged(request, isOver)
    if (judged === 'secret') return this.#dropped({ ...request, text: REDACTED }, judged)
    return typeof judged === 'string' ? this.#dropped(request, judged) : this.#queue(judged)
  }

  /** What is to be sent, or the reason why it is not. */
  #judged(request: ChatRequest, isOver: () => boolean): Pending | string {
    const { target } = request
    const reason = this.#isStopped || isOver() ? 'stopped' : this.#refusal(request)
    if (reason !== undefined) return reason
    if (target === undefined) return 'no_channel'
    const { voices } = this.#speaker
    if (!voices.maySay(request, target)) return voices.whyNobody(target)
    const parts = messagesOf(request.text, target.platform, request)
    return parts === undefined ? 'too_long' : new Pending(request, target, parts)
  }

  /** Why a text is never sent, regardless of anything else. */
  #refusal(request: ChatRequest): string | undefined {
    const { text, cause } = request
    if (text === '') return 'blank'
    if (cause?.type === 'chat.message') {
      if (cause.data.isSelf) return 'own_line'
      if (this.#parts.isBot(cause.data.user, cause.platform)) return 'bot'
      if (this.#parts.isRelay(cause.data.user)) return 'relay'
    }
    const { redactor } = this.#parts
    if (redactor.holdsSecret(text)) return 'secret'
    // A model may know credentials from elsewhere.
    if (request.isGenerated && redactor.text(text) !== text) return 'secret'
    if (request.isGenerated && holdsLink(text)) return 'link'
    return this.#isMuted(request) ? 'muted' : undefined
  }

  #isMuted({ plugin }: ChatRequest): boolean {
    return this.#parts.effects.mutes.holds(plugin)
  }

  // If there is no room, the newest text with the lowest priority is dropped, which may be this one.
  #queue(pending: Pending): Promise<Receipt> {
    if (this.#isFullFor(pending))
      return Promise.resolve(this.#dropped(pending.request, 'queue_full'))
    if (this.#waiting >= MAX_WAITING) {
      const [lane, least] = this.#least() ?? []
      if (least !== undefined) lane?.end(least, 'queue_full')
    }
    this.#waiting += 1
    this.#laneOf(pending).push(pending)
    return pending.receipt.finally(() => {
      this.#waiting -= 1
    })
  }

  #isFullFor(pending: Pending): boolean {
    if (this.#waiting < MAX_WAITING) return false
    const [, least] = this.#least() ?? []
    return least === undefined || !isLess(least, pending)
  }

  #least(): readonly [Lane, Pending] | undefined {
    let found: readonly [Lane, Pending] | undefined
    for (const lane of this.#lanes.values()) {
      const last = lane.last()
      if (last !== undefined && (found === undefined || isLess(last, found[1])))
        found = [lane, last]
    }
    return found
  }

  #laneKey({ request: { cause }, target: { platform, channel } }: Pending): string {
    // Answers to simulated viewers do not delay others.
    const inventor = cause === undefined ? undefined : this.#parts.inventorOf(cause)
    return `${platform}/${channel.toLowerCase()}/${inventor ?? ''}`
  }

  #laneOf(pending: Pending): Lane {
    const key = this.#laneKey(pending)
    const known = this.#lanes.get(key)
    if (known !== undefined) return known
    const lane = new Lane({
      waitMs: pending => this.#speaker.waitMs(pending),
      say: pending => this.#speaker.say(pending),
      onDropped: (pending, reason) => this.#end(pending, reason),
      onIdle: () => this.#lanes.delete(key),
    })
    this.#lanes.set(key, lane)
    return lane
  }

  #end(pending: Pending, reason: string): void {
    const { messageId, rest, request } = pending
    const receipt = this.#dropped({ ...request, text: rest }, reason)
    pending.settle({ ...receipt, ...(messageId !== undefined && { messageId }) })
  }

  #dropped(request: ChatRequest, reason: string): Receipt {
    const text = this.#parts.redactor.text(request.text)
    if (reason === 'muted') this.#parts.effects.mutes.hold(request.plugin, effectWords(SEND), text)
    this.#parts.announce(
      event('chat.dropped', { text, reason, plugin: request.plugin }, about(request)),
    )
    return { status: 'dropped', reason, confirmed: true }
  }
}

function isLess(one: Pending, other: Pending): boolean {
  const { priority } = other.request
  return one.request.priority === priority
    ? one.number > other.number
    : one.request.priority < priority
}
