import { type Account, anyOf, type ChatMessage, mentions } from 'promethean'

/** Whether a message addresses one of these accounts: by `@name`, or as a reply. */
export function isMentioned(
  { text, reply }: Pick<ChatMessage, 'text' | 'reply'>,
  accounts: readonly Account[],
): boolean {
  const names = accounts.map(({ name }) => name)
  const answered = reply?.user
  return (
    (answered !== undefined &&
      anyOf([...names, ...accounts.flatMap(({ id }) => id ?? [])])(answered)) ||
    mentions(text, names)
  )
}
