import { fields } from '../formats/json.ts'

/** The value if it is a non-empty string. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts under a key of each object in a list. */
export function textsIn(list: unknown, key: string): readonly string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap(entry => text(fields(entry)[key]) ?? [])
}
