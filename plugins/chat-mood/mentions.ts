import type { Account, ChatMessage } from 'promethean'

/** Whether a line speaks to one of these accounts: by `@name`, or as a reply. */
export function isMentioned(
  { text, reply }: Pick<ChatMessage, 'text' | 'reply'>,
  accounts: readonly Account[],
): boolean {
  const lower = text.toLowerCase()
  return accounts.some(({ id, name }) => {
    const wanted = name.toLowerCase()
    if (id !== undefined && reply?.user?.id === id) return true
    return reply?.user?.name?.toLowerCase() === wanted || speaksTo(lower, `@${wanted}`)
  })
}

// `@ann` is not in `@annika`, nor in `mail@ann`.
function speaksTo(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text.slice(0, at)
    const after = text.slice(at + wanted.length)
    if (!/[\p{L}\p{N}_]$/u.test(before) && !/^[\p{L}\p{N}_]/u.test(after)) return true
  }
  return false
}
