import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Pages } from './pages.ts'
import { finished } from './set-aside.ts'

/** Why a journal must not be opened. */
export type Fault =
  /** `repair` mends it. */
  | { readonly is: 'damaged'; readonly why: string }
  | { readonly is: 'newer'; readonly version: number }
  /** A whole database, but no journal. */
  | { readonly is: 'foreign' }
  /** No file. */
  | { readonly is: 'folder' }

/**
 * Whether a journal existed here and is lost: its file is empty or missing, but files next to it show that it existed. Ask
 * before creating a lock, because the lock file is such a trace.
 */
export function vanished(file: string): Fault | undefined {
  const size = sizeOf(file)
  if (size === undefined || size > 0) return undefined
  if ((sizeOf(`${file}-wal`) ?? 0) > 0)
    return {
      is: 'damaged',
      why: 'its file is missing or empty, but its write-ahead log exists',
    }
  if (size < 0 || !hasTraces(file)) return undefined
  return { is: 'damaged', why: 'its file is empty, but files beside it show that it was not' }
}

/**
 * Inspects a journal's files without SQLite, which writes as soon as it opens them: a refused journal stays unchanged to the
 * byte. Not while this process has the journal open, see `Pages`.
 */
export function faultOf(file: string, knownVersion: number): Fault | undefined {
  if (existsSync(finished(file)))
    return { is: 'damaged', why: 'a repair was interrupted just before it finished' }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) return { is: 'folder' }
  if ((sizeOf(file) ?? 0) <= 0) return undefined
  const pages = new Pages(file)
  try {
    return faultIn(pages, knownVersion)
  } finally {
    pages.close()
  }
}

/** The schema version; undefined if the file does not contain one. */
export function versionOf(file: string): number | undefined {
  const pages = new Pages(file)
  try {
    return pages.header?.version
  } finally {
    pages.close()
  }
}

const SCHEMA_PAGES = 50
const OUR_TABLE = 'CREATE TABLE entries'
// No Promethean will ever have this many migrations.
const FAR_VERSION = 1_000

function faultIn(pages: Pages, knownVersion: number): Fault | undefined {
  const { header, log } = pages
  if (header === undefined) return { is: 'damaged', why: 'it does not start like a journal' }
  const { version, pageCount } = header
  if (version >= FAR_VERSION || pages.isMisread || (version === 0 && isOurs(pages)))
    return { is: 'damaged', why: 'its first page is overwritten' }
  if (version > knownVersion) return { is: 'newer', version }
  if (version === 0 && pageCount > 1) return { is: 'foreign' }
  if (log?.isDamaged) return { is: 'damaged', why: 'its write-ahead log is overwritten' }
  return isCutOff(pages) ? { is: 'damaged', why: 'it is cut off at the end' } : undefined
}

// Its tables are listed at its beginning.
function isOurs(pages: Pages): boolean {
  for (let number = 1; number <= Math.min(pages.count, SCHEMA_PAGES); number++) {
    if (pages.page(number)?.includes(OUR_TABLE)) return true
  }
  return false
}

function isCutOff({ header, log, size, pageSize }: Pages): boolean {
  const last = log?.pageCount ?? header?.pageCount ?? 0
  // A page that is not in the file yet may stand in the log.
  for (let number = Math.floor(size / pageSize) + 1; number <= last; number++) {
    if (!log?.pages.has(number)) return true
  }
  return false
}

// Its lock, its log, copies of it, or the logs that every run writes.
function hasTraces(file: string): boolean {
  const folder = dirname(file)
  const name = basename(file)
  const isBeside = (one: string) => one.startsWith(`${name}.`) || one.startsWith(`${name}-`)
  return existsSync(join(folder, 'logs')) || readdirSync(folder).some(isBeside)
}

/** -1 if it is missing; undefined if it is not a file. */
function sizeOf(file: string): number | undefined {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return -1
  return stats.isFile() ? stats.size : undefined
}
