import {
  type Approval,
  type Context,
  chooseProvider,
  cutAtWord,
  type Event,
  type EventHistory,
  event,
  type LanguageModel,
  messageOf,
  type NewEvent,
  parseDuration,
  type Streamer,
  type TimeLimit,
  type TitleLimit,
  type TitleTarget,
  timeLimit,
  titleLimit,
  visibleText,
} from 'promethean'
import { bannedWordMatcher } from './model/banned-words.ts'
import { withoutRefused } from './model/clean-title.ts'
import { instructionsFor } from './model/request.ts'
import { danger } from './model/title-rules.ts'
import { type WrittenTitle, writeTitle } from './model/write-title.ts'
import type { StreamerMood } from './mood.ts'
import { approvalTime, type TitleOptions } from './options.ts'
import { type FallbackContext, timeOfDay } from './prompt-context.ts'
import { setTitle } from './set-title.ts'
import { gatherSituation, type Situation, untrustedOf } from './situation.ts'
import type { StreamTitles } from './stream-titles.ts'
import { platformsOf } from './title-target.ts'

// Whatever a platform or the disk does, the model gets most of the time.
const LOOK_SHARE = 0.25
const LOOK_MS = 2_000

interface MakerParts extends Pick<Context<TitleOptions>, 'options' | 'note' | 'log' | 'secrets'> {
  readonly ports: {
    readonly targets: ReadonlyMap<string, TitleTarget>
    readonly models: ReadonlyMap<string, LanguageModel>
    readonly approval: Approval
    readonly history: EventHistory
    readonly streamer: Streamer
  }
  readonly mood: StreamerMood
  readonly titles: StreamTitles
}

/** What one title is made for. */
interface Occasion {
  readonly cause: Event
  /** Aborts when a newer one was requested, or the plugin ends. */
  readonly signal: AbortSignal
  tell(told: NewEvent): void
}

/** Makes one title: collects data, writes, asks for approval, sets. Never rejects. */
export class TitleMaker {
  readonly #parts: MakerParts
  readonly #isBanned: (text: string) => boolean

  constructor(parts: MakerParts) {
    this.#parts = parts
    this.#isBanned = bannedWordMatcher(parts.options.banned)
  }

  async make(occasion: Occasion): Promise<void> {
    const { titles } = this.#parts
    const { cause, signal, tell } = occasion
    if (await titles.hasTitle(cause, signal)) return titles.settle(cause)
    const written = await this.#write(occasion)
    if (signal.aborted) return this.#letGo(cause, 'its title was no longer wanted', 'not_wanted')
    titles.remember(written.title)
    const { title, model } = written
    const by = model === undefined ? { isFallback: true } : { model }
    tell(event('title.generated', { title, ...by }, { cause: cause.id }))
    const approved = await this.#approved(title, occasion)
    if (approved !== undefined) await this.#set(approved, occasion)
    if (!signal.aborted) titles.settle(cause)
  }

  async #write({ cause, signal }: Occasion): Promise<WrittenTitle> {
    const { options, ports, note, titles, secrets } = this.#parts
    const limit = timeLimit({ ms: parseDuration(options.deadline), signals: [signal] })
    try {
      const situation = await this.#look(limit)
      const { lastTitles, title, chat } = situation
      const titleLimits = this.#limit()
      return await writeTitle({
        ...{ options, cause, limit },
        model: chooseProvider(ports.models, options.model)?.port,
        context: this.#contextOf(situation, titleLimits.codePoints),
        untrusted: untrustedOf(situation, reasonOf(cause)),
        rules: {
          ...{ limit: titleLimits, isBanned: this.#isBanned, secrets, chat },
          lastTitles: [...titles.recent, ...lastTitles, ...(title === undefined ? [] : [title])],
          instructions: instructionsFor(titleLimits),
        },
        note: text => note(cause, text),
      })
    } finally {
      limit.end()
    }
  }

  async #look(all: TimeLimit): Promise<Situation> {
    const { options, ports } = this.#parts
    const { history, streamer } = ports
    const ms = Math.min(LOOK_MS, all.leftMs() * LOOK_SHARE)
    const limit = timeLimit({ ms, signals: [all.signal] })
    const { signal } = limit
    const currentTitle = async () =>
      chooseProvider(ports.targets, options.target)?.port.getTitle({ signal })
    try {
      return await gatherSituation({ history, streamer, currentTitle, signal })
    } finally {
      limit.end()
    }
  }

  /** The limit of a title's platforms, and of the streamer's `maxLength`. */
  #limit(): TitleLimit {
    const { options, ports } = this.#parts
    const { codePoints, refused } = titleLimit(
      platformsOf(chooseProvider(ports.targets, options.target)?.port),
    )
    return { codePoints: Math.min(codePoints, options.maxLength ?? codePoints), refused }
  }

  #contextOf({ category, title, lastChat }: Situation, maxLength: number): FallbackContext {
    const { options, ports, mood } = this.#parts
    const { variables } = options
    const time = timeOfDay(new Date(), ports.streamer.timezone)
    return { ...time, mood: mood.get(), lastChat, category, title, variables, maxLength }
  }

  /** The title as it is to be set; undefined if it is not. */
  async #approved(written: string, { cause, signal }: Occasion): Promise<string | undefined> {
    const { options, ports, log } = this.#parts
    const within = approvalTime(options)
    if (within === undefined) return written
    let title = written
    const revise = (text: string) => {
      title = this.#revised(text)
      return title
    }
    try {
      const request = { what: 'title', text: written, cause, within, signal, revise }
      const decision = await ports.approval.ask(request)
      if (decision === 'approved') {
        this.#parts.note(cause, 'you approved the title')
        return title
      }
      const why = decision === 'dropped' ? 'you dropped it' : reasonExpired(signal, within)
      this.#letGo(cause, `the title was not set: ${why}`, decision)
      log.warn(
        `the title was not set: ${why}; request a new one with !title new or promethean fire title.wanted`,
      )
    } catch (failure) {
      log.error(`the title was not set: ${messageOf(failure)}`)
    }
    return undefined
  }

  /** The streamer's own title. @throws Error if it must not be published */
  #revised(text: string): string {
    const limit = this.#limit()
    const title = withoutRefused(visibleText(text).replace(/\s+/gu, ' ').trim(), limit.refused)
    const { secrets, titles } = this.#parts
    const fault = danger(title, { limit, isBanned: this.#isBanned, secrets })
    if (fault !== undefined) throw new Error(fault)
    titles.remember(title)
    return title
  }

  #letGo(cause: Event, text: string, code: string): void {
    this.#parts.note(cause, text, { heldBack: code })
  }

  async #set(written: string, { cause, signal, tell }: Occasion): Promise<void> {
    const { options, ports, note, log } = this.#parts
    // Its platforms may be known only now.
    const { codePoints, refused } = this.#limit()
    const title = cutAtWord(withoutRefused(written, refused), codePoints)
    const outcome = await setTitle({
      ...{ title, cause, signal },
      target: () => chooseProvider(ports.targets, options.target),
      wanted: options.target,
      note: text => note(cause, text),
    })
    if ('failure' in outcome) {
      if (outcome.heldBack === 'muted') return
      this.#letGo(cause, 'the title was not set', 'failed')
      log.error(
        `the title could not be set: ${outcome.failure}; set it by hand, or try again with promethean fire title.wanted`,
      )
      return
    }
    if (signal.aborted && !outcome.isConfirmed)
      log.warn('the title was sent but not confirmed before shutdown; check whether it is set')
    tell(event('title.changed', { title, ...outcome }, { cause: cause.id }))
  }
}

function reasonOf(cause: Event): string | undefined {
  return cause.type === 'title.wanted' ? cause.data.reason : undefined
}

function reasonExpired(signal: AbortSignal, within: string): string {
  return signal.aborted ? 'it was no longer wanted' : `nobody approved it within ${within}`
}
