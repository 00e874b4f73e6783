import {
  type ChatOutput,
  type Context,
  type Event,
  inTime,
  type LanguageModel,
  type Receipt,
  type State,
} from 'promethean'
import { doerOf, type Gate } from '../gate.ts'
import { askModel } from '../model/ask-model.ts'
import { type LookUpParts, lookUpsFor } from '../model/look-ups.ts'
import type { Memory } from '../model/memory.ts'
import type { Room } from '../rooms.ts'
import type { CheckedRule } from '../rules/checked-rule.ts'
import type { ReplyTools } from '../rules/rule.ts'
import type { TemplateData } from '../rules/template.ts'
import { type Answer, leftOf } from './answer.ts'
import type { AnswerFailures } from './answer-failures.ts'

const REPLY_MS = 10_000
const MODEL_MS = 25_000

export interface RepliesParts extends Pick<Context, 'note' | 'signal' | 'state'> {
  readonly gate: Gate
  readonly memory: Memory
  readonly looking: LookUpParts
  readonly chat: ChatOutput
  readonly persona: string | undefined
  readonly banned: readonly string[]
  model(): LanguageModel | undefined
  /** Where answers to events without a chat are sent. */
  rooms(): readonly Room[]
}

/** Makes the text of an answer, and sends it. */
export class Replies {
  readonly #parts: RepliesParts
  readonly #failures: AnswerFailures

  constructor(parts: RepliesParts, failures: AnswerFailures) {
    this.#parts = parts
    this.#failures = failures
  }

  /** The text that was sent, if any. Never rejects; failures are noted and logged. */
  async give(answer: Answer): Promise<Receipt | undefined> {
    const text = await this.#words(answer)
    return text === undefined ? undefined : this.#say(text, answer)
  }

  async #words(answer: Answer): Promise<string | undefined> {
    const { entry, event } = answer
    try {
      const text = await this.#make(answer)
      this.#failures.worked(entry.name)
      if (text !== undefined && text.trim() !== '') return text
      if (entry.words.kind === 'none') return undefined
      // A function or a template may return nothing on purpose; a model was asked for an answer.
      const isOwed = entry.words.kind === 'prompt'
      const counted = isOwed ? { heldBack: 'no_answer' } : {}
      this.#parts.note(event, `${entry.name}: had nothing to say`, counted)
      if (entry.rule.run === undefined) this.#parts.gate.giveBack(entry, event)
    } catch (failure) {
      this.#failures.failed({ entry, event, heals: entry.words.kind === 'prompt' }, failure)
    }
    return undefined
  }

  async #make(answer: Answer): Promise<string | undefined> {
    const { words, name } = answer.entry
    const { signal } = this.#parts
    if (words.kind === 'template') return words.render(dataFor(answer))
    if (words.kind === 'prompt') return this.#ask(words, answer)
    if (words.kind === 'none') return undefined
    const late = () => new Error(`${name} took longer than ${REPLY_MS / 1_000} s`)
    const made: unknown = await inTime({ ms: REPLY_MS, signals: [signal], late }, one =>
      // The rule listens to this type of event, so this is the kind its function takes.
      words.call(answer.event as never, this.#tools(answer, one)),
    )
    if (made === undefined || made === null || typeof made === 'string') return made ?? undefined
    throw new Error('it returned something other than a string')
  }

  async #ask({ prompt, about }: AskedWords, answer: Answer): Promise<string | undefined> {
    const { memory, looking, persona, banned, signal, note } = this.#parts
    const { event, entry } = answer
    const model = this.#parts.model()
    if (model === undefined) throw new Error('no plugin in this config provides a LanguageModel')
    const deadlineMs = Math.min(MODEL_MS, leftOf(answer))
    if (deadlineMs < 1) {
      note(event, `${entry.name}: held back, it waited too long behind earlier answers`)
      return undefined
    }
    const late = () => new Error('the language model took too long')
    const tools = lookUpsFor(event, entry.rule.tools, looking)
    const said = { prompt, about, persona, banned, event, tools }
    const { text, fault, lookUps } = await inTime(
      { ms: deadlineMs, signals: [signal], late },
      one => askModel(model, { ...said, memory, looking, deadlineMs, signal: one }),
    )
    if (lookUps.length > 0) note(event, `${entry.name}: looked up ${lookUps.join(', ')}`)
    if (fault !== undefined) note(event, `${entry.name}: the language model answered, but ${fault}`)
    return text
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
    // Without a chat, no plugin was asked to send it, so nothing else counts it.
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
}

type AskedWords = Pick<Extract<CheckedRule['words'], { kind: 'prompt' }>, 'prompt' | 'about'>

function dataFor({ event, args, rest }: Answer): TemplateData {
  const { channel = '', platform = '' } = event
  return { user: doerOf(event)?.displayName ?? '', args, rest, channel, platform, event }
}

// In addition to the bot's own state.
function ownState(state: State): State {
  const own = (key: string) => `own/${key}`
  return {
    get: key => state.get(own(key)),
    set: (key, value) => state.set(own(key), value),
    update: (key, change) => state.update(own(key), change),
    delete: key => state.delete(own(key)),
  }
}
