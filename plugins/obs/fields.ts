/** A JSON object of unknown fields: OBS's payloads, of which every field may be missing. */
export type Fields = Readonly<Record<string, unknown>>

const NONE: Fields = Object.freeze({})

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value where it is an object, an empty one where it is not. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : NONE
}

/** The value where it is a text that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts under a key of each object in a list. */
export function textsIn(list: unknown, key: string): readonly string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap(entry => text(fields(entry)[key]) ?? [])
}
