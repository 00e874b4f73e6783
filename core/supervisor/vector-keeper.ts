import type { VectorKeeper } from '../memory/memory.ts'
import { answeringNothing } from '../plugin/answering.ts'
import { MemoryIndex } from '../plugin/ports/memory.ts'
import type { RunningSet } from './running-set.ts'

/** The plugin of the config that keeps vectors, as it is now; undefined if there is none. */
export function vectorKeeper(running: RunningSet): VectorKeeper | undefined {
  const use = running.config?.uses.find(({ provides }) =>
    provides.some(({ name }) => name === MemoryIndex.name),
  )
  if (use === undefined) return undefined
  // What is provided under a port was typed by its token.
  const index = running.runs().get(use.id)?.provided.get(MemoryIndex.name) as
    | MemoryIndex
    | undefined
  if (index === undefined) return { plugin: use.id, index }
  const nearest: MemoryIndex['nearest'] = (...asked) =>
    answeringNothing(() => index.nearest(...asked))
  return { plugin: use.id, index: { nearest } }
}
