import { cutAtWord, onOneLine, type Statement } from 'promethean'
import { z } from 'zod'

const LONGEST = 300
// Enough to look it up; a joke may have come up a hundred times.
const MOST_EVENTS = 8

const statement = z.object({
  text: z.string(),
  // Models write numbers as texts, and one instead of a list.
  lines: z.preprocess(
    told => (Array.isArray(told) ? told : [told]),
    z.array(z.coerce.number().catch(0)),
  ),
})
const statements = z.array(statement.catch({ text: '', lines: [] })).default([])

/** What a model is asked for. */
export const said = z.object({ happened: statements, jokes: statements, questions: statements })

/** One thing it said. */
export interface Said extends Statement {
  readonly kind: keyof z.output<typeof said>
}

/**
 * What a model said that rests on something. Its answer is not trusted: a sentence without a number that exists is left out.
 * @param value an answer that fits `said`
 * @param ids the events behind each number, which begin at 1
 */
export function statementsOf(value: unknown, ids: readonly (readonly string[])[]): readonly Said[] {
  const { success, data } = said.safeParse(value)
  if (!success) return []
  const kinds = Object.keys(said.shape) as readonly (keyof typeof data)[]
  return kinds.flatMap(kind =>
    data[kind].flatMap(({ text, lines }) => {
      const rests = [...new Set(lines)].flatMap(line => ids[line - 1] ?? [])
      const events = [...new Set(rests)].slice(0, MOST_EVENTS)
      const sentence = cutAtWord(onOneLine(text).trim(), LONGEST)
      return sentence === '' || events.length === 0 ? [] : [{ kind, text: sentence, events }]
    }),
  )
}
