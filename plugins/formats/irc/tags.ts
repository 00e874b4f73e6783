/** The tags of a line by name, values as sent: escaped, and empty without a value. */
export interface Tags extends Iterable<readonly [name: string, value: string]> {
  get(name: string): string | undefined
  has(name: string): boolean
}

/** The names of a line's tags in their order, and where each stands. */
interface Shape {
  readonly names: readonly string[]
  readonly places: ReadonlyMap<string, number>
}

// Lines have few sets of tags: for a known one only the values are cut out, and no name is hashed. The last used one is first.
const shapes: Shape[] = []
const MAX_SHAPES = 8

/** The tags in a text such as `id=1;color=;mod=0`. Of two with one name the later counts. */
export function tagsIn(text: string): Tags {
  for (const [at, shape] of shapes.entries()) {
    const values = valuesOf(text, shape.names)
    if (values === undefined) continue
    if (at > 0) shapes.unshift(...shapes.splice(at, 1))
    return new ShapedTags(shape.places, values)
  }
  const found = pairsIn(text)
  const names = found.map(([name]) => name)
  const places = new Map(names.map((name, place) => [name, place]))
  shapes.unshift({ names, places })
  if (shapes.length > MAX_SHAPES) shapes.pop()
  return new ShapedTags(
    places,
    found.map(([, value]) => value),
  )
}

/** Undefined if it has other names. */
function valuesOf(text: string, names: readonly string[]): readonly string[] | undefined {
  const values: string[] = []
  let at = 0
  for (const name of names) {
    const sign = at + name.length
    if (text[sign] !== '=' || !text.startsWith(name, at)) return undefined
    const end = endOf(text, ';', sign)
    values.push(text.slice(sign + 1, end))
    at = end + 1
  }
  return at >= text.length ? values : undefined
}

function pairsIn(text: string): readonly (readonly [name: string, value: string])[] {
  const found: [string, string][] = []
  let sign = -1
  for (let at = 0; at < text.length; ) {
    const end = endOf(text, ';', at)
    // Searched only once, however many tags without a value come before it.
    if (sign < at) sign = endOf(text, '=', at)
    const nameEnd = Math.min(sign, end)
    if (nameEnd > at) found.push([text.slice(at, nameEnd), text.slice(nameEnd + 1, end)])
    at = end + 1
  }
  return found
}

class ShapedTags implements Tags {
  readonly #places: ReadonlyMap<string, number>
  readonly #values: readonly string[]

  constructor(places: ReadonlyMap<string, number>, values: readonly string[]) {
    this.#places = places
    this.#values = values
  }

  get(name: string): string | undefined {
    const place = this.#places.get(name)
    return place === undefined ? undefined : this.#values[place]
  }

  has(name: string): boolean {
    return this.#places.has(name)
  }

  *[Symbol.iterator](): Generator<readonly [string, string]> {
    for (const [name, place] of this.#places) yield [name, this.#values[place] ?? '']
  }
}

/** Where a mark stands; the end of the text if it does not. */
export function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from)
  return end < 0 ? text.length : end
}
