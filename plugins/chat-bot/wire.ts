import {
  Actions,
  ChatOutput,
  type Context,
  type Event,
  EventHistory,
  type EventType,
  inOrder,
  type Json,
  LanguageModel,
  type Look,
  Moderation,
  many,
  mentions,
  messageOf,
  normalText,
  type Output,
  type State,
  Streamer,
  StreamState,
  TitleTarget,
} from 'promethean'
import { filter, last, merge, mergeMap, type Observable, share, takeUntil, tap } from 'rxjs'
import { type Answer, Bot } from './bot.ts'
import { boundedMergeMap } from './bounded-merge-map.ts'
import { Cooldowns } from './cooldowns.ts'
import { Gate } from './gate.ts'
import { Memory } from './model/memory.ts'
import type { ChatBotOptions, ParsedRule, ParsedTimer } from './options.ts'
import { Rooms } from './rooms.ts'
import { builtIns } from './rules/built-ins.ts'
import { type CheckedRule, checkRules } from './rules/checked-rule.ts'
import { RuleBook } from './rules/rule-book.ts'
import { compileTemplate } from './rules/template.ts'
import { SavedState } from './saved-state.ts'
import { countAnew, type Due, dueTimers, type TimersParts } from './timers.ts'

// Answers that only take their turn in the outbox, which is bounded itself.
const MOST_AT_ONCE = 500
// Questions to a language model are asked one by one; more than this would be answered too late.
const MOST_QUESTIONS = 10

/** The ports the bot works with. */
export const needs = {
  chat: ChatOutput,
  streamer: Streamer,
  streamState: StreamState,
  history: EventHistory,
  models: many(LanguageModel),
  actions: many(Actions),
  titles: many(TitleTarget),
  moderation: many(Moderation),
}

type BotContext = Context<ChatBotOptions, typeof needs>

/** Puts the bot together. @param random from 0 to 1, for `chance` */
export function wire(context: BotContext, random: () => number): Output {
  const { options, ports, state, log, on, defer } = context
  const madeUp = new Cooldowns(memoryState())
  const real = new Cooldowns(state)
  const gate = new Gate({
    use: context.id,
    streamer: ports.streamer,
    streamState: ports.streamState,
    ignore: options.ignore,
    cooldowns: event => (event.test ? madeUp : real),
    random,
  })
  const entries = checkRules(allRules(context, event => commandsFor(entries, gate, event)))
  const book = new RuleBook(entries, {
    isMention: ({ data, platform }) =>
      mentions(
        data.text,
        ports.streamer.accounts(platform).map(({ name }) => name),
      ),
    onRunaway: ({ name }) =>
      log.error(
        `cannot look for ${name} any more: on a line of chat it ran out of time; write it without repeats inside repeats, it is off until then`,
      ),
  })
  const memory = new Memory(state)
  const rooms = new Rooms(state, ports.streamer)
  const bot = new Bot({
    book,
    gate,
    memory,
    state,
    log,
    persona: options.persona,
    banned: options.banned,
    chat: ports.chat,
    signal: context.signal,
    model: () => chosen(ports.models, options.model),
    actions: () => chosen(ports.actions, options.actions),
    rooms: () => rooms.all(),
    note: context.note,
  })
  warnOfMissing(context, entries)
  context.explain(['chat.message', ...book.types], event => [
    ...book.explain(event, gate.neverAnswered(event)?.text),
    ...(event.type === 'chat.message' ? options.timers.map(counting) : []),
  ])

  const saved = new SavedState({ memory, rooms, remembers: entries.some(remembers) })
  defer(() => saved.end())
  const parts: TimersParts = {
    state,
    rooms: () => rooms.all(),
    isLive: () => ports.streamState.isLive(),
  }
  const hear = (event: Event) => {
    if (event.type === 'session.started' && !event.test) countAnew(options.timers, parts)
    saved.hear(event)
  }
  const answers = on(...heardTypes(book, saved)).pipe(
    tap({ next: hear, complete: () => saved.end() }),
    mergeMap(event => bot.decide(event)),
    share(),
  )
  const over = answers.pipe(last(undefined, undefined))
  return merge(
    sayAll(answers, bot),
    dueTimers(options.timers, parts).pipe(
      takeUntil(over),
      mergeMap(due => sayDue(context, due)),
    ),
  )
}

/** Plain answers side by side, questions to a model one by one. */
function sayAll(answers: Observable<Answer>, bot: Bot) {
  return merge(
    answers.pipe(
      filter(answer => !asks(answer.entry)),
      boundedMergeMap(answer => bot.answer(answer), {
        max: MOST_AT_ONCE,
        onDrop: answer => bot.letGo(answer),
      }),
    ),
    answers.pipe(
      filter(answer => asks(answer.entry)),
      inOrder(answer => bot.answer(answer), {
        max: MOST_QUESTIONS,
        // What waits are the answers it was given.
        onDrop: answer => bot.letGo(answer as Answer),
      }),
    ),
  )
}

function counting({ every }: ParsedTimer): Look {
  return { rule: `every ${every}`, fits: false, why: 'a timer answers no line, it counts them' }
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
      hasModel: chosen(ports.models, options.model) !== undefined,
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

function warnOfMissing({ ports, options, log }: BotContext, entries: readonly CheckedRule[]): void {
  const missing = [
    {
      what: 'LanguageModel',
      how: 'languageModel({ ... })',
      found: chosen(ports.models, options.model),
      users: entries.filter(asks),
    },
    {
      what: 'Actions',
      how: 'streamerbot({ ... })',
      found: chosen(ports.actions, options.actions),
      users: entries.filter(({ rule }) => rule.run !== undefined),
    },
  ]
  for (const { what, how, found, users } of missing) {
    const [first] = users
    if (found === undefined && first !== undefined)
      log.error(
        `cannot answer ${first.name}: no plugin of this config provides ${what} under that name; add ${how}, or correct the option`,
      )
  }
}

function chosen<T>(found: ReadonlyMap<string, T>, id: string | undefined): T | undefined {
  return id === undefined ? [...found.values()][0] : found.get(id)
}

function asks({ words }: CheckedRule): boolean {
  return words.kind === 'prompt'
}

function remembers({ words }: CheckedRule): boolean {
  return words.kind === 'prompt' || words.kind === 'function'
}

function heardTypes(book: RuleBook, saved: SavedState): readonly EventType[] {
  return [...new Set<EventType>(['chat.message', 'session.started', ...book.types, ...saved.types])]
}

async function sayDue({ ports, log }: BotContext, { timer, room }: Due) {
  const { platform, channel } = room
  try {
    const text = compileTemplate(timer.say)({ channel, platform })
    return await ports.chat.say(text, { platform, channel }, { priority: -1 })
  } catch (failure) {
    log.error(
      `cannot say what is due every ${timer.every}: ${messageOf(failure)}; correct its template in the config`,
    )
    return undefined
  }
}

function memoryState(): Pick<State, 'get' | 'set'> {
  const values = new Map<string, Json>()
  return {
    // Only what was set under the same key comes back.
    get: <T extends Json>(key: string) => values.get(key) as T | undefined,
    set: (key, value) => void values.set(key, value),
  }
}
