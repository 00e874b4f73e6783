import { accountName, type ChatMessage, type Emote, normalText } from 'promethean'
import { PLATFORMS } from './relay-prefix.ts'

/** A line as it is compared with others. */
export interface ReadLine {
  readonly text: string
  /** Its letters only; also without its emotes, because relays leave them out. */
  readonly said: readonly string[]
  /** How its author may be named. */
  readonly names: readonly string[]
}

// A name is near the start, and its introduction is short.
const FRONT = 100
const INTRODUCTION = 60
const MOST_WORDS = 4
// A name, a space and fewer words may be an answer: `@rosa gg`.
const COPIED_WORDS = 3
// Nobody writes this much of a truncated message by chance.
const LONG_PART = 40

const BRACKETED = /[[({<][^\])}>]*[\])}>]/g
// Place, time and role, as relays put them around a name.
const PLACE_WORDS = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${PLATFORMS}|from|via|on|in|chat|user|viewer|member|mod|vip|sub|\\d+)(?![\\p{L}\\p{N}])`,
  'gu',
)
const WORD = /[\p{L}\p{N}]+/gu
// A comma or an exclamation mark after a name addresses that user.
const INTRODUCES = /[^\p{L}\p{M}\p{N}\s,.!?@_]\s*$/u
const GAP = /[^\p{L}\p{M}\p{N}]+/gu
const SHORT_CODE = /:[a-z0-9_+-]{2,}:/
const SHORT_CODES = new RegExp(SHORT_CODE, 'g')
const ENTITY = /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,5}|#x[0-9a-f]{1,4});/g

export function readLine({ text, user, emotes = [] }: ChatMessage): ReadLine {
  const read = normalText(text)
  const names = [user.name, user.displayName].flatMap(name => [
    accountName(name),
    normalText(name).replace(/^@+ ?/, ''),
  ])
  let said: readonly string[] | undefined
  return {
    text: read,
    names: [...new Set(names)].filter(name => name !== ''),
    // Needed only for messages whose author is named.
    get said() {
      said ??= [lettersOf(read), lettersOf(normalText(withoutEmotes(text, emotes)))]
      return said
    },
  }
}

function withoutEmotes(text: string, emotes: readonly Emote[]): string {
  const points = [...text]
  for (const { start, end } of emotes) points.fill(' ', start, end + 1)
  return points.join('')
}

/** Whether a message is a copy of another one: the same text, or the text after its author's name. */
export function copyMatcher({ text }: ReadLine): (original: ReadLine) => boolean {
  const behind = new Map<string, readonly TextAfterName[]>()
  // Many originals may have the same author, so the message is searched once per name.
  const behindName = (name: string) => {
    const found = behind.get(name) ?? placesOf(text, name).map(readBehind)
    behind.set(name, found)
    return found
  }
  return original => {
    if (original.text === '') return false
    if (text === original.text) return true
    return original.names.some(name => behindName(name).some(rest => holds(rest, original)))
  }
}

/** The text after a name, and the possible texts after its introduction. */
interface TextAfterName {
  readonly text: string
  readonly tails: readonly Tail[]
}

interface Tail {
  readonly introduction: Introduction
  readonly letters: string
  /** It ends as what was cut does. */
  readonly isCut: boolean
}

/** `clear` for `: `, ` (YouTube) > `, ` said: ` and similar; `vague` if the text may address that user instead. */
type Introduction = 'clear' | 'vague' | 'none'

// The places where a name starts a text, or follows only a platform or a badge.
function placesOf(text: string, name: string): readonly string[] {
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

function readBehind(text: string): TextAfterName {
  const tails: Tail[] = []
  for (const { 0: gap, index } of text.slice(0, INTRODUCTION).matchAll(GAP)) {
    const tail = text.slice(index + gap.length)
    tails.push({
      introduction: introductionOf(text.slice(0, index + gap.length)),
      letters: lettersOf(tail),
      isCut: /\.\.+\P{L}*$/u.test(tail) && wordsIn(tail) >= 2,
    })
  }
  return { text, tails: tails.filter(({ introduction }) => introduction !== 'none') }
}

function introductionOf(text: string): Introduction {
  const words = wordsIn(text)
  if (INTRODUCES.test(text)) return words <= MOST_WORDS ? 'clear' : 'none'
  return words <= 1 ? 'vague' : 'none'
}

function holds({ text, tails }: TextAfterName, original: ReadLine): boolean {
  if (isTranscribed(text, original)) return true
  const introduction = text.endsWith(original.text)
    ? introductionOf(text.slice(0, text.length - original.text.length))
    : 'none'
  return (
    suffices(introduction, original) ||
    tails.some(tail => isSame(tail, original) && suffices(tail.introduction, original))
  )
}

function suffices(introduction: Introduction, { text }: ReadLine): boolean {
  return introduction === 'clear' || (introduction === 'vague' && wordsIn(text) >= COPIED_WORDS)
}

function isSame({ letters, isCut }: Tail, { said }: ReadLine): boolean {
  if (letters === '') return false
  return said.some(
    one =>
      one === letters ||
      (isCut && one.startsWith(letters)) ||
      (letters.length >= LONG_PART && one.includes(letters)),
  )
}

// Emoji alone, which one of the two chats has turned into names: `:joy:`.
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
