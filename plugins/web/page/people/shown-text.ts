// No script piles up more; those who do it write over the lines of others.
const PILED = /(\p{M}{3})\p{M}+/gu
// Half of a sign that was cut.
const HALF = /[\ud800-\udbff]$/

/** What somebody wrote, as it is shown: not longer than that, and with few marks on one letter. */
export function shownText(text: string, most: number): string {
  const calm = text.replace(PILED, '$1')
  return calm.length > most ? `${calm.slice(0, most).replace(HALF, '')}…` : calm
}
