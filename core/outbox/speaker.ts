import { unlessAborted } from '../async.ts'
import { messageOf } from '../errors.ts'
import { event, type NewEvent } from '../events/event.ts'
import {
  ChatSender,
  type Receipt,
  type SendReceipt,
  type SendTarget,
} from '../plugin/ports/chat.ts'
import type { Effects } from '../ports/effects.ts'
import type { Effect } from '../ports/gate.ts'
import type { Redactor } from '../secrets/redact.ts'
import { accountName } from '../text/accounts.ts'
import { Budget } from './budget.ts'
import type { EarlierText } from './earlier-texts.ts'
import type { Outcome } from './lane.ts'
import { limitOf, textsFor } from './limits.ts'
import type { Pending } from './pending.ts'
import { RepeatedTexts } from './repeats.ts'
import { about, type ChatRequest } from './request.ts'
import { type Voice, Voices, type VoicesParts } from './voices.ts'

/** What speaking needs of the runtime. */
export interface SpeakerParts extends VoicesParts {
  readonly effects: Effects
  readonly redactor: Redactor
  announce(told: NewEvent): void
  /** Being sent to chat, which sends it back to us. */
  onSpoken(text: string, target: SendTarget): void
}

/** A text as it is sent. */
interface Wording {
  readonly text: string
  /** Only recorded: in a dry run, or as an answer to a simulated event. */
  readonly isWritten: boolean
}

const WRITTEN: SendReceipt = { status: 'sent', confirmed: false }

// After this long, a sender that is just connecting is checked again.
const LOOK_MS = 20

/** Passes texts to a plugin that can send, within the limit of its account. */
export class Speaker {
  readonly voices: Voices
  readonly #parts: SpeakerParts
  readonly #budgets = new Map<string, Budget>()
  readonly #repeats = new RepeatedTexts()

  constructor(parts: SpeakerParts) {
    this.#parts = parts
    this.voices = new Voices(parts)
  }

  /**
   * How long until this text may leave; 0: now.
   * @param count with all that leaves before, and its own parts
   */
  waitMs({ request, target }: Pending, count = 1): number {
    const voice = this.voices.of(request, target)
    // If none appears, `send` reports that.
    if (voice === undefined) return this.voices.mayWaitFor(request, target) ? LOOK_MS : 0
    const most = textsFor(limitOf(target.platform), voice.account)
    return this.#budgetOf(target, voice).waitMs(most, performance.now(), count)
  }

  /** Why it would not be handed over now; undefined if it would. */
  refusal({ request, target }: Pending): string | undefined {
    const voice = this.voices.of(request, target)
    if (voice === undefined)
      return this.voices.mayWaitFor(request, target) ? undefined : this.voices.whyNobody(target)
    const { plugin, cause } = request
    const isMuted = this.#parts.effects.verdict({ plugin, via: voice.via, cause }) === 'muted'
    return isMuted ? 'muted' : undefined
  }

  /** The plugin that only simulates and would capture it; undefined if it would be sent. */
  capturer({ request, target }: Pending): string | undefined {
    const { via } = this.voices.of(request, target) ?? {}
    return via !== undefined && this.#parts.invents(via) ? via : undefined
  }

  /** Hands its first part over. Never rejects. */
  async say(pending: Pending): Promise<Outcome> {
    const { request, target, part = '' } = pending
    const voice = this.voices.of(request, target)
    if (voice === undefined) return { kind: 'dropped', reason: this.voices.whyNobody(target) }
    const { codePoints, refusesRepeats } = limitOf(target.platform)
    const where = whereOf(target, voice)
    const mustDiffer = refusesRepeats || pending.copies > 0
    const varied = mustDiffer ? this.#repeats.vary(part, where, codePoints) : part
    // The platform took it for a copy, and there is no variant left.
    if (varied === undefined && pending.copies > 0)
      return { kind: 'dropped', reason: pending.lastReason ?? 'refused' }
    const held = this.#parts.effects.judge(effectOf(request, voice, part, target))
    if (held === 'muted') return { kind: 'dropped', reason: 'muted' }
    const text = varied ?? part
    if (held !== 'made_up') this.#spend(text, target, voice)
    const isWritten = held !== undefined
    return this.#outcome(pending, voice, { text, isWritten })
  }

  /** Texts sent before the restart count. */
  remember({ text, target, account, at }: EarlierText): void {
    const voice = { account: { name: account }, via: '' }
    const where = whereOf(target, voice)
    this.#budgetOf(target, voice).spend(at)
    // Which variant was sent is not stored; variants are used in this order.
    const said = this.#repeats.vary(text, where, limitOf(target.platform).codePoints)
    this.#repeats.remember(said ?? text, where, at)
  }

  async #outcome(pending: Pending, voice: Voice, { text, isWritten }: Wording): Promise<Outcome> {
    try {
      const receipt = isWritten ? WRITTEN : await this.#deliver(pending, voice, text)
      if (receipt.status === 'sent') return this.#said(pending, voice, { ...receipt, isWritten })
      const { refusal, reason = refusal?.code ?? 'refused' } = receipt
      return { kind: 'dropped', reason: this.#plain(reason), ...(refusal && { refusal }) }
    } catch (failure) {
      return { kind: 'dropped', reason: this.#plain(failure) }
    }
  }

  // A text from a platform: on one line, and without secrets.
  #plain(told: unknown): string {
    return this.#parts.redactor.text(messageOf(told))
  }

  async #deliver(pending: Pending, voice: Voice, text: string): Promise<SendReceipt> {
    const { signal, hasBegun } = pending
    const { replyTo: _first, ...plain } = pending.target
    const target = hasBegun ? plain : pending.target
    this.#parts.onSpoken(text, target)
    signal.throwIfAborted()
    const receipt = await unlessAborted(voice.sender.send(text, target, signal), signal)
    this.#parts.onSpoken(text, target)
    return receipt
  }

  #said(
    { request, part = '' }: Pending,
    { via, account }: Voice,
    { messageId, confirmed, isWritten }: Receipt & Pick<Wording, 'isWritten'>,
  ): Outcome {
    const data = {
      // The original text: what makes a variant is invisible.
      text: part,
      via,
      plugin: request.plugin,
      confirmed,
      ...(messageId !== undefined && { messageId }),
      ...(account !== undefined && { account: account.name }),
    }
    const { test, ...rest } = about(request)
    const isCaptured = this.#parts.invents(via)
    // Only recorded: nobody in chat has seen it.
    const isTest = isWritten || isCaptured ? true : test
    this.#parts.announce(event('chat.sent', data, { ...rest, test: isTest }))
    return {
      ...{ kind: 'said', confirmed },
      ...(messageId !== undefined && { messageId }),
      ...(isCaptured && { capturedBy: via }),
    }
  }

  #spend(text: string, target: SendTarget, voice: Voice): void {
    const now = performance.now()
    this.#budgetOf(target, voice).spend(now)
    this.#repeats.remember(text, whereOf(target, voice), now)
  }

  #budgetOf({ platform }: SendTarget, voice: Pick<Voice, 'account' | 'via'>): Budget {
    const key = `${platform}/${nameOf(voice)}`
    const budget = this.#budgets.get(key) ?? new Budget()
    this.#budgets.set(key, budget)
    return budget
  }
}

function effectOf(request: ChatRequest, { via }: Voice, text: string, target: SendTarget): Effect {
  return {
    plugin: request.plugin,
    via,
    port: ChatSender.name,
    method: 'send',
    values: [text, target],
    cause: request.cause,
  }
}

function whereOf({ platform, channel }: SendTarget, voice: Pick<Voice, 'account' | 'via'>): string {
  return `${platform}/${channel.toLowerCase()}/${nameOf(voice)}`
}

function nameOf({ account, via }: Pick<Voice, 'account' | 'via'>): string {
  return accountName(account?.name ?? via)
}
