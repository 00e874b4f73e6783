import { readSync } from 'node:fs'

// https://sqlite.org/fileformat2.html#the_write_ahead_log
const MAGIC = 0x377f0682
const HEADER = 32
const FRAME_HEADER = 24

type Checksum = readonly [number, number]

/** The committed contents of a write-ahead log. */
export interface WriteAheadLog {
  readonly pageSize: number
  /** The place of the newest version of each page in the log, by page number. */
  readonly pages: ReadonlyMap<number, number>
  /** The number of pages after the last commit; undefined if there was none. */
  readonly pageCount: number | undefined
  /** What SQLite would silently leave out is there and was committed. */
  readonly isDamaged: boolean
}

/**
 * Reads a write-ahead log without SQLite, which stops at the first frame that does not fit: of a frame overwritten in the
 * middle it would leave out all that was committed after it. Here each frame is held to the one before it.
 */
export function readLog(descriptor: number, size: number, usualPageSize: number): WriteAheadLog {
  const header = readAt(descriptor, 0, HEADER)
  const head = headerOf(header)
  const frames = new Frames(descriptor, size, head?.pageSize ?? usualPageSize)
  const newer = new Map<number, number>()
  const pages = new Map<number, number>()
  let pageCount: number | undefined
  let salts = head?.salts
  let before = head?.checksum
  let hasHole = head === undefined
  let isDamaged = false
  for (const frame of frames) {
    const isOurs = salts === undefined || frame.salts === salts
    const fits = isOurs && before !== undefined && frame.fits(before, head?.isBigEndian ?? false)
    before = frame.checksum
    if (!fits) {
      // With a broken header the second frame is the first that can be held to anything.
      hasHole = true
      continue
    }
    salts ??= frame.salts
    newer.set(frame.page, frame.offset)
    if (frame.commit === 0) continue
    for (const [page, offset] of newer) pages.set(page, offset)
    newer.clear()
    pageCount = frame.commit
    isDamaged ||= hasHole
  }
  const isUnwritten = header.every(byte => byte === 0)
  return {
    pageSize: frames.pageSize,
    pages,
    pageCount,
    isDamaged: isDamaged || (head === undefined && header.length > 0 && !isUnwritten),
  }
}

function headerOf(header: Buffer) {
  if (header.length < HEADER) return undefined
  const magic = header.readUInt32BE(0)
  if (magic !== MAGIC && magic !== MAGIC + 1) return undefined
  const isBigEndian = magic === MAGIC + 1
  const checksum: Checksum = [header.readUInt32BE(24), header.readUInt32BE(28)]
  if (!isSame(checksumOf(header.subarray(0, 24), [0, 0], isBigEndian), checksum)) return undefined
  const salts = header.toString('latin1', 16, 24)
  return { isBigEndian, checksum, salts, pageSize: header.readUInt32BE(8) }
}

class Frames {
  readonly pageSize: number
  readonly #descriptor: number
  readonly #size: number

  constructor(descriptor: number, size: number, pageSize: number) {
    this.#descriptor = descriptor
    this.#size = size
    this.pageSize = pageSize
  }

  *[Symbol.iterator]() {
    const length = FRAME_HEADER + this.pageSize
    for (let at = HEADER; at + length <= this.#size; at += length) {
      const bytes = readAt(this.#descriptor, at, length)
      const checksum: Checksum = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
      yield {
        page: bytes.readUInt32BE(0),
        /** Pages of the database after it; 0: more of the same commit comes. */
        commit: bytes.readUInt32BE(4),
        salts: bytes.toString('latin1', 8, 16),
        checksum,
        offset: at + FRAME_HEADER,
        fits: (before: Checksum, isBigEndian: boolean): boolean => {
          const head = checksumOf(bytes.subarray(0, 8), before, isBigEndian)
          const whole = checksumOf(bytes.subarray(FRAME_HEADER), head, isBigEndian)
          return isSame(whole, checksum)
        },
      }
    }
  }
}

function checksumOf(bytes: Buffer, before: Checksum, isBigEndian: boolean): Checksum {
  let [one, two] = before
  for (let at = 0; at < bytes.length; at += 8) {
    const first = isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
    const second = isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)
    one = (one + first + two) >>> 0
    two = (two + second + one) >>> 0
  }
  return [one, two]
}

function isSame([one, two]: Checksum, [first, second]: Checksum): boolean {
  return one === first && two === second
}

/** The available bytes from here on, at most this many. */
export function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position))
}
