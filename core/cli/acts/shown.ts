import type { z } from 'zod'
import type { acted } from '../../operations/acts/act.ts'
import type { note } from '../../operations/acts/note.ts'
import type { say } from '../../operations/acts/say.ts'
import { waitText } from '../../text/wait-text.ts'
import { type Output, printable } from '../shown/output.ts'

/** Shows the result of a message. @returns the exit code */
export function showSaid(said: z.output<(typeof say)['output']>, output: Output): number {
  const { id, status, reason, platform, channel, text, confirmed, capturedBy } = said
  const { parts = 1, waitMs = 0 } = said
  const where = printable(`on ${platform} in ${channel}: ${text}`)
  if (status === 'dropped') {
    output.trouble(
      printable(`not said (${reason ?? 'refused'}) ${where}; promethean explain ${id}`),
    )
    return 1
  }
  if (status === 'dry' && reason !== undefined) {
    output.trouble(printable(`dry: would not be said (${reason}) ${where}`))
    return 1
  }
  if (status === 'sent' && capturedBy !== undefined) {
    const captured = printable(`captured by ${capturedBy}, nothing was sent,`)
    output.line(`${captured} ${where}; promethean explain ${id}`)
    return 0
  }
  const words = confirmed ? 'said' : 'sent, not confirmed,'
  const more = id === undefined ? '' : `; promethean explain ${id}`
  const split = parts > 1 ? `, as ${parts} messages,` : ''
  const late = waitMs > 0 ? `, in ${waitText(waitMs)},` : ''
  const end = capturedBy === undefined ? 'said' : printable(`captured by ${capturedBy}`)
  output.line(`${status === 'dry' ? `dry: would be ${end}${split}${late}` : words} ${where}${more}`)
  return 0
}

/** What was noted. */
export function showNoted({ id, text }: z.output<(typeof note)['output']>, output: Output): void {
  const more = id === undefined ? '' : `; promethean explain ${id}`
  output.line(`${id === undefined ? 'dry: would be noted' : 'noted'}: ${printable(text)}${more}`)
}

/** What was done, and by which plugin. */
export function showActed({ id, status, what, via }: z.output<typeof acted>, output: Output): void {
  const who = printable(`${what} through ${via}`)
  const more = id === undefined ? '' : `; promethean explain ${id}`
  output.line(`${status === 'dry' ? 'dry: would' : 'done:'} ${who}${more}`)
}
