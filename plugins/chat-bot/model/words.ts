import type { Event, LookedUp, Streamer } from 'promethean'

type Message = Event<'chat.message'>

/** About 1,500 tokens: with all else it fits into what small local models read. */
export const MOST_CHARACTERS = 6_000
const LONGEST_LINE = 300

/** Messages as a model reads them, each with its time; of too many, as many as fit, evenly. */
export function dated(
  label: string,
  messages: readonly Message[],
  { timezone }: Pick<Streamer, 'timezone'>,
): LookedUp {
  const at = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: timezone, dateStyle: 'medium', timeStyle: 'short' },
  })
  const lines = messages.map(({ id, time, data }) => ({
    id,
    text: `${at.format(time)}, ${cut(data.user.displayName)}: ${cut(data.text)}`,
  }))
  const shown = thinned(lines)
  return { label, lines: shown.map(({ text }) => text), events: shown.map(({ id }) => id) }
}

/** As many as fit, spread evenly over the whole. */
function thinned<Line extends { readonly text: string }>(lines: readonly Line[]): readonly Line[] {
  const size = sizeOf(lines)
  if (size <= MOST_CHARACTERS) return lines
  // Those that are chosen may be longer than the others: then fewer.
  for (let count = Math.floor((lines.length * MOST_CHARACTERS) / size); ; count--) {
    const kept = evenly(lines, Math.max(count, 1))
    if (count <= 1 || sizeOf(kept) <= MOST_CHARACTERS) return kept
  }
}

/** So many of them; the last one is always among them. */
function evenly<Line>(lines: readonly Line[], count: number): readonly Line[] {
  return lines.filter(
    (_, at) =>
      Math.floor(((at + 1) * count) / lines.length) > Math.floor((at * count) / lines.length),
  )
}

function sizeOf(lines: readonly { readonly text: string }[]): number {
  return lines.reduce((sum, { text }) => sum + text.length, 0)
}

function cut(text: string): string {
  return text.length <= LONGEST_LINE ? text : `${text.slice(0, LONGEST_LINE).toWellFormed()}…`
}
