import type { Event, Streamer } from 'promethean'
import { folded } from './command.ts'

/** Tells whether a line names one of the streamer's, the bots' or the connected accounts: `@name`, in any case. */
export function mentions(streamer: Streamer): (event: Event<'chat.message'>) => boolean {
  return ({ data, platform }) => {
    if (!data.text.includes('@')) return false
    const text = folded(data.text)
    return streamer.accounts(platform).some(({ name }) => names(text, folded(name)))
  }
}

// A name with more letters behind it is another one.
function names(text: string, name: string): boolean {
  for (let at = text.indexOf(`@${name}`); at >= 0; at = text.indexOf(`@${name}`, at + 1)) {
    if (!/[\p{L}\p{N}_]/u.test(text[at + name.length + 1] ?? '')) return true
  }
  return false
}
