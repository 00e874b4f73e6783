import { type Event, type EventType, type Look, normalText, visibleText, wordsOf } from 'promethean'
import { isCommand } from '../options.ts'
import type { CheckedRule } from './checked-rule.ts'
import { readCommand } from './command.ts'
import { Patterns } from './patterns.ts'

/** A rule that fits an event, and what it found there. */
export interface Match {
  readonly entry: CheckedRule
  readonly args: readonly string[]
  readonly rest: string
}

interface RuleBookSettings {
  /** Whether a line names an own account. */
  isMention(event: Event<'chat.message'>): boolean
  /** A pattern exceeded its time and is disabled. */
  onRunaway(entry: CheckedRule): void
}

/** All rules, found by what they listen to: however many there are, a line costs little. */
export class RuleBook {
  /** Event types that rules listen to. */
  readonly types: readonly EventType[]
  readonly #commands = new Map<string, CheckedRule>()
  readonly #events = new Map<string, CheckedRule[]>()
  readonly #texts: { readonly entry: CheckedRule; readonly pattern: RegExp | undefined }[] = []
  readonly #patterns: Patterns
  readonly #settings: RuleBookSettings

  constructor(entries: readonly CheckedRule[], settings: RuleBookSettings) {
    this.#settings = settings
    for (const entry of entries) this.#add(entry)
    // Only their form is checked here; core refuses types that are never emitted.
    this.types = [...this.#events.keys()] as EventType[]
    const byPattern = new Map(this.#texts.map(({ pattern, entry }) => [pattern, entry]))
    this.#patterns = new Patterns([...byPattern.keys()].filter(isPattern), {
      onRunaway: pattern => {
        const entry = byPattern.get(pattern)
        if (entry !== undefined) settings.onRunaway(entry)
      },
    })
  }

  /** The rule of the command a line is. */
  command(event: Event<'chat.message'>): Match | undefined {
    const said = readCommand(event.data)
    const entry = said && this.#commands.get(said.word)
    return entry && { entry, args: said.args, rest: said.rest }
  }

  /** The mention and pattern rules that match a message, in the order of the config, evaluated lazily. */
  *texts(event: Event<'chat.message'>): Generator<Match> {
    if (this.#texts.length === 0) return
    const line = visibleText(event.data.text)
    for (const { entry, pattern } of this.#texts) {
      if (pattern === undefined) {
        if (this.#settings.isMention(event)) yield { entry, args: wordsOf(line), rest: line }
        continue
      }
      const found = this.#patterns.exec(pattern, line)
      if (found !== null)
        yield { entry, args: found.slice(1).map(group => group ?? ''), rest: line }
    }
  }

  /** The rules for an event of this type. */
  events(event: Event): readonly Match[] {
    const entries = this.#events.get(event.type) ?? []
    if (entries.length === 0) return []
    const rest = textOf(event)
    return entries.map(entry => ({ entry, args: wordsOf(rest), rest }))
  }

  /**
   * How each rule relates to an event, for `explain`.
   * @param never why this user is never answered
   */
  explain(event: Event, never: string | undefined): readonly Look[] {
    const every = this.events(event).map(({ entry }) => look(entry, true, `it is ${event.type}`))
    return event.type === 'chat.message' ? [...this.#looksAtLine(event, never), ...every] : every
  }

  #looksAtLine(event: Event<'chat.message'>, never: string | undefined): readonly Look[] {
    const said = readCommand(event.data)
    const command = said && this.#commands.get(said.word)
    const other =
      said === undefined ? 'the message is not a command' : `the command is ${said.word}`
    const commands = [...new Set(this.#commands.values())].map(entry =>
      entry === command
        ? look(entry, true, 'the message is this command')
        : look(entry, false, other),
    )
    const why = command === undefined ? never : 'not checked: the message is a command'
    const found = why === undefined ? [...this.texts(event)].map(({ entry }) => entry) : []
    const texts = this.#texts.map(({ entry, pattern }) => {
      const [yes, no] = pattern === undefined ? MENTION : PATTERN
      const place = found.indexOf(entry)
      const also = place > 0 ? ', after another rule that matches' : ''
      return look(entry, place >= 0, why ?? (place >= 0 ? yes + also : no))
    })
    return [...commands, ...texts]
  }

  #add(entry: CheckedRule): void {
    const { on, aliases = [] } = entry.rule
    if (typeof on !== 'string') {
      // A copy without the flag that makes a RegExp remember its last position.
      this.#texts.push({ entry, pattern: new RegExp(on.source, on.flags.replace('g', '')) })
    } else if (on === '@') {
      this.#texts.push({ entry, pattern: undefined })
    } else if (isCommand(on)) {
      for (const word of [on, ...aliases]) this.#commands.set(normalText(word), entry)
    } else {
      this.#events.set(on, [...(this.#events.get(on) ?? []), entry])
    }
  }
}

const MENTION = [
  'the message mentions one of your accounts',
  'the message does not mention any of your accounts',
] as const
const PATTERN = ['it is in the message', 'it is not in the message'] as const

function look({ name }: CheckedRule, fits: boolean, why: string): Look {
  return { rule: name, fits, why }
}

function isPattern(pattern: RegExp | undefined): pattern is RegExp {
  return pattern !== undefined
}

// The viewer's text, if the event has one.
function textOf(event: Event): string {
  const text: unknown = Reflect.get(event.data, 'text')
  return typeof text === 'string' ? visibleText(text) : ''
}
