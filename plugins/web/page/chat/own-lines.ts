import type { ChatLine } from './chat-line.ts'

// A platform tells an own line within seconds, or never.
const NEAR = 200

/**
 * Where the same text of ours is told already: once as what was sent, once by the platform if that tells own lines.
 * @param line one of ours
 * @returns an index, or -1
 */
export function toldBefore(lines: readonly ChatLine[], line: ChatLine): number {
  const text = plain(line.text)
  for (let at = lines.length - 1; at >= Math.max(0, lines.length - NEAR); at--) {
    const other = lines[at]
    if (other?.isSelf !== true || other.isPaired || isSent(other) === isSent(line)) continue
    if (other.platform === line.platform && plain(other.text) === text) return at
  }
  return -1
}

/** Whether it is what was sent, not what a platform told. */
export function isSent(line: ChatLine): boolean {
  return line.sentBy !== undefined
}

// A text that repeats one is changed where nobody sees it.
function plain(text: string): string {
  return text
    .replace(/\p{Cf}|\u034f/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}
