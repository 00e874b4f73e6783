import { closeSync, fstatSync, openSync } from 'node:fs'
import { readAt, readLog, type WriteAheadLog } from './wal.ts'

// https://sqlite.org/fileformat2.html#the_database_header
const MAGIC = 'SQLite format 3\0'
/** The page size that Node's SQLite uses for a new database. */
const USUAL_PAGE_SIZE = 4_096
const HEADER = 100
/** The byte that SQLite locks; its page contains no data. */
const LOCK_BYTE = 0x40000000
const FREE_PAGE = 2

/** The first bytes of a database. */
export interface Header {
  readonly pageSize: number
  readonly pageCount: number
  /** The schema version of its owner. */
  readonly version: number
}

/**
 * The pages of a database file as they were last committed, read without SQLite: damage in one page does not affect the
 * others. Must not be open while this process has the database open: closing any descriptor of a file
 * takes SQLite's locks on it away (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled).
 */
export class Pages {
  readonly pageSize: number
  /** The number of pages: from the last commit in the log, or else from the file, which may be truncated. */
  readonly count: number
  /** Undefined if the first page is not that of a database. */
  readonly header: Header | undefined
  /** Whether its first page states a wrong page size. */
  get isMisread(): boolean {
    return this.header !== undefined && this.header.pageSize !== this.pageSize
  }

  /** Bytes of the file itself, without its log; -1 if it is missing. */
  readonly size: number
  readonly log: WriteAheadLog | undefined
  readonly #file: number | undefined
  readonly #log: number | undefined

  constructor(file: string) {
    this.#file = openedIfThere(file)
    this.#log = openedIfThere(`${file}-wal`)
    this.size = this.#file === undefined ? -1 : fstatSync(this.#file).size
    const own = this.#file === undefined ? undefined : headerOf(readAt(this.#file, 0, HEADER))
    const ownSize = own && (isLikely(own, this.size) ? own.pageSize : USUAL_PAGE_SIZE)
    const logSize = this.#log === undefined ? 0 : fstatSync(this.#log).size
    if (this.#log !== undefined && logSize > 0)
      this.log = readLog(this.#log, logSize, ownSize ?? USUAL_PAGE_SIZE)
    this.pageSize = ownSize ?? this.log?.pageSize ?? USUAL_PAGE_SIZE
    this.count = this.log?.pageCount ?? Math.ceil(Math.max(this.size, 0) / this.pageSize)
    this.header = headerOf(this.page(1) ?? Buffer.alloc(0))
  }

  close(): void {
    for (const descriptor of [this.#file, this.#log]) {
      if (descriptor !== undefined) closeSync(descriptor)
    }
  }

  /** Undefined if it is past the end. */
  page(number: number): Buffer | undefined {
    const { pageSize } = this
    const logged = this.log?.pages.get(number)
    const bytes =
      logged !== undefined && this.#log !== undefined
        ? readAt(this.#log, logged, pageSize)
        : this.#file !== undefined && readAt(this.#file, (number - 1) * pageSize, pageSize)
    return bytes && bytes.length === pageSize ? bytes : undefined
  }

  /** Whether the page may contain rows: not if SQLite uses it for bookkeeping, or if it was freed. */
  mayHoldRows(number: number): boolean {
    const map = this.#mapOf(number)
    if (number === Math.floor(LOCK_BYTE / this.pageSize) + 1 || number === map) return false
    const at = (number - map - 1) * 5
    const entry = number === 1 ? undefined : this.#mapPage(map)?.subarray(at, at + 5)
    return entry === undefined || entry[0] !== FREE_PAGE || entry.readUInt32BE(1) !== 0
  }

  #known: { readonly number: number; readonly page: Buffer | undefined } | undefined

  #mapPage(number: number): Buffer | undefined {
    if (this.#known?.number !== number) this.#known = { number, page: this.page(number) }
    return this.#known?.page
  }

  // https://sqlite.org/fileformat2.html#pointer_map_or_ptrmap_pages: a journal has them, for it gives pages back.
  #mapOf(number: number): number {
    const covered = Math.floor(this.pageSize / 5) + 1
    const map = Math.floor((number - 2) / covered) * covered + 2
    return map === Math.floor(LOCK_BYTE / this.pageSize) + 1 ? map + 1 : map
  }
}

function headerOf(bytes: Buffer): Header | undefined {
  if (bytes.length < HEADER || bytes.toString('latin1', 0, 16) !== MAGIC) return undefined
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16)
  if (pageSize < 512 || !Number.isInteger(Math.log2(pageSize))) return undefined
  return { pageSize, pageCount: bytes.readUInt32BE(28), version: bytes.readUInt32BE(60) }
}

// A journal's pages have the usual size; another size is accepted only if the length of the file fits it.
function isLikely({ pageSize, pageCount }: Header, size: number): boolean {
  return pageSize === USUAL_PAGE_SIZE || pageSize * pageCount === size
}

function openedIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r')
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return undefined
    throw failure
  }
}
