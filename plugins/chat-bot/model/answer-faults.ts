import type { RegExpMatcher } from 'obscenity'
import { holdsLink, withoutInvisible } from 'promethean'

/** What an answer is held against. */
interface AnswerRules {
  /** Words that are never sent, in addition to rude ones. */
  readonly banned: readonly string[]
  /** The model's instructions, which must not appear in chat. */
  readonly told: string
}

// Shorter ones may appear in any text.
const LONGEST_QUOTE = 24
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}

/** Why a model's text must not be sent; undefined if it may be. */
export async function answerFault(
  text: string,
  { banned, told }: AnswerRules,
): Promise<string | undefined> {
  const words = plain(text)
  const sentences = told.split(/[.!?\n]/).map(plain)
  if (sentences.some(one => one.length > LONGEST_QUOTE && words.includes(one)))
    return 'it repeats its instructions'
  if (banned.some(word => plain(word) !== '' && ` ${words}`.includes(` ${plain(word)}`)))
    return 'it has a banned word'
  if (holdsLink(text)) return 'it holds a link'
  return (await loadMatcher()).hasMatch(withoutInvisible(text)) ? 'it is rude' : undefined
}

// Small letters only, one of each in a row, digits read as the letters they stand for.
function plain(text: string): string {
  return withoutInvisible(text)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[0-9@$]/g, sign => LEET[sign] ?? sign)
    .replace(/[^\p{L}\p{N}\s]/gu, '')
    .replace(/(.)\1+/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

let matcher: Promise<RegExpMatcher> | undefined

// Loaded on first use: only a model's text is checked. The word list is English.
function loadMatcher(): Promise<RegExpMatcher> {
  matcher ??= import('obscenity').then(
    ({ RegExpMatcher, englishDataset, englishRecommendedTransformers }) =>
      new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers }),
  )
  return matcher
}
