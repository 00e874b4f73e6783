// Under what a model puts its words where it answers in JSON or XML, the likeliest first; and how it labels them.
const NAMES = [
  ...['title', 'text', 'answer', 'reply', 'response', 'message', 'content', 'output', 'line'],
  ...['headline', 'caption', 'suggestion', 'result'],
  ...['titel', 'titre', 'título', 'titolo', 'antwort', 'réponse', 'respuesta', 'risposta'],
]
const NAME = NAMES.join('|')
const FENCE = /^(?:[^`~]{0,200}\n)?(```|~~~)[ \t]*[\w-]*[ \t]*\n?([\s\S]*?)\s*(?:\1[\s\S]*|$)/
const TAGGED = new RegExp(`^<(${NAME})>([\\s\\S]*)</\\1>$`, 'i')
const LABEL = new RegExp(
  `^["']?(?:(?:new|stream|suggested|your|the|my|chat|final|short) )*(?:${NAME})(?: \\d+)?["']? ?[:=] *(?=\\S)`,
  'iu',
)
// `Sure! Here is a title:`; of other words before a colon nobody can say what they belong to.
const PREAMBLE = new RegExp(
  `^(?:(?:sure|okay|ok|certainly|of course|absolutely|great)\\b[^:\\n{["“]{0,40})?\\b(?:here(?:['’]s| is| are)|this is)\\b[^:\\n{["“]{0,80}\\b(?:${NAME}|suggestion|option|json)s?\\b[^:\\n{["“]{0,40}:\\s*`,
  'iu',
)
const FIELD = new RegExp(
  `^[{[]\\s*(?:\\{\\s*)?(?:["'“]?(?:${NAME})["'”]?\\s*:\\s*)?(["'“])((?:\\\\.|(?!\\1|”)[^\\\\])*)`,
  'iu',
)
// `Sure! {"title": ...}`: a sentence, and at the end of all what holds words by their name.
const TRAILING = new RegExp(`^[^{}]{1,200}[.!:\\n]\\s*(\\{\\s*"(?:${NAME})"\\s*:[^{}]*\\})$`, 'iu')
const EMPHASIS = /(\*\*|__|~~|`)(\S(?:.*?\S)?)\1/g
const QUOTES: Readonly<Record<string, string>> = {
  ...{ '"': '"', "'": "'", '`': '`', '*': '*', _: '_' },
  ...{
    '“': '”',
    '„': '“',
    '‟': '”',
    '‘': '’',
    '«': '»',
    '»': '«',
    '‹': '›',
    '「': '」',
    '『': '』',
  },
}
const DEEPEST = 6

/**
 * Removes what a model wraps around a short answer: JSON, a code fence, a tag, a label, quotes around all of it, bold type,
 * an introductory sentence. Quotes and braces inside the answer stay.
 */
export function plainAnswer(answer: string): string {
  const text = answer.trim()
  const inner = [withoutFence, withoutPreamble, withoutJson, withoutTag, withoutQuotes]
    .reduce((rest, without) => without(rest).trim(), text)
    .replace(LABEL, '')
    .replace(EMPHASIS, '$2')
    .trim()
  return inner === text ? text : plainAnswer(inner)
}

function withoutFence(text: string): string {
  return FENCE.exec(text)?.[2] ?? text
}

function withoutPreamble(text: string): string {
  const rest = text.replace(PREAMBLE, '').replace(/^json\s+(?=[{[])/i, '')
  return TRAILING.exec(rest)?.[1] ?? (rest === '' ? text : rest)
}

function withoutTag(text: string): string {
  return TAGGED.exec(text)?.[2] ?? text
}

// Read leniently where it is no whole JSON: cut for its length, in other quotes, with words behind it.
function withoutJson(text: string): string {
  if (!/^[{["]/.test(text)) return text
  try {
    const value: unknown = JSON.parse(text)
    return wordsIn(value) ?? (Array.isArray(value) ? text : '')
  } catch {
    const [, , words] = /^[{[]/.test(text) ? (FIELD.exec(text) ?? []) : []
    return words === undefined || words === '' ? text : unescaped(words)
  }
}

// What is named like words, else the longest: what else stands there is short, as a language or a status is.
function wordsIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return undefined
  const found = (one: unknown) => wordsIn(one, depth + 1) ?? []
  if (Array.isArray(value)) return value.flatMap(found)[0]
  const entries = Object.entries(value).map(([key, one]) => [namesIn(key), one] as const)
  const named = [isWhole, isPart].flatMap(fits =>
    NAMES.flatMap(name => entries.filter(([names]) => fits(names, name)).map(([, one]) => one)),
  )
  const [best] = named.flatMap(found)
  return best ?? entries.flatMap(([, one]) => found(one)).sort((a, b) => b.length - a.length)[0]
}

const isWhole = (names: readonly string[], name: string) => names.length === 1 && names[0] === name
const isPart = (names: readonly string[], name: string) =>
  names.includes(name) || names.includes(`${name}s`)

// `streamTitle` and `stream_title` are of two words.
function namesIn(key: string): readonly string[] {
  return key
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
}

function unescaped(words: string): string {
  try {
    return JSON.parse(`"${words.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"')}"`)
  } catch {
    return words
  }
}

// Only where they hold all of it: in `"Hello" and "goodbye"` they do not.
function withoutQuotes(text: string): string {
  const end = QUOTES[text[0] ?? '']
  const inner = text.slice(1, -1)
  if (end === undefined || text.length < 2 || !text.endsWith(end)) return text
  return inner.includes(text[0] ?? '') || inner.includes(end) ? text : inner
}
