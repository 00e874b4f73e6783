import type { Event, Streamer, StreamState } from 'promethean'
import { Cooldowns } from '../plugins/chat-bot/cooldowns.ts'
import { Gate } from '../plugins/chat-bot/gate.ts'
import { chatBotOptions } from '../plugins/chat-bot/options.ts'
import { type CheckedRule, checkRules } from '../plugins/chat-bot/rules/checked-rule.ts'
import { RuleBook } from '../plugins/chat-bot/rules/rule-book.ts'
import type { BenchSettings } from './parts/settings.ts'
import { CHANNEL } from './parts/settings.ts'
import { median } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'

const RULES = 1_000
// One line in ten is a command, as in a chat that likes its bot.
const TEXTS = [
  '!rule499',
  ...Array.from({ length: 9 }, (_, n) => `what a lovely stream, take ${n}`),
]

type Decide = (line: Event<'chat.message'>) => unknown

/** A line of chat against a thousand rules of the chat bot, beside a loop that tries each, and beside a bare lookup. */
export async function rules({ rounds, isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const ms = isQuick ? 200 : 1_000
  const lines = TEXTS.map(chatLine)
  const ways: Readonly<Record<string, Decide>> = {
    commands: await engine(RULES, 0),
    'commands in a loop': loop(RULES, 0),
    'a lookup': lookup(RULES),
    mixed: await engine(RULES - 100, 100),
    'mixed in a loop': loop(RULES - 100, 100),
  }
  const rates = new Map<string, number[]>()
  say(`rules: ${RULES} rules, ${ms} ms each way`)
  for (let round = 1; round <= rounds; round++) {
    for (const [name, decide] of Object.entries(ways)) {
      const rate = perSecond(decide, lines, ms)
      rates.set(name, [...(rates.get(name) ?? []), rate])
      say(`  round ${round}  ${name.padEnd(20)} ${thousands(rate)}`)
    }
  }
  const row = rowOf(rates)
  return [
    row(`${RULES} commands`, 'commands', 'commands in a loop', 5),
    row(`${RULES} commands, the limit`, 'commands', 'a lookup', 0.1),
    row(`${RULES - 100} commands, 100 patterns`, 'mixed', 'mixed in a loop', 1),
  ]
}

async function engine(commands: number, patterns: number): Promise<Decide> {
  const entries = checkRules(await ruleList(commands, patterns))
  const book = new RuleBook(entries, { isMention: () => false, onRunaway: () => undefined })
  const streamer: Streamer = {
    timezone: 'UTC',
    accounts: () => [],
    isBot: () => false,
    isRelay: () => false,
  }
  const streamState: StreamState = {
    isLive: () => true,
    startedAt: () => undefined,
    session: () => undefined,
    scene: () => undefined,
  }
  const values = new Map()
  const cooldowns = new Cooldowns({
    get: key => values.get(key),
    set: (key, value) => void values.set(key, value),
  })
  const gate = new Gate({
    use: 'chat-bot',
    ignore: [],
    streamer,
    streamState,
    cooldowns: () => cooldowns,
    random: Math.random,
  })
  const isAllowed = (entry: CheckedRule, line: Event) => gate.heldBack(entry, line) === undefined
  return line => {
    if (gate.neverAnswered(line) !== undefined) return undefined
    const command = book.command(line)
    if (command !== undefined) return isAllowed(command.entry, line) ? command : undefined
    for (const match of book.texts(line)) if (isAllowed(match.entry, line)) return match
    return undefined
  }
}

async function ruleList(commands: number, patterns: number) {
  const { rules } = await chatBotOptions.parseAsync({
    rules: [
      ...Array.from({ length: commands }, (_, n) => ({ on: `!rule${n}`, reply: 'x' })),
      ...Array.from({ length: patterns }, (_, n) => ({ on: patternOf(n), reply: 'x' })),
    ],
  })
  return rules
}

// The peer: a script that tries one rule after another.
function loop(commands: number, patterns: number): Decide {
  const tests = [
    ...Array.from({ length: commands }, (_, n) => (text: string) => text.startsWith(`!rule${n}`)),
    ...Array.from({ length: patterns }, (_, n) => {
      const pattern = patternOf(n)
      return (text: string) => pattern.test(text)
    }),
  ]
  return ({ data }) => tests.find(test => test(data.text))
}

// The limit: the first word in a Map, and nothing else.
function lookup(commands: number): Decide {
  const words = new Map(Array.from({ length: commands }, (_, n) => [`!rule${n}`, n]))
  return ({ data: { text } }) => words.get(text.split(' ', 1)[0]?.toLowerCase() ?? '')
}

function patternOf(n: number): RegExp {
  return new RegExp(`\\bword${n} (is|was)\\b`, 'i')
}

function perSecond(decide: Decide, lines: readonly Event<'chat.message'>[], ms: number): number {
  const measure = (wanted: number) => {
    const start = performance.now()
    let count = 0
    while (performance.now() - start < wanted) {
      for (let turn = 0; turn < 100; turn++) for (const line of lines) decide(line)
      count += 100 * lines.length
    }
    return (count / (performance.now() - start)) * 1_000
  }
  measure(ms / 5)
  return measure(ms)
}

function chatLine(text: string, index: number): Event<'chat.message'> {
  const at = new Date()
  const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
  const data = { messageId: `m${index}`, text, user }
  const where = { platform: 'twitch', channel: CHANNEL, source: 'bench' }
  return { id: `m${index}`, type: 'chat.message', time: at, received: at, ...where, data }
}

function rowOf(rates: ReadonlyMap<string, readonly number[]>) {
  return (what: string, ours: string, peer: string, least: number): Row => {
    const [mine = [], theirs = []] = [rates.get(ours), rates.get(peer)]
    const ratio = median(mine.map((rate, round) => rate / (theirs[round] ?? 0)))
    return {
      what: `a line against ${what}`,
      ours: thousands(median(mine)),
      peer: `${peer}: ${thousands(median(theirs))}`,
      ratio,
      target: `at least ${least}`,
      isMet: ratio >= least,
    }
  }
}

function thousands(rate: number): string {
  return `${Math.round(rate / 1_000).toLocaleString('en')} k/s`
}
