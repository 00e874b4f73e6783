/** How a line is drawn. Colour alone never tells lines apart: each has dashes of its own, too. */
export interface Pen {
  /** A custom property of style.css. */
  readonly colour: string
  /** Lengths of strokes and gaps, in px; empty: one stroke. */
  readonly dash: readonly number[]
  /** In px. */
  readonly width: number
  /** The area below is filled, with this custom property. */
  readonly fill?: string
}

export const PENS = {
  all: { colour: '--curve-all', dash: [], width: 2 },
  before: { colour: '--curve-before', dash: [], width: 1, fill: '--curve-before-area' },
  chatters: { colour: '--curve-3', dash: [], width: 1.5 },
  viewers: { colour: '--curve-1', dash: [9, 4], width: 1.5 },
  mood: { colour: '--curve-2', dash: [], width: 1.5 },
} as const satisfies Record<string, Pen>

const COLOURS = 6
const DASHES = [[], [9, 4], [2, 3], [9, 3, 2, 3], [5, 3]] as const

// A platform keeps its pen whoever else is there.
const KNOWN: readonly string[] = ['twitch', 'youtube', 'kick', 'trovo']

/** A pen for each platform, all different up to thirty. */
export function pensOf(platforms: readonly string[]): ReadonlyMap<string, Pen> {
  const others = platforms.filter(platform => !KNOWN.includes(platform)).sort()
  return new Map(
    platforms.map(platform => {
      const known = KNOWN.indexOf(platform)
      return [platform, pen(known < 0 ? KNOWN.length + others.indexOf(platform) : known)]
    }),
  )
}

// 6 colours and 5 dashes have no common divisor: pairs repeat after thirty.
function pen(place: number): Pen {
  return {
    colour: `--curve-${place % COLOURS}`,
    dash: DASHES[place % DASHES.length] ?? [],
    width: 1.5,
  }
}
