import type { ChatLine, Emote } from './chat-line.ts'
import { emotePicture } from './emote-picture.ts'

/** A piece of a line: text, or the picture of an emote. */
export type Part = { readonly text: string } | { readonly emote: string; readonly picture: string }

/**
 * A line cut at its emotes; those without a picture stay text.
 * @param most a longer one is text alone
 */
export function partsOf(
  { text, emotes, platform }: ChatLine,
  most = Number.POSITIVE_INFINITY,
): readonly Part[] {
  if (text.length > most) return [{ text }]
  const shown = emotes.flatMap(emote => {
    const picture = emotePicture(platform, emote.id)
    return picture === undefined ? [] : [{ ...emote, picture }]
  })
  return shown.length === 0 ? [{ text }] : cut([...text], shown)
}

function cut(
  points: readonly string[],
  emotes: readonly (Emote & { readonly picture: string })[],
): readonly Part[] {
  const parts: Part[] = []
  let at = 0
  for (const { start, end, name, picture } of [...emotes].sort((a, b) => a.start - b.start)) {
    // What overlaps or lies outside was told wrongly.
    if (start < at || end < start || end >= points.length) continue
    if (start > at) parts.push({ text: points.slice(at, start).join('') })
    parts.push({ emote: name, picture })
    at = end + 1
  }
  if (at < points.length || parts.length === 0) parts.push({ text: points.slice(at).join('') })
  return parts
}
