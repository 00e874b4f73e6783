import { type Emote, visibleText, wordsOf } from 'promethean'
import { EMOTES } from './word-scores.ts'

/** A word, an emote or an emoji of a line. */
export interface Token {
  readonly kind: 'word' | 'emote' | 'emoji'
  /** Words in lower case without apostrophes, emotes as they are, emoji without skin tone. */
  readonly text: string
  /** Behind it a clause ends: what was denied before is not denied after. */
  readonly endsClause: boolean
}

const PICTURE =
  /\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*/u
// Digits alone are not a word; letters of any script are.
const WORD = /[\p{L}\p{M}\p{N}]*[\p{L}\p{M}][\p{L}\p{M}\p{N}'’-]*/u
const PARTS = new RegExp(`(${PICTURE.source})|(${WORD.source})|[.,!?;:\\n]`, 'gu')

/** Splits a message into tokens, without commands, mentions and addresses, which have no mood. */
export function tokensOf(text: string, emotes: readonly Emote[] = []): readonly Token[] {
  if (visibleText(text).startsWith('!')) return []
  const tokens: Token[] = []
  for (const piece of pieces(text, emotes)) {
    if (piece.isEmote) tokens.push({ kind: 'emote', text: piece.text, endsClause: false })
    else for (const chunk of wordsOf(piece.text)) tokens.push(...tokensIn(chunk))
  }
  return tokens
}

interface TextPart {
  readonly text: string
  readonly isEmote: boolean
}

// The emote positions reported by the platform, in code points.
function pieces(text: string, emotes: readonly Emote[]): readonly TextPart[] {
  const letters = Array.from(text)
  const found: TextPart[] = []
  let from = 0
  for (const { start, end } of [...emotes].sort((a, b) => a.start - b.start)) {
    // A source may count wrongly; then the text is read as it is.
    if (start < from || end < start || end >= letters.length) continue
    found.push({ text: letters.slice(from, start).join(''), isEmote: false })
    found.push({ text: letters.slice(start, end + 1).join(''), isEmote: true })
    from = end + 1
  }
  return [...found, { text: letters.slice(from).join(''), isEmote: false }]
}

function tokensIn(chunk: string): readonly Token[] {
  if (EMOTES.has(chunk)) return [{ kind: 'emote', text: chunk, endsClause: false }]
  if (chunk.startsWith('@') || /^https?:|^www\.|^[\w-]+\.[a-z]{2,}\//i.test(chunk)) return []
  const tokens: { kind: Token['kind']; text: string; endsClause: boolean }[] = []
  for (const [whole, picture, word] of chunk.matchAll(PARTS)) {
    if (picture !== undefined)
      tokens.push({ kind: 'emoji', text: bare(picture), endsClause: false })
    else if (word !== undefined)
      tokens.push({
        kind: 'word',
        text: word.toLowerCase().replace(/['’]/g, ''),
        endsClause: false,
      })
    else if (whole !== undefined) endClause(tokens)
  }
  return tokens
}

function endClause(tokens: { endsClause: boolean }[]): void {
  const last = tokens.at(-1)
  if (last !== undefined) last.endsClause = true
}

// For a combined emoji (a family, a coloured hand), the first one counts.
function bare(picture: string): string {
  return Array.from(picture)[0] ?? ''
}
