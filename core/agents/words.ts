import type { AgentAct } from '../plugin/ports/agents.ts'
import { dropWords } from '../text/drop-words.ts'
import { holdsLink } from '../text/links.ts'
import { visibleText } from '../text/visible.ts'

/** Why an agent may not use its words: a part of a sentence, and what to do. */
export interface WordsProblem {
  readonly why: string
  readonly advice: string
}

type Input = Readonly<Record<string, unknown>>

// More than any title, name or text for a source; arguments of an action are the only ones that may be as long as that.
const MOST = 10_000
const LINE_END = /[\t-\r\u0085\u2028\u2029]/u
// Other controls; overrides and isolates of direction.
const CONTROL = /(?![\t-\r\u0085])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u
const COMMAND = /^[\s\p{Default_Ignorable_Code_Point}]*[/\\!.\uFF01\uFF0F]/u

// Where a link would be seen or read. What is said goes through the outbox, which sees to this itself.
const SEEN: Readonly<Partial<Record<AgentAct, string>>> = {
  title: 'text',
  setText: 'text',
  action: 'args',
}

/** Why an agent may not do something with these words; undefined if it may. Viewers may have told it what to write. */
export function wordsProblem(act: AgentAct, input: Input): WordsProblem | undefined {
  if (JSON.stringify(input).length > MOST)
    return { why: `it is longer than ${MOST} characters`, advice: 'shorten it' }
  const seen = SEEN[act]
  if (seen !== undefined && textsIn(input[seen]).some(holdsLink))
    return { why: 'it holds a link', advice: 'leave it out' }
  if (textsIn(input).some(text => CONTROL.test(text)))
    return {
      why: 'it holds a control character, or one that turns a line around',
      advice: 'leave it out',
    }
  if (textsIn(onOneLine(act, input)).some(text => LINE_END.test(text)))
    return { why: 'it holds a line end or a tab', advice: 'write it on one line' }
  if (Object.values(visible(act, input)).some(isUnseen))
    return { why: dropWords('blank'), advice: 'write some words' }
  if (act === 'title' && COMMAND.test(String(input.text)))
    return { why: 'it begins like a command', advice: 'begin with a word' }
  return undefined
}

// Names and titles; lines of chat are put on one line, sources show several, and arguments are the action's business.
function onOneLine(act: AgentAct, { args: _, text, ...names }: Input): Input {
  return act === 'title' ? { text, ...names } : names
}

// Without a text, a source is emptied, and what an argument needs is the action's business.
function visible(act: AgentAct, { args: _, text, ...names }: Input): Input {
  return act === 'setText' ? names : { text, ...names }
}

function isUnseen(value: unknown): boolean {
  return typeof value === 'string' && visibleText(value) === ''
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => [key, ...textsIn(one)])
}
