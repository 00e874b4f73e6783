import type { ChatLine } from './chat-line.ts'

/** The lines that came after those somebody reads. */
export function behind(
  read: readonly ChatLine[],
  latest: readonly ChatLine[],
): readonly ChatLine[] {
  const known = new Set(read.map(({ id }) => id))
  let from = latest.length
  while (from > 0 && !known.has(latest[from - 1]?.id ?? '')) from--
  return latest.slice(from)
}

/** The lines somebody reads; those that were struck meanwhile as they are now. */
export function upToDate(
  read: readonly ChatLine[],
  latest: readonly ChatLine[],
): readonly ChatLine[] {
  const now = new Map(latest.map(line => [line.id, line]))
  return read.map(line => now.get(line.id) ?? line)
}
