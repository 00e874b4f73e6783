import { withoutInvisible } from 'promethean'

/** Counts as platforms do: code points. */
export function lengthOf(text: string): number {
  return [...text].length
}

/** The words of a text in lower case, without signs and invisible characters. */
export function wordsOf(text: string): readonly string[] {
  const plain = withoutInvisible(text.normalize('NFKC')).toLowerCase()
  return plain.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
}

/** For comparing texts: only their words count. */
export function normalised(text: string): string {
  return wordsOf(text).join(' ')
}

/** Words of others fit to be shown to a model: one line, at most so many code points. */
export function oneLine(text: string, most: number): string {
  return cut(text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim(), most)
}

/** At most so many code points, cut behind a word where one ends, never inside what people see as one character. */
export function cut(text: string, most: number): string {
  if (lengthOf(text) <= most) return text
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
  let kept = ''
  let length = 0
  for (const { segment } of graphemes.segment(text)) {
    length += lengthOf(segment)
    if (length > most) break
    kept += segment
  }
  const atWord = kept.replace(/\s+\S*$/u, '')
  // Of a text without spaces half a word is better than nothing.
  return (lengthOf(atWord) > most / 2 ? atWord : kept).trimEnd()
}
