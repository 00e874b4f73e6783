/** How a line is drawn. Colour alone never tells lines apart: each has dashes of its own, too. */
export interface Pen {
  /** Number of a colour of style.css: `--curve-0` to `--curve-5`. */
  readonly colour: number
  /** Lengths of strokes and gaps, in px; empty: one stroke. */
  readonly dash: readonly number[]
}

const COLOURS = 6
const DASHES = [[], [9, 4], [2, 3], [9, 3, 2, 3], [5, 3]] as const

// A platform keeps its pen whoever else is there.
const KNOWN = ['twitch', 'youtube', 'kick', 'trovo'] as const

/** A pen for each platform, all different up to thirty. */
export function pensOf(platforms: readonly string[]): ReadonlyMap<string, Pen> {
  const others = platforms.filter(platform => !isKnown(platform)).sort()
  return new Map(
    platforms.map(platform => [platform, pen(placeOf(platform, others))]),
  )
}

function placeOf(platform: string, others: readonly string[]): number {
  const known = KNOWN.findIndex(name => name === platform)
  return known >= 0 ? known : KNOWN.length + others.indexOf(platform)
}

function isKnown(platform: string): boolean {
  return KNOWN.some(name => name === platform)
}

/** 6 colours and 5 dashes have no common divisor: pairs repeat after thirty. */
function pen(place: number): Pen {
  return { colour: place % COLOURS, dash: DASHES[place % DASHES.length] ?? [] }
}
