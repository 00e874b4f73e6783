/** A duration: `'500ms'`, `'30s'`, `'2m'`, `'1.5h'`, `'90d'`, `'2w'`. */
export type Duration = `${number}${keyof typeof UNITS}`

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const BYTES = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/**
 * Converts a duration to milliseconds: `'500ms'`, `'30s'`, `'2m'`, `'1.5h'`, `'90d'`, `'2w'`.
 * @throws Error if the text is not a duration
 */
export function parseDuration(text: string): number {
  return parse(text, UNITS, "a duration like '30s', '2m' or '90d'")
}

/** Whether a text is a duration. */
export function isDuration(text: string): boolean {
  return measure(text, UNITS) !== undefined
}

/**
 * Converts a size to bytes: `'500mb'`, `'10gb'`.
 * @throws Error if the text is not a size
 */
export function parseSize(text: string): number {
  return parse(text, BYTES, "a size like '500mb' or '10gb'")
}

/** Whether a text is a size. */
export function isSize(text: string): boolean {
  return measure(text, BYTES) !== undefined
}

/** `1.2 MB`. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1)
  const size = bytes / 1_000 ** step
  return `${size >= 10 || step === 0 ? Math.round(size) : size.toFixed(1)} ${units[step]}`
}

function parse(text: string, units: Readonly<Record<string, number>>, expected: string): number {
  const value = measure(text, units)
  if (value === undefined) throw new Error(`expected ${expected}`)
  return value
}

function measure(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim()) ?? []
  const factor = unit === undefined ? undefined : units[unit.toLowerCase()]
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor
}
