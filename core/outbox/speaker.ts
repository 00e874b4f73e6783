import { unlessAborted } from '../async.ts'
import { messageOf } from '../errors.ts'
import { event, type NewEvent } from '../events/event.ts'
import type { Platform } from '../events/vocabulary.ts'
import {
  type Account,
  ChatSender,
  type Receipt,
  type SendReceipt,
  type SendTarget,
} from '../plugin/ports.ts'
import type { Effects, Ruling } from '../ports/effects.ts'
import type { Effect } from '../ports/gate.ts'
import type { Redactor } from '../secrets/redact.ts'
import { accountOf, platformsOf, speaksOn } from '../streamer/senders.ts'
import { accountName } from '../text/accounts.ts'
import { Budget } from './budget.ts'
import type { Outcome } from './lane.ts'
import { limitOf, textsFor } from './limits.ts'
import type { Pending } from './pending.ts'
import { RepeatedTexts } from './repeats.ts'
import { about, type Said } from './request.ts'

/** What speaking needs of the runtime. */
export interface SpeakerParts {
  /** All senders by use id, in the order of the config. */
  senders(): ReadonlyMap<string, ChatSender>
  /** Whether a sender's use is just connecting, so that it may be able to speak in a moment. */
  isComing(use: string): boolean
  /** The use named for a platform by the config. */
  chosen(platform: Platform): string | undefined
  /** The use that made up what a text answers; undefined where it happened. */
  inventorOf(said: Said): string | undefined
  readonly effects: Effects
  readonly redactor: Redactor
  announce(told: NewEvent): void
  /** On its way to the chat, from where it comes back. */
  onSpoken(text: string, target: SendTarget): void
}

/** Who says a text. */
interface Voice {
  readonly via: string
  readonly sender: ChatSender
  readonly account: Account | undefined
}

/** A text said in an earlier life, as the journal has it. */
export interface EarlierText {
  readonly text: string
  readonly target: SendTarget
  readonly account: string
  /** By the monotonic clock. */
  readonly at: number
}

// A call of a port waits as long for its provider.
const COMING_MS = 5_000
const COMING_LOOK_MS = 20

/** Hands texts to whoever can speak, within the budget of the account that says them. */
export class Speaker {
  readonly #parts: SpeakerParts
  readonly #budgets = new Map<string, Budget>()
  readonly #repeats = new RepeatedTexts()
  /** Where somebody could speak when the stop began. */
  readonly #spokenOn = new Set<Platform>()

  constructor(parts: SpeakerParts) {
    this.#parts = parts
  }

  /** Whether somebody can say it, at this moment or in the next. */
  maySay(said: Said, target: SendTarget): boolean {
    return this.#voiceFor(said, target) !== undefined || this.#isComing(target)
  }

  /** The senders are about to be let go. */
  stopping(): void {
    for (const sender of this.#parts.senders().values())
      for (const platform of platformsOf(sender)) this.#spokenOn.add(platform)
  }

  /** The reason where nobody can say it: there is nobody, or the stop has let them go. */
  whyNobody({ platform }: SendTarget): 'no_sender' | 'stopped' {
    return this.#spokenOn.has(platform) ? 'stopped' : 'no_sender'
  }

  /** How long until this text may leave; 0: now. */
  waitMs({ said, target }: Pending): number {
    const voice = this.#voiceFor(said, target)
    // Where nobody comes, that is told where it is said.
    if (voice === undefined)
      return this.#mayWait(said) && this.#isComing(target) ? COMING_LOOK_MS : 0
    const most = textsFor(limitOf(target.platform), voice.account)
    return this.#budgetOf(target, voice).waitMs(most, performance.now())
  }

  /** Hands its first part over. Never rejects. */
  async say(pending: Pending): Promise<Outcome> {
    const { said, target, part = '' } = pending
    const voice = this.#voiceFor(said, target)
    if (voice === undefined) return { kind: 'dropped', reason: this.whyNobody(target) }
    const { codePoints, refusesRepeats } = limitOf(target.platform)
    const where = whereOf(target, voice)
    const mustDiffer = refusesRepeats || pending.copies > 0
    const varied = mustDiffer ? this.#repeats.vary(part, where, codePoints) : part
    // It has been called a copy, and there is no other way left to say it.
    if (varied === undefined && pending.copies > 0)
      return { kind: 'dropped', reason: pending.lastReason ?? 'refused' }
    const ruling = this.#parts.effects.judge(effectOf(said, voice, part, target))
    if (ruling.kind === 'muted') return { kind: 'dropped', reason: 'muted' }
    const text = varied ?? part
    if (ruling.kind !== 'invented') this.#spend(text, target, voice)
    return this.#outcome(pending, voice, text, ruling)
  }

  /** What was said before this life counts. */
  remember({ text, target, account, at }: EarlierText): void {
    const voice = { account: { name: account }, via: '' }
    const where = whereOf(target, voice)
    this.#budgetOf(target, voice).spend(at)
    // In which way it was said is not on record: copies were varied in this order.
    const said = this.#repeats.vary(text, where, limitOf(target.platform).codePoints)
    this.#repeats.remember(said ?? text, where, at)
  }

  async #outcome(pending: Pending, voice: Voice, text: string, ruling: Ruling): Promise<Outcome> {
    try {
      const receipt = await this.#deliver(pending, voice, text, ruling)
      if (receipt.status === 'sent') return this.#said(pending, voice, receipt, ruling)
      const { refusal, reason = refusal?.code ?? 'refused' } = receipt
      return { kind: 'dropped', reason: this.#plain(reason), ...(refusal && { refusal }) }
    } catch (failure) {
      return { kind: 'dropped', reason: this.#plain(failure) }
    }
  }

  // Words of a far end: on one line, and without secrets.
  #plain(told: unknown): string {
    return this.#parts.redactor.text(messageOf(told))
  }

  async #deliver(
    pending: Pending,
    voice: Voice,
    text: string,
    ruling: Ruling,
  ): Promise<SendReceipt> {
    // Made by `effectOf`, or by a gate that was told what it stands for.
    if ('value' in ruling) return ruling.value as SendReceipt
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
    { said, part = '' }: Pending,
    { via, account }: Voice,
    receipt: Receipt,
    ruling: Ruling,
  ): Outcome {
    const { messageId, confirmed } = receipt
    const data = {
      // As it was meant: what makes a copy another text shows nothing.
      text: part,
      via,
      plugin: said.plugin,
      confirmed,
      ...(messageId !== undefined && { messageId }),
      ...(account !== undefined && { account: account.name }),
    }
    const { test, ...rest } = about(said)
    // Only written down: nobody in the chat has read it.
    const isTest = ruling.kind === 'done' ? test : true
    this.#parts.announce(event('chat.sent', data, { ...rest, test: isTest }))
    return { kind: 'said', confirmed, ...(messageId !== undefined && { messageId }) }
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

  // What a source tells in the moment it is accepted can be answered through it.
  #isComing({ platform }: SendTarget): boolean {
    const chosen = this.#parts.chosen(platform)
    return [...this.#parts.senders()].some(
      ([via, sender]) =>
        (chosen ?? via) === via && speaksOn(sender, platform) && this.#parts.isComing(via),
    )
  }

  #mayWait({ saidAt }: Said): boolean {
    return performance.now() - saidAt < COMING_MS
  }

  // Looked up anew each time: while a text waits another may take over.
  // A made-up event is answered where it was made up: an invented viewer never gets a line in a real chat.
  #voiceFor(said: Said, { platform, channel }: SendTarget): Voice | undefined {
    const senders = this.#parts.senders()
    const inventor = this.#parts.inventorOf(said)
    const own = inventor === undefined ? undefined : senders.get(inventor)
    if (inventor !== undefined && own?.platforms.includes(platform)) {
      return { via: inventor, sender: own, account: accountOf(own, platform, channel) }
    }
    const chosen = this.#parts.chosen(platform)
    for (const [via, sender] of senders) {
      if (chosen !== undefined && via !== chosen) continue
      const account = accountOf(sender, platform, channel)
      if (account !== undefined) return { via, sender, account }
    }
    return undefined
  }
}

function effectOf(said: Said, { via }: Voice, text: string, target: SendTarget): Effect {
  return {
    plugin: said.plugin,
    via,
    port: ChatSender.name,
    method: 'send',
    values: [text, target],
    cause: said.cause,
    otherwise: ChatSender.captured.send,
  }
}

function whereOf({ platform, channel }: SendTarget, voice: Pick<Voice, 'account' | 'via'>): string {
  return `${platform}/${channel.toLowerCase()}/${nameOf(voice)}`
}

function nameOf({ account, via }: Pick<Voice, 'account' | 'via'>): string {
  return accountName(account?.name ?? via)
}
