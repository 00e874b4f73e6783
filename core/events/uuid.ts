import { randomFillSync } from 'node:crypto'

const POOL = new Uint8Array(4_096)
let used = POOL.length

/** A UUIDv7 (RFC 9562, section 5.7): the time in its first 48 bits, so ids sort as they were made. */
export function uuidV7(now: number = Date.now()): string {
  const random = randomBytes(10)
  const time = Math.floor(now).toString(16).padStart(12, '0')
  const version = (0x7000 | ((((random[0] ?? 0) << 8) | (random[1] ?? 0)) & 0x0fff)).toString(16)
  const variant = (0x80 | ((random[2] ?? 0) & 0x3f)).toString(16).padStart(2, '0')
  const rest = Buffer.from(random.subarray(3)).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}${rest.slice(0, 2)}-${rest.slice(2)}`
}

// One system call for some four hundred ids: a source without keys may make thousands a second.
function randomBytes(count: number): Uint8Array {
  if (used + count > POOL.length) {
    randomFillSync(POOL)
    used = 0
  }
  used += count
  return POOL.subarray(used - count, used)
}
