import type { ChatLine } from './chat-line.ts'

/** Which lines are shown. */
export interface ChatFilter {
  /** Empty: all. */
  readonly platforms: readonly string[]
  /** A part of a name. */
  readonly user: string
  /** All of them, in any order. */
  readonly words: string
  /** Also what a filter dropped, such as copies. */
  readonly withDropped: boolean
}

export const SHOW_ALL: ChatFilter = { platforms: [], user: '', words: '', withDropped: false }

export function isFiltered({ platforms, user, words }: ChatFilter): boolean {
  return platforms.length > 0 || user.trim() !== '' || words.trim() !== ''
}

export function filtered(lines: readonly ChatLine[], filter: ChatFilter): readonly ChatLine[] {
  const { platforms, withDropped } = filter
  const user = folded(filter.user).trim()
  const words = folded(filter.words).split(/\s+/).filter(Boolean)
  return lines.filter(line => {
    if (line.dropped !== undefined && !withDropped) return false
    if (platforms.length > 0 && !platforms.includes(line.platform)) return false
    if (user === '' && words.length === 0) return true
    const { text, names } = foldedOf(line)
    return names.includes(user) && words.every(word => text.includes(word))
  })
}

interface Folded {
  readonly text: string
  readonly names: string
}

// A line is compared with each letter typed and each line that comes.
const known = new WeakMap<ChatLine, Folded>()

function foldedOf(line: ChatLine): Folded {
  const { name = '', displayName = '' } = line.person
  const made = known.get(line) ?? {
    text: folded(line.text),
    names: `${folded(name)}\n${folded(displayName)}`,
  }
  known.set(line, made)
  return made
}

// `Zoë` is found by `zoe`.
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
