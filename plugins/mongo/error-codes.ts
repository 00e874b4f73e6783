import type { MongoBulkWriteError } from 'mongodb'

/** A document the server will never take. */
export interface Rejection {
  readonly id: string
  readonly reason: string
}

/** Whether the server said that a document of this `_id` is there: it was written before. */
export function isAlreadyThere({ code, errmsg = '' }: WriteFailure): boolean {
  // Anchored, because the text after `dup key:` comes from a document.
  return code === 11_000 && /^E11000 duplicate key error collection: \S+ index: _id_ /.test(errmsg)
}

/** One document's error as reported by the server. */
export interface WriteFailure {
  readonly index: number
  readonly code?: number
  readonly errmsg?: string | undefined
}

// Numbers from https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
/** The server cannot be reached, is ending, changes its primary, or does not know who asks (18). */
const awayCodes = new Set([
  6, 7, 18, 46, 63, 89, 91, 112, 133, 134, 150, 189, 202, 262, 317, 9_001, 10_058, 10_107, 11_600,
  11_602, 13_388, 13_435, 13_436,
])

/** It answers but writes nothing at all: no permission, no time, no confirmation, no space. */
const unableCodes = new Set([13, 24, 50, 64, 79, 100, 8_000, 14_031])

/** A whole command refused because of a document: nested too deep, not BSON, too large. */
const contentCodes = new Set([15, 22, 10_334])

/** The documents' own errors in a failed insert; undefined if the insert failed as a whole. */
export function writeFailures(failure: unknown): readonly WriteFailure[] | undefined {
  if (!isBulkError(failure)) return undefined
  const own = [failure.writeErrors].flat()
  // Without one it is the driver's wrapping of a lost connection or of a write concern that was not met.
  if (own.length === 0 || own.some(isOutage)) return undefined
  const unmet = failure.result?.getWriteConcernError?.()
  return unmet === undefined ? own : undefined
}

/** Whether a server's error says that it is away, so that asking again is all one can do. */
export function isAway({ code }: { readonly code?: number | string | undefined }): boolean {
  return awayCodes.has(Number(code))
}

/** Whether the server refused a whole command because of one of its documents. */
export function isContentRefused(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && contentCodes.has(Number(failure.code))
}

/** Whether the server does not know this user, or the user lacks a right. */
export function isNotAllowed(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && [13, 18].includes(Number(failure.code))
}

// Such errors come per document too, and are not the document's fault.
function isOutage({ code }: { readonly code?: number }): boolean {
  return awayCodes.has(Number(code)) || unableCodes.has(Number(code))
}

function isBulkError(failure: unknown): failure is MongoBulkWriteError {
  return failure instanceof Error && 'writeErrors' in failure
}
