import { split } from '../text/split.ts'
import { limitOf } from './limits.ts'

const MOST = 5

/** The messages that a text is sent in; undefined if they would be more than five. */
export function messagesOf(
  text: string,
  platform: string,
  { isGenerated }: { readonly isGenerated: boolean },
): readonly string[] | undefined {
  const messages = split(text, limitOf(platform).codePoints, isGenerated)
  return messages.length > MOST ? undefined : messages
}
