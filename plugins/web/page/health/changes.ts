import type { texts } from '../texts.ts'

/** What a reload did, from the data of `config.reloaded`: `restarted: greeter, 11 untouched`. */
export function changesOf(
  data: Readonly<Record<string, unknown>>,
  words: (typeof texts)['health']['changes'],
): string {
  const listed = (['restarted', 'added', 'removed'] as const)
    .map(what => ({ what, ids: idsOf(data[what]) }))
    .filter(({ ids }) => ids.length > 0)
    .map(({ what, ids }) => words[what](ids.join(', ')))
  return [...listed, words.kept(idsOf(data.kept).length)].join('; ')
}

function idsOf(told: unknown): readonly string[] {
  return Array.isArray(told) ? told.map(String) : []
}
