import { cutAtPoint } from '../../text/cut.ts'
import { printable } from '../../text/printable.ts'
import { visibleText } from '../../text/visible.ts'

const MOST = 60

/** The name of a program, or of a tool that it calls, as it may be stored and shown: on one line, without control and invisible characters, at most 60 characters. */
export function agentName(told: string): string {
  const line = visibleText(printable(told)).replace(/\s+/g, ' ')
  return cutAtPoint(line, MOST).trim()
}
