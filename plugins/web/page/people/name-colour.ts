/** A colour for each theme, as `#rrggbb`. */
export interface NameColours {
  readonly onDark: string
  readonly onLight: string
}

type Rgb = readonly [red: number, green: number, blue: number]

// The brightest background of the dark theme that a name stands on, and the darkest of the light one.
const DARK: Rgb = [0x30, 0x30, 0x3a]
const LIGHT: Rgb = [0xe4, 0xe4, 0xea]
// https://www.w3.org/TR/WCAG21/#contrast-minimum
const CONTRAST = 4.5
const STEPS = 50
const REMEMBERED = 2_000

const known = new Map<string, NameColours>()

/**
 * A person's colour, made brighter or darker until it can be read.
 * @param color `#rrggbb`; anything else is as good as none
 * @param name decides the colour of who has none
 */
export function nameColours(color: string | undefined, name: string): NameColours {
  const told = rgbOf(color)
  const key = told === undefined ? ` ${name}` : told.join()
  const found = known.get(key) ?? readable(told ?? hueOf(name))
  if (known.size >= REMEMBERED) known.clear()
  known.set(key, found)
  return found
}

/** From 1 to 21, https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

export function rgbOf(color: string | undefined): Rgb | undefined {
  const [, red, green, blue] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color ?? '') ?? []
  if (red === undefined || green === undefined || blue === undefined) return undefined
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)]
}

function readable(rgb: Rgb): NameColours {
  return {
    onDark: hexOf(towards(rgb, [255, 255, 255], DARK)),
    onLight: hexOf(towards(rgb, [0, 0, 0], LIGHT)),
  }
}

function towards(from: Rgb, to: Rgb, background: Rgb): Rgb {
  for (let step = 0; step < STEPS; step++) {
    const mixed = mix(from, to, step / STEPS)
    if (contrast(mixed, background) >= CONTRAST) return mixed
  }
  return to
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share)
  return [at(0), at(1), at(2)]
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function linear(value: number): number {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function hueOf(name: string): Rgb {
  let hash = 0
  for (let at = 0; at < name.length; at++) hash = (hash * 31 + name.charCodeAt(at)) % 360
  // HSL with 65 % of saturation and 60 % of lightness.
  const channel = (shift: number) => {
    const turn = (shift + hash / 30) % 12
    return Math.round(255 * (0.6 - 0.26 * Math.max(-1, Math.min(turn - 3, 9 - turn, 1))))
  }
  return [channel(0), channel(8), channel(4)]
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map(value => value.toString(16).padStart(2, '0')).join('')}`
}
