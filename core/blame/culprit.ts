import { basename, dirname, sep } from 'node:path'
import { PrometheanError } from '../errors.ts'
import type { Instance } from '../instance/instance.ts'
import { definedIn } from '../plugin/define.ts'
import { filesOf } from '../plugin/stack-frames.ts'

/** Which running plugin threw this, by the error's own word or the topmost frame that lies in a plugin's files. */
export function culpritOf(thrown: unknown, instances: readonly Instance[]): Instance | undefined {
  if (thrown instanceof PrometheanError && thrown.plugin !== undefined) {
    const named = instances.find(({ use }) => use.id === thrown.plugin)
    if (named !== undefined) return named
  }
  return ownerOf(filesOf(thrown instanceof Error ? (thrown.stack ?? '') : ''), instances)
}

/** Which running plugin the first of these files belongs to. */
export function ownerOf(
  files: readonly string[],
  instances: readonly Instance[],
): Instance | undefined {
  for (const file of files) {
    const instance = instances.find(({ use }) => owns(definedIn(use.plugin), file))
    if (instance !== undefined) return instance
  }
  return undefined
}

// A plugin in a folder of its own owns the folder, one in a file beside others only the file.
function owns(definition: string | undefined, file: string): boolean {
  if (definition === undefined) return false
  if (definition === file) return true
  return basename(definition).startsWith('index.') && file.startsWith(dirname(definition) + sep)
}
