// The keys under which a model puts its text when it answers in JSON or XML, the likeliest first, and the labels it uses.
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
// `Sure! Here is a title:`; other words before a colon may be part of the answer.
const PREAMBLE = new RegExp(
  `^(?:(?:sure|okay|ok|certainly|of course|absolutely|great)\\b[^:\\n{["“]{0,40})?\\b(?:here(?:['’]s| is| are)|this is)\\b[^:\\n{["“]{0,80}\\b(?:${NAME}|suggestion|option|json)s?\\b[^:\\n{["“]{0,40}:\\s*`,
  'iu',
)
const FIELD = new RegExp(
  `^[{[]\\s*(?:\\{\\s*)?(?:["'“]?(?:${NAME})["'”]?\\s*:\\s*)?(["'“])((?:\\\\.|(?!\\1|”)[^\\\\])*)`,
  'iu',
)
// `Sure! {"title": ...}`: a sentence followed, at the end, by an object with the text under one of these keys.
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

// Read leniently if it is not complete JSON: cut off, in other quotes, or followed by text.
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

// The text under one of these keys, else the longest: other fields, such as a language or a status, are short.
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

// `streamTitle` and `stream_title` consist of two words.
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

// Only if they enclose all of it: in `"Hello" and "goodbye"` they do not.
function withoutQuotes(text: string): string {
  const end = QUOTES[text[0] ?? '']
  const inner = text.slice(1, -1)
  if (end === undefined || text.length < 2 || !text.endsWith(end)) return text
  return inner.includes(text[0] ?? '') || inner.includes(end) ? text : inner
}
