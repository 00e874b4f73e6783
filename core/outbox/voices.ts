import type { Event } from '../events/event.ts'
import type { Platform } from '../events/vocabulary.ts'
import type { Account, SendTarget } from '../plugin/ports/chat.ts'
import { accountOf, platformsOf, type Sender, speaksOn } from '../streamer/senders.ts'
import type { ChatRequest } from './request.ts'

/** What is known about plugins that can send. */
export interface VoicesParts {
  /** All senders by plugin id, in the order of the config. */
  senders(): ReadonlyMap<string, Sender>
  /** Whether a sender's plugin is just connecting and may be able to send in a moment. */
  isComing(use: string): boolean
  /** The use named for a platform by the config. */
  chosen(platform: Platform): string | undefined
  /** The plugin that simulated the event which this one answers; undefined for a real event. */
  inventorOf(event: Event): string | undefined
  /** Whether a plugin makes its events up: what it is given to send goes nowhere. */
  invents(use: string): boolean
}

/** The sender of a text. */
export interface Voice {
  readonly via: string
  readonly sender: Sender
  readonly account: Account | undefined
}

// A call of a port waits as long for its provider.
const COMING_MS = 5_000

/** Finds the sender of a text; looked up each time, because another may take over while the text waits. */
export class Voices {
  readonly #parts: VoicesParts
  /** The places where texts could be sent when the stop began. */
  readonly #spokenOn = new Set<Platform>()

  constructor(parts: VoicesParts) {
    this.#parts = parts
  }

  /**
   * Who sends it; undefined if nobody can. A test event is answered by its own simulator: an invented viewer never gets
   * a line in a real chat.
   */
  of({ cause }: ChatRequest, { platform, channel }: SendTarget): Voice | undefined {
    const senders = this.#parts.senders()
    const inventor = cause && this.#parts.inventorOf(cause)
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

  /** Whether it can be sent, now or in a moment. */
  maySay(request: ChatRequest, target: SendTarget): boolean {
    return this.of(request, target) !== undefined || this.#isComing(target)
  }

  /** Whether it waits for a sender that is just connecting. */
  mayWaitFor({ saidAt }: ChatRequest, target: SendTarget): boolean {
    return performance.now() - saidAt < COMING_MS && this.#isComing(target)
  }

  /** The senders are about to be released. */
  stopping(): void {
    for (const sender of this.#parts.senders().values())
      for (const platform of platformsOf(sender)) this.#spokenOn.add(platform)
  }

  /** The reason if it cannot be sent: there is no sender, or the stop has released it. */
  whyNobody({ platform }: SendTarget): 'no_sender' | 'stopped' {
    return this.#spokenOn.has(platform) ? 'stopped' : 'no_sender'
  }

  // Events that a source publishes at the moment it connects can be answered through it.
  #isComing({ platform }: SendTarget): boolean {
    const chosen = this.#parts.chosen(platform)
    return [...this.#parts.senders()].some(
      ([via, sender]) =>
        (chosen ?? via) === via && speaksOn(sender, platform) && this.#parts.isComing(via),
    )
  }
}
