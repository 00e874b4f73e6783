/**
 * The row of each sign, so that no two stand upon each other as long as there is a free row; else they share the last.
 * @param places from left to right, in px
 * @param width of a sign
 */
export function signRows(places: readonly number[], width: number, rows: number): number[] {
  const ends = new Array<number>(rows).fill(Number.NEGATIVE_INFINITY)
  return places.map(place => {
    const free = ends.findIndex(end => place >= end)
    const row = free < 0 ? rows - 1 : free
    ends[row] = place + width
    return row
  })
}
