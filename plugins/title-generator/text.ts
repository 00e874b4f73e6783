import { cutAtWord, withoutInvisible } from 'promethean'

/** Counts as platforms do: code points. */
export function lengthOf(text: string): number {
  return [...text].length
}

/** The words of a text in lower case, without punctuation and invisible characters. */
export function wordsOf(text: string): readonly string[] {
  const plain = withoutInvisible(text.normalize('NFKC')).toLowerCase()
  return plain.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
}

/** For comparing texts: only their words count. */
export function normalised(text: string): string {
  return wordsOf(text).join(' ')
}

/** A text by others, prepared for a model: one line, with at most this many code points. */
export function oneLine(text: string, most: number): string {
  return cutAtWord(text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim(), most)
}
