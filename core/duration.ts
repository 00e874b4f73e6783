import { z } from 'zod'

/** A duration: `'500ms'`, `'30s'`, `'2m'`, `'1.5h'`, `'90d'`, `'2w'`. */
export type Duration = `${number}${keyof typeof UNITS}`

/** Limits of a duration option. */
export interface DurationBounds {
  /** The example in the error message; default `'30s'`. */
  readonly like?: Duration
  readonly from?: Duration
  readonly to?: Duration
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const BYTES = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 }

/**
 * Converts a duration to milliseconds: `'500ms'`, `'30s'`, `'2m'`, `'1.5h'`, `'90d'`, `'2w'`.
 * @throws Error if the text is not a duration
 */
export function parseDuration(text: string): number {
  return parse(text, UNITS, "a duration like '30s', '2m' or '90d'")
}

/** The schema of a duration option: `duration().default('30s')`, `duration({ from: '1s', to: '1h' })`. */
export function duration({ like = '30s', from, to }: DurationBounds = {}) {
  const least = from === undefined ? 0 : parseDuration(from)
  const most = to === undefined ? Number.POSITIVE_INFINITY : parseDuration(to)
  const isWithin = (text: string) => {
    const ms = isDuration(text) ? parseDuration(text) : Number.NaN
    return least <= ms && ms <= most
  }
  const expected = `expected a duration${bounds(from, to)} like '${like}'`
  return z.string(expected).refine(isWithin, expected)
}

function bounds(from: Duration | undefined, to: Duration | undefined): string {
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to},`
  if (from !== undefined) return ` of at least ${from},`
  return to === undefined ? '' : ` of at most ${to},`
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
