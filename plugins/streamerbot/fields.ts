import { type Fields, isFields } from '../formats/json.ts'

/** The objects of a list; none if it is not a list. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

/** The first text that is not empty. */
export function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '')
}

/** The first id, whether a string or a number. */
export function firstId(...values: readonly unknown[]): string | undefined {
  const id = values.find(value => (typeof value === 'string' ? value !== '' : isNumber(value)))
  return id === undefined ? undefined : String(id)
}

/** The first number, whether a number or a string. */
export function firstNumber(...values: readonly unknown[]): number | undefined {
  for (const value of values) {
    if (isNumber(value)) return value
    if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  }
  return undefined
}

/** The first number above zero, because Streamer.bot uses 0 for unknown. */
export function firstCount(...values: readonly unknown[]): number | undefined {
  return values.map(value => firstNumber(value)).find(value => value !== undefined && value > 0)
}

/** The first flag that is present. */
export function firstFlag(...values: readonly unknown[]): boolean | undefined {
  return values.find((value): value is boolean => typeof value === 'boolean')
}

/** The first time that can be read, of ISO texts with any number of fraction digits. */
export function firstTime(...values: readonly unknown[]): Date | undefined {
  for (const value of values) {
    if (typeof value !== 'string' || value === '') continue
    const time = new Date(value)
    if (!Number.isNaN(time.getTime())) return time
  }
  return undefined
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
