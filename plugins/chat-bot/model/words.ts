import type { Event, LookedUp, Streamer } from 'promethean'

type Message = Event<'chat.message'>

// About 1,500 tokens: with all else it fits into what small local models read.
const CHARACTERS = 6_000
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
    text: `${at.format(time)}, ${data.user.displayName}: ${cut(data.text)}`,
  }))
  const shown = thinned(lines)
  return { label, lines: shown.map(({ text }) => text), events: shown.map(({ id }) => id) }
}

/** As many as fit, spread evenly over the whole. */
function thinned<Line extends { readonly text: string }>(lines: readonly Line[]): readonly Line[] {
  const size = lines.reduce((sum, { text }) => sum + text.length, 0)
  if (size <= CHARACTERS) return lines
  const step = size / CHARACTERS
  const count = Math.floor(lines.length / step)
  // The last one is always among them.
  const kept = new Set(Array.from({ length: count }, (_, nth) => Math.round((nth + 1) * step) - 1))
  return lines.filter((_, at) => kept.has(at) || at === lines.length - 1)
}

function cut(text: string): string {
  return text.length <= LONGEST_LINE ? text : `${text.slice(0, LONGEST_LINE).toWellFormed()}…`
}
