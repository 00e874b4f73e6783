const LENGTH = 80
const MAX_FIELDS = 8

/** The fields of data of an unknown shape as one short line: `song: Blue, by: Bea, votes: 3 items`. */
export function brief(data: unknown): string {
  const fields = Object.entries(Object(data)).filter(([, value]) => value !== undefined)
  const words = fields.slice(0, MAX_FIELDS).map(([name, value]) => `${name}: ${shortly(value)}`)
  return cut([...words, ...(fields.length > MAX_FIELDS ? ['…'] : [])].join(', '))
}

// No deeper: what others sent may be of any size.
function shortly(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? '1 item' : `${value.length} items`
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'object' || value === null) return cut(String(value))
  // A user is shown by name.
  const name: unknown = Reflect.get(value, 'displayName') ?? Reflect.get(value, 'name')
  return typeof name === 'string' ? cut(name) : '{…}'
}

function cut(text: string): string {
  // Two units at most are one sign.
  const signs = [...text.slice(0, 2 * LENGTH + 2)]
  return signs.length > LENGTH ? `${signs.slice(0, LENGTH - 1).join('')}…` : text
}
