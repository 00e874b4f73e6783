import { pause } from '../../async.ts'
import type { ForgetSettings, ForgottenEvents, Person } from '../forgetting/person.ts'
import type { Position } from '../port.ts'
import type { PackedTraces } from './tables/traces.ts'
import type { Ask } from './worker-store.ts'

// Some 20 ms of the readers' thread.
const SEARCHED = 2_000
// One piece of work is some 3 ms, which is what an append may have to wait for it.
const AT_ONCE = 20
// The pause after each piece, as a multiple of its duration.
const REST = 2
// How much of the way the search is; the rest is tidying up.
const SEARCH_SHARE = 0.9

/** Deletes all that a journal holds of a person, in pieces, so that appends go on. */
export function forgetting(read: Ask, write: Ask, onForgotten: (ids: readonly string[]) => void) {
  return async (person: Person, settings: ForgetSettings = {}): Promise<ForgottenEvents> => {
    const { dry = false, signal, onProgress = () => undefined } = settings
    const piece = async <T>(work: () => Promise<T>): Promise<T> => {
      signal?.throwIfAborted()
      const began = performance.now()
      const done = await work()
      await pause((performance.now() - began) * REST, signal)
      return done
    }
    const removed: Record<string, number> = {}
    let cleaned = 0
    const gone = new Set<Position>()
    const end = Math.max(await write('end'), 1)
    for (let after: Position | undefined = 0; after !== undefined; ) {
      const found: PackedTraces = await read('tracesOf', person, after, SEARCHED)
      const fresh = found.removed.filter(([position]) => !gone.has(position))
      for (const [position, type] of fresh) {
        gone.add(position)
        removed[type] = (removed[type] ?? 0) + 1
      }
      const left = found.cleaned.filter(([position]) => !gone.has(position))
      cleaned += left.length
      if (!dry) {
        const positions = fresh.map(([position]) => position)
        for (let at = 0; at < positions.length; at += AT_ONCE)
          onForgotten(await piece(() => write('forgetRows', positions.slice(at, at + AT_ONCE))))
        for (let at = 0; at < left.length; at += AT_ONCE)
          await piece(() => write('rewriteRows', left.slice(at, at + AT_ONCE)))
      }
      signal?.throwIfAborted()
      after = found.last
      onProgress(Math.min((after ?? end) / end, 1) * SEARCH_SHARE)
    }
    const notes = await read('notesNaming', person)
    const states = await read('statesNaming', person)
    if (!dry) {
      const who = [person.id, ...person.names].map(name => `${person.platform}/${name}`)
      await write('forgetRest', who, notes)
      let isFirst = true
      while (await piece(() => write('tidyForgotten', isFirst))) isFirst = false
    }
    onProgress(1)
    return { removed, cleaned, notes: notes.length, states }
  }
}
