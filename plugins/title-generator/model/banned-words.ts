import {
  englishDataset,
  englishRecommendedTransformers,
  RegExpMatcher,
  resolveConfusablesTransformer,
} from 'obscenity'
import { withoutInvisible } from 'promethean'

const LEET: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 't', '8': 'b', '9': 'g' },
  ...{ '@': 'a', $: 's', '+': 't', '€': 'e', '£': 'l', '¡': 'i' },
}
// These may stand for different letters; at the end of a word, an exclamation mark is one.
const BARS = /[1|]|!(?=[\p{L}\p{N}])/gu
// A shorter word would be found across two other words: `ass` in `class act`.
const LONG_ENOUGH = 5

const { transform } = resolveConfusablesTransformer()

/** Whether a text contains a swear word, or one of these, in any spelling. */
export function bannedWordMatcher(words: readonly string[]): (text: string) => boolean {
  const matcher = new RegExpMatcher({
    ...englishDataset.build(),
    ...englishRecommendedTransformers,
  })
  const wanted = [...new Set(words.flatMap(word => foldings(word).map(squeezed)))].filter(Boolean)
  return text => {
    const plain = joined(withoutInvisible(text))
    return matcher.hasMatch(plain) || foldings(plain).some(form => holdsAny(form, wanted))
  }
}

function holdsAny(folded: string, wanted: readonly string[]): boolean {
  const all = squeezed(folded)
  const words = new Set(folded.split(/[^\p{L}\p{N}]+/u).map(squeezed))
  return wanted.some(word => {
    if ([...word].length >= LONG_ENOUGH) return all.includes(word)
    return words.has(word) || words.has(`${word}s`)
  })
}

// `f.u.n` and `f u n` are read as one word.
function joined(text: string): string {
  return text.replace(
    /(?<=(?<![\p{L}\p{N}])[\p{L}\p{N}])[^\p{L}\p{N}]+(?=[\p{L}\p{N}](?![\p{L}\p{N}]))/gu,
    '',
  )
}

function foldings(text: string): readonly string[] {
  return ['i', 'l'].map(letter => fold(text.replace(BARS, letter)))
}

function fold(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return Array.from(letters, one => LEET[one] ?? plainLetter(one)).join('')
}

// From other scripts, only letters that look like Latin ones.
function plainLetter(one: string): string {
  const code = transform(one.codePointAt(0) ?? 0)
  return code === undefined ? one : String.fromCodePoint(code).toLowerCase()
}

// Stretched words count as short ones.
function squeezed(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '').replace(/(.)\1+/gu, '$1')
}
