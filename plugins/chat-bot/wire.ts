import {
  chooseProvider,
  type Event,
  type EventType,
  type Look,
  mentions,
  normalText,
  type Output,
} from 'promethean'
import { last, merge, mergeMap, share, takeUntil, tap } from 'rxjs'
import { sayAnswers } from './answers/say-answers.ts'
import { Bot } from './bot.ts'
import { Cooldowns, unsavedCooldowns } from './cooldowns.ts'
import { Gate } from './gate.ts'
import { Memory } from './model/memory.ts'
import { type BotContext, warnOfMissing } from './needs.ts'
import type { ParsedRule, ParsedTimer } from './options.ts'
import { Rooms } from './rooms.ts'
import { builtIns } from './rules/built-ins.ts'
import { type CheckedRule, checkRules } from './rules/checked-rule.ts'
import { RuleBook } from './rules/rule-book.ts'
import { SavedState } from './saved-state.ts'
import { countAnew, dueTimers, sayDue, type TimersParts } from './timers.ts'

/** Puts the bot together. @param random from 0 to 1, for `chance` */
export function wire(context: BotContext, random: () => number): Output {
  const { options, ports, state, log, on, defer } = context
  const gate = gateOf(context, random)
  const entries = checkRules(allRules(context, event => commandsFor(entries, gate, event)))
  const book = ruleBookOf(context, entries)
  const memory = new Memory(state)
  const rooms = new Rooms(state, ports.streamer)
  const bot = botOf(context, { book, gate, memory, rooms })
  warnOfMissing(context, entries)
  context.explain(['chat.message', ...book.types], event => [
    ...book.explain(event, gate.neverAnswered(event)?.text),
    ...(event.type === 'chat.message' ? options.timers.map(counting) : []),
  ])

  const saved = new SavedState({ memory, rooms, remembers: entries.some(remembers) })
  defer(() => saved.end())
  const timers: TimersParts = {
    state,
    rooms: () => rooms.all(),
    isLive: () => ports.streamState.isLive(),
  }
  const hear = (event: Event) => {
    if (event.type === 'session.started' && !event.test) countAnew(options.timers, timers)
    saved.hear(event)
  }
  const answers = on(...heardTypes(book, saved)).pipe(
    tap({ next: hear, complete: () => saved.end() }),
    mergeMap(event => bot.decide(event)),
    share(),
  )
  const over = answers.pipe(last(undefined, undefined))
  const due = dueTimers(options.timers, timers).pipe(takeUntil(over))
  return merge(
    sayAnswers(answers, bot),
    due.pipe(mergeMap(text => sayDue(text, { chat: ports.chat, log }))),
  )
}

function gateOf({ id, options, ports, state }: BotContext, random: () => number): Gate {
  const madeUp = unsavedCooldowns()
  const real = new Cooldowns(state)
  return new Gate({
    use: id,
    streamer: ports.streamer,
    streamState: ports.streamState,
    ignore: options.ignore,
    cooldowns: event => (event.test ? madeUp : real),
    random,
  })
}

function ruleBookOf({ ports, log }: BotContext, entries: readonly CheckedRule[]): RuleBook {
  return new RuleBook(entries, {
    isMention: ({ data, platform }) =>
      mentions(
        data.text,
        ports.streamer.accounts(platform).map(({ name }) => name),
      ),
    onRunaway: ({ name }) =>
      log.error(
        `${name} is off: matching it took too long on a chat message; write it without nested repeats`,
      ),
  })
}

interface WiredParts {
  readonly book: RuleBook
  readonly gate: Gate
  readonly memory: Memory
  readonly rooms: Rooms
}

function botOf(context: BotContext, { rooms, ...made }: WiredParts): Bot {
  const { options, ports, state, log, signal, note } = context
  return new Bot({
    ...made,
    ...{ state, log, signal, note },
    looking: { history: ports.history, memory: ports.memory, streamer: ports.streamer },
    persona: options.persona,
    banned: options.banned,
    chat: ports.chat,
    model: () => chooseProvider(ports.models, options.model)?.port,
    actions: () => chooseProvider(ports.actions, options.actions)?.port,
    rooms: () => rooms.all(),
  })
}

function counting({ every }: ParsedTimer): Look {
  return {
    rule: `every ${every}`,
    fits: false,
    why: 'timers do not answer messages, they only count them',
  }
}

function allRules(
  context: BotContext,
  commandsOf: (event: Event) => readonly CheckedRule[],
): readonly ParsedRule[] {
  const { options, ports, note } = context
  const { rules } = options
  const own = builtIns(
    {
      wanted: options.builtin,
      hasModel: chooseProvider(ports.models, options.model) !== undefined,
      history: ports.history,
      streamState: ports.streamState,
      titles: () => ports.titles.values(),
      moderation: () => [...ports.moderation.values()][0],
      commandsFor: commandsOf,
      note,
    },
    new Set(rules.flatMap(({ on, aliases = [] }) => [String(on), ...aliases]).map(normalText)),
  )
  return [...rules, ...own]
}

function commandsFor(
  entries: readonly CheckedRule[],
  gate: Gate,
  event: Event,
): readonly CheckedRule[] {
  return entries.filter(entry => String(entry.rule.on).startsWith('!') && gate.isFor(entry, event))
}

function remembers({ words }: CheckedRule): boolean {
  return words.kind === 'prompt' || words.kind === 'function'
}

function heardTypes(book: RuleBook, saved: SavedState): readonly EventType[] {
  return [...new Set<EventType>(['chat.message', 'session.started', ...book.types, ...saved.types])]
}
