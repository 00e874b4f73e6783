import type { Explained } from '../operations/explain/explained.ts'

// Of rules that did not match; a bot may have hundreds.
const MOST_RULES = 10
// Stored in notes by earlier versions; how a mute is undone is nothing for an agent.
const ADVICE = /; promethean unmute.* allows it again$/

type Fields = Readonly<Record<string, unknown>>

/** An explanation as a model reads it: without payloads, and without what says nothing. */
export function toldExplanation(explanation: Explained): Fields {
  if (explanation.code !== 'explained') return withoutRaw(explanation)
  const { verdict, rules = [], hearers = [], silent, notes, ...rest } = explanation
  const matched = rules.filter(({ outcome }) => outcome === 'match')
  // A dropped event reached nobody.
  const reached = verdict.kept && { hearers, silent }
  const looked = { rules: matched.length > 0 ? matched : rules.slice(0, MOST_RULES) }
  const noted = notes.map(note => ({ ...note, text: note.text.replace(ADVICE, '') }))
  const told = { ...withoutRaw(rest), verdict, notes: noted, ...reached, ...looked }
  return Object.fromEntries(
    Object.entries(told).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  )
}

// Deeply: an effect of an event is an event too.
function withoutRaw(value: object): Fields {
  return JSON.parse(JSON.stringify(value, (key, one) => (key === 'raw' ? undefined : one)))
}
