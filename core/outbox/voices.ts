import type { Event } from '../events/event.ts'
import type { Platform } from '../events/vocabulary.ts'
import type { Account, ChatSender, SendTarget } from '../plugin/ports/chat.ts'
import { accountOf, platformsOf, speaksOn } from '../streamer/senders.ts'
import type { ChatRequest } from './request.ts'

/** What is known of those who can speak. */
export interface VoicesParts {
  /** All senders by plugin id, in the order of the config. */
  senders(): ReadonlyMap<string, ChatSender>
  /** Whether a sender's use is just connecting, so that it may be able to speak in a moment. */
  isComing(use: string): boolean
  /** The use named for a platform by the config. */
  chosen(platform: Platform): string | undefined
  /** The plugin that simulated the event which this one answers; undefined for a real event. */
  inventorOf(event: Event): string | undefined
}

/** Who says a text. */
export interface Voice {
  readonly via: string
  readonly sender: ChatSender
  readonly account: Account | undefined
}

// A call of a port waits as long for its provider.
const COMING_MS = 5_000

/** Finds who says a text: looked up anew each time, since while it waits another may take over. */
export class Voices {
  readonly #parts: VoicesParts
  /** Where somebody could speak when the stop began. */
  readonly #spokenOn = new Set<Platform>()

  constructor(parts: VoicesParts) {
    this.#parts = parts
  }

  /**
   * Who says it; undefined if nobody can. A test event is answered where it was made up: an invented viewer never gets
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

  /** Whether somebody can say it, at this moment or in the next. */
  maySay(request: ChatRequest, target: SendTarget): boolean {
    return this.of(request, target) !== undefined || this.#isComing(target)
  }

  /** Whether it waits for one who is just coming. */
  mayWaitFor({ saidAt }: ChatRequest, target: SendTarget): boolean {
    return performance.now() - saidAt < COMING_MS && this.#isComing(target)
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

  // What a source tells in the moment it is accepted can be answered through it.
  #isComing({ platform }: SendTarget): boolean {
    const chosen = this.#parts.chosen(platform)
    return [...this.#parts.senders()].some(
      ([via, sender]) =>
        (chosen ?? via) === via && speaksOn(sender, platform) && this.#parts.isComing(via),
    )
  }
}
