const WORDS = [
  ...['alfa', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf', 'hotel', 'india', 'juliett'],
  ...['kilo', 'lima', 'mike', 'november', 'oscar', 'papa', 'quebec', 'romeo', 'sierra', 'tango'],
  ...['uniform', 'victor', 'whiskey', 'xray', 'yankee', 'zulu'],
] as const
const ID = new RegExp(`^(?:${WORDS.join('|')})(?:-[1-9]\\d{0,8})?$`, 'i')

/** A name that is easy to say and type for the nth pending request of a run, from 0: `alfa`, `bravo`, after `zulu` `alfa-2`. */
export function approvalId(count: number): string {
  const word = WORDS[count % WORDS.length]
  const round = Math.floor(count / WORDS.length)
  return round === 0 ? `${word}` : `${word}-${round + 1}`
}

/** Whether a text may be such a name. */
export function isApprovalId(text: string): boolean {
  return ID.test(text)
}
