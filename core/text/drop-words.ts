// In the order of the table in docs/config.md.
const WORDS: ReadonlyMap<string, string> = new Map([
  ['blank', 'it has no visible characters'],
  ['own_line', 'it answers a message of your own'],
  ['bot', 'it answers a message of a bot'],
  ['relay', 'it answers a message that was copied from another chat'],
  ['secret', 'it holds a secret'],
  ['link', 'a language model wrote it, and it holds a link'],
  ['too_long', 'it would need more than five messages'],
  ['no_channel', 'there is no channel to send it to'],
  ['no_sender', 'no connected plugin can send it'],
  ['muted', 'it is muted'],
  ['queue_full', 'too many messages already wait to be sent'],
  ['expired', 'it could not be sent in time: its account may send only so many messages in 30 s'],
  ['stopped', 'Promethean stops'],
])

/** Why a text was not sent, as a part of a sentence, from the reason in its receipt; a platform's own reason as it is. */
export function dropWords(reason: string): string {
  return WORDS.get(reason) ?? reason
}
