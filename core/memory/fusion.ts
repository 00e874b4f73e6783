/** Something that one of two lists found. */
export interface Told {
  /** Of its events, in the order of the journal. */
  readonly ids: readonly string[]
  /** When it ended, in ms. */
  readonly at: number
}

/** Something that was found, by one list or by both. */
export interface Fused extends Told {
  /** Its places in the two lists, from 1. */
  readonly wordsRank?: number
  readonly meaningRank?: number
  /** Those of its events that the words find. */
  readonly hits: readonly string[]
}

// So that the first of one list does not count for more than what is well placed in both: Cormack, Clarke, Büttcher, "Reciprocal
// Rank Fusion outperforms Condorcet and individual Rank Learning Methods", SIGIR 2009.
const K = 60

/**
 * Fuses what was found by words and what was found by meaning, by reciprocal rank; the newer of equals comes first.
 * @param lines found by words, the best first; each belongs to the passage that holds it, else it is its own
 * @param passages found by meaning, the nearest first; of those that share an event, the nearest stands for all
 * @returns each event once
 */
export function fused(lines: readonly Told[], passages: readonly Told[]): readonly Fused[] {
  const found: Draft[] = []
  const holders = new Map<string, Draft>()
  const add = (draft: Draft) => {
    found.push(draft)
    for (const id of draft.ids) holders.set(id, draft)
    return draft
  }
  for (const { ids, at } of passages) {
    if (ids.some(id => holders.has(id))) continue
    add({ ids, at, hits: [], meaningRank: found.length + 1 })
  }
  let ranked = 0
  for (const line of lines) {
    const holder = line.ids.map(id => holders.get(id)).find(one => one !== undefined)
    const draft = holder ?? add({ ...line, hits: [] })
    draft.wordsRank ??= ++ranked
    for (const id of line.ids) if (!draft.hits.includes(id)) draft.hits.push(id)
  }
  return found.sort((a, b) => scoreOf(b) - scoreOf(a) || b.at - a.at || order(a, b))
}

interface Draft extends Told {
  wordsRank?: number
  meaningRank?: number
  hits: string[]
}

/** The sum of the reciprocal ranks. */
function scoreOf({ wordsRank, meaningRank }: Pick<Fused, 'wordsRank' | 'meaningRank'>): number {
  const part = (rank: number | undefined) => (rank === undefined ? 0 : 1 / (K + rank))
  return part(wordsRank) + part(meaningRank)
}

function order({ ids: [a = ''] }: Told, { ids: [b = ''] }: Told): number {
  return a < b ? -1 : 1
}
