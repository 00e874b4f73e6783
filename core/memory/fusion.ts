/** Something that one of two lists found. */
export interface Told {
  /** Of its events, in the order of the journal. */
  readonly ids: readonly string[]
  /** When it ended, in ms. */
  readonly at: number
}

/** A line that was found by words. */
export interface ToldLine extends Told {
  /** What share of the words it holds: above 0, at most 1. */
  readonly share: number
}

/** Something that was found, by one list or by both. Its share is that of its best line, 0 without one. */
export interface Fused extends ToldLine {
  /** Its places in the two lists, from 1. */
  readonly wordsRank?: number
  readonly meaningRank?: number
  /** Those of its events that the words find, and with not much less of them than the best has. */
  readonly hits: readonly string[]
}

// So that the first of one list does not count for more than what is well placed in both: Cormack, Clarke, Büttcher, "Reciprocal
// Rank Fusion outperforms Condorcet and individual Rank Learning Methods", SIGIR 2009.
const K = 60
// Of the best line's share. What has less of a question has its common words alone, which says nothing to who reads it.
const LEAST_SHOWN = 0.5

/**
 * Fuses what was found by words and what was found by meaning, by reciprocal rank; the newer of equals comes first. A place in
 * the list of words counts by the square of the share of the words that are there: nearly every line has some word of a
 * question, and would otherwise be preferred to the best by meaning.
 * @param lines found by words, the best first; each belongs to the passage that holds it, else it is its own
 * @param passages found by meaning, the nearest first; of those that share an event, the nearest stands for all
 * @returns each event once
 */
export function fused(lines: readonly ToldLine[], passages: readonly Told[]): readonly Fused[] {
  const found: Draft[] = []
  const holders = new Map<string, Draft>()
  const add = (draft: Draft) => {
    found.push(draft)
    for (const id of draft.ids) holders.set(id, draft)
    return draft
  }
  for (const { ids, at } of passages) {
    if (ids.some(id => holders.has(id))) continue
    add({ ids, at, share: 0, hits: [], meaningRank: found.length + 1 })
  }
  const least = LEAST_SHOWN * (lines[0]?.share ?? 0)
  let ranked = 0
  for (const line of lines) {
    const holder = line.ids.map(id => holders.get(id)).find(one => one !== undefined)
    const draft = holder ?? add({ ...line, hits: [] })
    if (draft.wordsRank === undefined) {
      draft.wordsRank = ++ranked
      draft.share = line.share
    }
    if (line.share < least) continue
    for (const id of line.ids) if (!draft.hits.includes(id)) draft.hits.push(id)
  }
  return found.sort((a, b) => scoreOf(b) - scoreOf(a) || b.at - a.at || order(a, b))
}

interface Draft extends Told {
  share: number
  wordsRank?: number
  meaningRank?: number
  hits: string[]
}

/** The weighted sum of the reciprocal ranks. */
function scoreOf({ wordsRank, meaningRank, share }: Draft): number {
  const part = (rank: number | undefined) => (rank === undefined ? 0 : 1 / (K + rank))
  return share ** 2 * part(wordsRank) + part(meaningRank)
}

function order({ ids: [a = ''] }: Told, { ids: [b = ''] }: Told): number {
  return a < b ? -1 : 1
}
