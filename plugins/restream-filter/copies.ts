import { accountName, type ChatMessage, normalText } from 'promethean'
import { PLATFORMS } from './prefix.ts'

/** A line as it is compared with others. */
export interface ReadLine {
  readonly text: string
  /** What it says, by its letters alone; without its emotes too, as relays leave them out. */
  readonly said: readonly string[]
  /** How its author may be named. */
  readonly names: readonly string[]
}

// A name stands near the front, and what introduces it is short.
const FRONT = 100
const INTRODUCTION = 60
const MOST_WORDS = 4
// A name, a blank and fewer words may be an answer: `@rosa gg`.
const COPIED_WORDS = 3
// So much of a line, cut by a relay, nobody writes by chance.
const LONG_PART = 40

const BRACKETED = /[[({<][^\])}>]*[\])}>]/g
const PLACE_WORDS = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${PLATFORMS}|from|via|on|in|chat)(?![\\p{L}\\p{N}])`,
  'gu',
)
const WORD = /[\p{L}\p{N}]+/gu
// A comma or an exclamation mark behind a name speaks to its bearer.
const INTRODUCES = /[^\p{L}\p{M}\p{N}\s,.!?@_]\s*$/u
const GAP = /[^\p{L}\p{M}\p{N}]+/gu
const SHORT_CODE = /:[a-z0-9_+-]{2,}:/
const SHORT_CODES = new RegExp(SHORT_CODE, 'g')
const ENTITY = /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,5}|#x[0-9a-f]{1,4});/g

export function readLine({ text, user, emotes = [] }: ChatMessage): ReadLine {
  const read = normalText(text)
  const points = [...text]
  for (const { start, end } of emotes) points.fill(' ', start, end + 1)
  const names = [user.name, user.displayName].flatMap(name => [
    accountName(name),
    normalText(name).replace(/^@+ ?/, ''),
  ])
  return {
    text: read,
    said: [...new Set([lettersOf(read), lettersOf(normalText(points.join('')))])],
    names: [...new Set(names)].filter(name => name !== ''),
  }
}

/** Whether a line is another one told again: the same text, or with its author's name in front. */
export function isCopy({ text }: ReadLine, original: ReadLine): boolean {
  if (original.text === '') return false
  if (text === original.text) return true
  return original.names.some(name =>
    behindName(text, name).some(rest => introduces(rest, original)),
  )
}

/** What stands behind a name that is in front of a text, or behind no more than a platform or a badge. */
function behindName(text: string, name: string): readonly string[] {
  const found: string[] = []
  for (let at = text.indexOf(name); at >= 0 && at < FRONT; at = text.indexOf(name, at + 1)) {
    const before = text.slice(0, at)
    const behind = text.slice(at + name.length)
    const isWhole =
      !/[\p{L}\p{M}\p{N}_]$/u.test(before) && !/^[-.\u00B7]?[\p{L}\p{M}\p{N}_]/u.test(behind)
    if (isWhole && wordsIn(before) === 0) found.push(behind)
  }
  return found
}

/** Whether a text is what somebody said, behind what introduces it: `: `, ` (YouTube) > `, ` said: `. */
function introduces(behind: string, original: ReadLine): boolean {
  if (behind.endsWith(original.text)) {
    const introduction = behind.slice(0, behind.length - original.text.length)
    if (isIntroduction(introduction, original)) return true
  }
  if (isTranscribed(behind, original)) return true
  for (const { 0: gap, index } of behind.matchAll(GAP)) {
    const end = index + gap.length
    if (end > INTRODUCTION) return false
    if (isIntroduction(behind.slice(0, end), original) && isSame(behind.slice(end), original))
      return true
  }
  return false
}

function isIntroduction(text: string, original: ReadLine): boolean {
  if (INTRODUCES.test(text)) return wordsIn(text) <= MOST_WORDS
  return wordsIn(text) <= 1 && wordsIn(original.text) >= COPIED_WORDS
}

function isSame(text: string, { said }: ReadLine): boolean {
  const letters = lettersOf(text)
  if (letters === '') return false
  if (said.includes(letters)) return true
  const isCut = /\.\.+\P{L}*$/u.test(text) && wordsIn(text) >= 2
  return said.some(
    one =>
      (isCut && one.startsWith(letters)) || (letters.length >= LONG_PART && one.includes(letters)),
  )
}

// Emoji alone, of which one of the two chats has made names: `:joy:`.
function isTranscribed(behind: string, { text, said }: ReadLine): boolean {
  if (!said.includes('') || lettersOf(behind) !== '') return false
  return /^[^\s\p{L}\p{N}]+\s+\S/u.test(behind) && SHORT_CODE.test(`${behind} ${text}`)
}

function wordsIn(text: string): number {
  return text.replace(BRACKETED, ' ').replace(PLACE_WORDS, ' ').match(WORD)?.length ?? 0
}

function lettersOf(text: string): string {
  return text
    .replace(ENTITY, '')
    .replace(SHORT_CODES, '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
}
