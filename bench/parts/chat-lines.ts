import { randomUUID } from 'node:crypto'
import { capturedTwitchLines, capturesFolder } from '../../test/support/captures.ts'
import { lines as ownLines } from '../../test/support/frames/twitch/lines.ts'

/** Chat messages to send, and their source. */
interface ChatLines {
  readonly origin: string
  readonly lines: readonly string[]
}

const TAGGED_ID = /^(@(?:\S*;)?id=)[^;\s]+/

/** So many lines of chat with fresh ids: captured ones where `PROMETHEAN_CAPTURES` names them, else the project's own. */
export function chatLines(count: number): ChatLines {
  const folder = capturesFolder()
  const told: readonly string[] =
    folder === undefined ? Object.values(ownLines) : capturedTwitchLines(folder)
  const usable = told.filter(isUsable)
  const origin = folder === undefined ? "the project's made-up lines" : 'captured lines'
  const lines = Array.from({ length: count }, (_, index) => fresh(usable[index % usable.length]))
  return { origin: `${origin} (${usable.length} different ones)`, lines }
}

// Bits are left out: tmi.js reports them as another event, so the script would count fewer messages.
function isUsable(line: string): boolean {
  return / PRIVMSG #\S+ :?\S/.test(line) && TAGGED_ID.test(line) && !/^@(\S*;)?bits=/.test(line)
}

function fresh(line = ''): string {
  return line.replace(TAGGED_ID, `$1${randomUUID()}`)
}
