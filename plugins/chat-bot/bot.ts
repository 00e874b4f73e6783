import {
  type Actions,
  type ChatOutput,
  type Context,
  type Event,
  heldBack,
  inTime,
  type Json,
  type LanguageModel,
  type Log,
  messageOf,
  type Receipt,
  type State,
} from 'promethean'
import { doerOf, type Gate, type HoldReason } from './gate.ts'
import { askModel } from './model/ask-model.ts'
import type { Memory } from './model/memory.ts'
import type { Room } from './rooms.ts'
import type { ReplyTools } from './rules/rule.ts'
import type { Match, RuleBook } from './rules/rule-book.ts'
import type { TemplateData } from './rules/template.ts'
import { steadyNow } from './steady-clock.ts'

// An answer later than this after the question is not wanted any more.
const EXPIRES_MS = 30_000
const REPLY_MS = 10_000
const MODEL_MS = 25_000

export interface BotParts {
  readonly book: RuleBook
  readonly gate: Gate
  readonly memory: Memory
  readonly chat: ChatOutput
  readonly state: State
  readonly log: Log
  readonly signal: AbortSignal
  readonly persona: string | undefined
  readonly banned: readonly string[]
  model(): LanguageModel | undefined
  actions(): Actions | undefined
  /** Where is said what answers no line of chat. */
  rooms(): readonly Room[]
  note: Context['note']
}

/** An answer to be given. */
export interface Answer extends Match {
  readonly event: Event
  /** When the event came, by the steady clock. */
  readonly at: number
}

interface FailedAnswer extends Pick<Answer, 'entry' | 'event'> {
  /** Nobody needs to do anything about it. */
  readonly heals: boolean
}

/** Decides what is answered, and answers it. */
export class Bot {
  readonly #parts: BotParts
  readonly #failing = new Set<string>()

  constructor(parts: BotParts) {
    this.#parts = parts
  }

  /** The answers an event gets: a line of chat that of its command, else of the first mention or pattern that may; and every rule for its type. */
  decide(event: Event): readonly Answer[] {
    const { book, gate } = this.#parts
    const never = gate.neverAnswered(event)
    const matches = [...(event.type === 'chat.message' ? this.#ofLine(event, never) : [])]
    for (const match of book.events(event)) if (this.#may(match, event, never)) matches.push(match)
    return matches.map(match => ({ ...match, event, at: steadyNow() }))
  }

  /** Never rejects: what went wrong is noted and logged. */
  async answer(answer: Answer): Promise<Receipt | undefined> {
    const [receipt] = await Promise.all([this.#reply(answer), this.#run(answer)])
    return receipt
  }

  /** There were too many at once: this one is let go. */
  letGo({ entry, event }: Answer): void {
    this.#parts.gate.giveBack(entry, event)
    this.#holdBack(entry, event, { code: 'too_many', text: 'too many answers wait already' })
  }

  #ofLine(event: Event<'chat.message'>, never: HoldReason | undefined): readonly Match[] {
    const { book } = this.#parts
    const command = book.command(event)
    if (command !== undefined) return this.#may(command, event, never) ? [command] : []
    if (never !== undefined) return []
    for (const match of book.texts(event)) if (this.#may(match, event, never)) return [match]
    return []
  }

  #may({ entry }: Match, event: Event, never: HoldReason | undefined): boolean {
    const why = never ?? this.#parts.gate.heldBack(entry, event)
    if (why !== undefined) this.#holdBack(entry, event, why)
    return why === undefined
  }

  #holdBack({ name }: Answer['entry'], event: Event, { code, text }: HoldReason): void {
    this.#parts.note(event, `${name}: held back, ${text}`, { heldBack: code })
  }

  async #reply(answer: Answer): Promise<Receipt | undefined> {
    const text = await this.#words(answer)
    return text === undefined ? undefined : this.#say(text, answer)
  }

  async #words(answer: Answer): Promise<string | undefined> {
    const { entry, event } = answer
    try {
      const text = await this.#make(answer)
      this.#failing.delete(entry.name)
      if (text !== undefined && text.trim() !== '') return text
      if (entry.words.kind === 'none') return undefined
      // A function or a template may mean to say nothing; a model was asked for an answer.
      const isOwed = entry.words.kind === 'prompt'
      const counted = isOwed ? { heldBack: 'no_answer' } : {}
      this.#parts.note(event, `${entry.name}: had nothing to say`, counted)
      if (entry.rule.run === undefined) this.#parts.gate.giveBack(entry, event)
    } catch (failure) {
      this.#failed({ entry, event, heals: entry.words.kind === 'prompt' }, failure)
    }
    return undefined
  }

  async #make(answer: Answer): Promise<string | undefined> {
    const { words, name } = answer.entry
    const { signal } = this.#parts
    if (words.kind === 'template') return words.render(dataFor(answer))
    if (words.kind === 'prompt') return this.#ask(words.prompt, answer)
    if (words.kind === 'none') return undefined
    const late = () => new Error(`${name} took longer than ${REPLY_MS / 1_000} s`)
    const made: unknown = await inTime({ ms: REPLY_MS, signals: [signal], late }, one =>
      // The rule listens to this type of event, so this is the kind its function takes.
      words.call(answer.event as never, this.#tools(answer, one)),
    )
    if (made === undefined || made === null || typeof made === 'string') return made ?? undefined
    throw new Error('it gave something else than a text')
  }

  async #ask(prompt: string, answer: Answer): Promise<string | undefined> {
    const { memory, persona, banned, signal, note } = this.#parts
    const { event, entry } = answer
    const model = this.#parts.model()
    if (model === undefined) throw new Error('no plugin of this config provides a LanguageModel')
    const deadlineMs = Math.min(MODEL_MS, leftOf(answer))
    if (deadlineMs < 1) {
      note(event, `${entry.name}: held back, it waited too long for the answers before it`)
      return undefined
    }
    const late = () => new Error('the language model took too long')
    const { text, unfit } = await inTime({ ms: deadlineMs, signals: [signal], late }, one =>
      askModel(model, { prompt, persona, banned, event, memory, deadlineMs, signal: one }),
    )
    if (unfit !== undefined) note(event, `${entry.name}: the language model answered, but ${unfit}`)
    return text
  }

  async #run({ entry, event, args, rest }: Answer): Promise<void> {
    const { run } = entry.rule
    if (run === undefined) return
    const { note, signal } = this.#parts
    try {
      const actions = this.#parts.actions()
      if (actions === undefined) throw new Error('no plugin of this config provides Actions')
      const late = () => new Error(`the action was not begun within ${REPLY_MS / 1_000} s`)
      const done: unknown = await inTime({ ms: REPLY_MS, signals: [signal], late }, one =>
        actions.run(run, actionArgs(event, args, rest), { cause: event, signal: one }),
      )
      const why = heldBack(done)?.message
      note(event, `${entry.name}: ${why === undefined ? 'ran an action' : `ran no action, ${why}`}`)
    } catch (failure) {
      // The other program may be in trouble; that heals.
      this.#failed({ entry, event, heals: true }, failure)
    }
  }

  async #say(text: string, answer: Answer): Promise<Receipt> {
    const { chat, note } = this.#parts
    const { event, entry } = answer
    const options = {
      reply: true,
      cause: event,
      expires: `${Math.max(0, Math.floor(leftOf(answer)))}ms`,
      ...(entry.words.kind === 'prompt' && { isGenerated: true }),
    }
    const receipts = await Promise.all(this.#targets(event).map(to => chat.say(text, to, options)))
    const [receipt = { status: 'dropped', reason: 'no_channel', confirmed: true }] = receipts
    const said = receipt.status === 'sent' ? 'answered' : `not said, ${receipt.reason ?? 'dropped'}`
    // Without a room nobody was asked to say it, so that nobody else counts it.
    note(event, `${entry.name}: ${said}`, receipts.length === 0 ? { heldBack: 'no_channel' } : {})
    return receipt
  }

  #targets(event: Event) {
    if (event.channel !== undefined && event.platform !== 'obs') return [{ to: event }]
    return this.#parts.rooms().map(({ platform, channel }) => ({ platform, channel }))
  }

  #tools(answer: Answer, signal: AbortSignal): ReplyTools {
    const { event, args, rest } = answer
    return {
      args,
      rest,
      user: doerOf(event)?.displayName ?? '',
      say: text => this.#say(text, answer),
      history: count => this.#parts.memory.lines(event, count),
      state: ownState(this.#parts.state),
      signal,
    }
  }

  // Said once until it works again: a busy chat would fill the log.
  #failed({ entry, event, heals }: FailedAnswer, failure: unknown): void {
    const { log, note, signal } = this.#parts
    const why = messageOf(failure)
    note(event, `${entry.name}: failed, ${why}`, { heldBack: 'failed' })
    if (signal.aborted) return
    const isNew = !this.#failing.has(entry.name)
    this.#failing.add(entry.name)
    const advice = heals ? 'it is tried again the next time' : 'correct the rule in the config'
    log[isNew ? (heals ? 'warn' : 'error') : 'debug'](
      `cannot answer ${entry.name}: ${why}; ${advice}`,
    )
  }
}

function leftOf({ at }: Answer): number {
  return EXPIRES_MS - (steadyNow() - at)
}

function dataFor({ event, args, rest }: Answer): TemplateData {
  const { channel = '', platform = '' } = event
  return { user: doerOf(event)?.displayName ?? '', args, rest, channel, platform, event }
}

// As Streamer.bot itself names them where it has commands of its own.
function actionArgs(event: Event, args: readonly string[], rest: string): Record<string, Json> {
  const { id = '', name = '', displayName = '' } = doerOf(event) ?? {}
  const inputs = args.map((word, index) => [`input${index}`, word])
  return {
    ...Object.fromEntries(inputs),
    user: displayName,
    userName: name,
    userId: id,
    message: event.type === 'chat.message' ? event.data.text : rest,
    rawInput: rest,
    args: [...args],
    event: event.type,
    platform: event.platform ?? '',
    channel: event.channel ?? '',
  }
}

// Beside what the bot itself keeps.
function ownState(state: State): State {
  const own = (key: string) => `own/${key}`
  return {
    get: key => state.get(own(key)),
    set: (key, value) => state.set(own(key), value),
    update: (key, change) => state.update(own(key), change),
    delete: key => state.delete(own(key)),
  }
}
