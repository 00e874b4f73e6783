import { basename, dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrometheanError } from '../errors.ts'
import { definedIn } from '../plugin/define.ts'
import type { Runner } from './runner.ts'

/** Which running plugin threw this, by the error's own word or the topmost frame that lies in a plugin's files. */
export function culpritOf(thrown: unknown, runners: readonly Runner[]): Runner | undefined {
  if (thrown instanceof PrometheanError && thrown.plugin !== undefined) {
    const named = runners.find(({ use }) => use.id === thrown.plugin)
    if (named !== undefined) return named
  }
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  for (const file of filesOf(stack)) {
    const runner = runners.find(({ use }) => owns(definedIn(use.plugin), file))
    if (runner !== undefined) return runner
  }
  return undefined
}

/** The files of a stack's frames, topmost first. */
export function filesOf(stack: string): readonly string[] {
  return stack.split('\n').flatMap(line => {
    const [, place] = /^\s+at (?:.*\(|async )?(.+?):\d+(?::\d+)?\)?$/.exec(line) ?? []
    if (place === undefined || place.startsWith('node:')) return []
    return [place.startsWith('file:') ? fileURLToPath(place) : place]
  })
}

// A plugin in a folder of its own owns the folder, one in a file beside others only the file.
function owns(definition: string | undefined, file: string): boolean {
  if (definition === undefined) return false
  if (definition === file) return true
  return basename(definition).startsWith('index.') && file.startsWith(dirname(definition) + sep)
}
