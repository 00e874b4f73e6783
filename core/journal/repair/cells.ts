import type { Pages } from './pages.ts'

// https://sqlite.org/fileformat2.html#b_tree_pages
const INDEX_INTERIOR = 2
const INDEX_LEAF = 10
const TABLE_LEAF = 13

export type CellValue = number | string | Uint8Array | null

/** A row as stored on a page. */
export interface Row {
  /** Undefined in an index, and in a table without one. */
  readonly rowid: number | undefined
  readonly values: readonly CellValue[]
}

/** The readable rows of a page. */
export function rowsOf(pages: Pages, number: number): readonly Row[] {
  const page = pages.page(number)
  if (page === undefined) return []
  const start = number === 1 ? 100 : 0
  const kind = page[start]
  if (kind !== INDEX_INTERIOR && kind !== INDEX_LEAF && kind !== TABLE_LEAF) return []
  const pointers = start + (kind === INDEX_INTERIOR ? 12 : 8)
  const cells = Math.min(page.readUInt16BE(start + 3), (page.length - pointers) >> 1)
  const rows: Row[] = []
  for (let index = 0; index < cells; index++) {
    const row = rowAt(pages, page, page.readUInt16BE(pointers + 2 * index), kind)
    if (row !== undefined) rows.push(row)
  }
  return rows
}

function rowAt(pages: Pages, page: Buffer, at: number, kind: number): Row | undefined {
  try {
    const bytes = new Bytes(page, at + (kind === INDEX_INTERIOR ? 4 : 0))
    const length = bytes.varint()
    const rowid = kind === TABLE_LEAF ? bytes.varint() : undefined
    const payload = payloadOf(pages, bytes, length, kind === TABLE_LEAF)
    return payload && { rowid, values: valuesOf(payload) }
  } catch (failure) {
    // Outside of the page, or no text: what stood there is overwritten.
    if (failure instanceof RangeError || failure instanceof TypeError) return undefined
    throw failure
  }
}

// Content that does not fit on the page continues in a chain of overflow pages.
function payloadOf(
  pages: Pages,
  bytes: Bytes,
  length: number,
  isTable: boolean,
): Buffer | undefined {
  if (length > pages.count * pages.pageSize) return undefined
  const { pageSize } = pages
  const most = isTable ? pageSize - 35 : Math.floor(((pageSize - 12) * 64) / 255) - 23
  if (length <= most) return bytes.take(length)
  const least = Math.floor(((pageSize - 12) * 32) / 255) - 23
  const fitting = least + ((length - least) % (pageSize - 4))
  const parts = [bytes.take(fitting <= most ? fitting : least)]
  let next = bytes.take(4).readUInt32BE(0)
  let missing = length - (parts[0]?.length ?? 0)
  while (missing > 0) {
    const page = next === 0 ? undefined : pages.page(next)
    if (page === undefined) return undefined
    parts.push(page.subarray(4, 4 + missing))
    next = page.readUInt32BE(0)
    missing -= pageSize - 4
  }
  return Buffer.concat(parts)
}

// https://sqlite.org/fileformat2.html#record_format
function valuesOf(payload: Buffer): CellValue[] {
  const header = new Bytes(payload, 0)
  const end = header.varint()
  const body = new Bytes(payload, end)
  const values: CellValue[] = []
  while (header.at < end) values.push(body.value(header.varint()))
  return values
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8]

class Bytes {
  readonly #bytes: Buffer
  at: number

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  take(length: number): Buffer {
    if (length < 0 || this.at + length > this.#bytes.length) throw new RangeError('past the end')
    this.at += length
    return this.#bytes.subarray(this.at - length, this.at)
  }

  varint(): number {
    let value = 0
    for (let index = 0; index < 8; index++) {
      const byte = this.take(1).readUInt8()
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) return value
    }
    return value * 256 + this.take(1).readUInt8()
  }

  value(type: number): CellValue {
    if (type === 0) return null
    if (type === 7) return this.take(8).readDoubleBE()
    if (type === 8 || type === 9) return type - 8
    if (type === 6) return Number(this.take(8).readBigInt64BE())
    const bytes = INTEGER_BYTES[type]
    if (bytes !== undefined) return this.take(bytes).readIntBE(0, bytes)
    if (type < 12) throw new RangeError('no such type')
    const content = this.take((type - 12) >> 1)
    return type % 2 === 0 ? content : utf8.decode(content)
  }
}
