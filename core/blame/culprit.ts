import { basename, dirname, sep } from 'node:path'
import type { CheckedUse } from '../config/check/uses.ts'
import { PrometheanError } from '../errors.ts'
import type { Instance } from '../instance/instance.ts'
import { begunBy, type RunPhase } from '../instance/run-phase.ts'
import { definedIn } from '../plugin/define.ts'
import { filesOf } from '../plugin/stack-frames.ts'

/** Which running plugin threw this error, by the error's own `plugin` or the topmost stack frame in a plugin's files. */
export function culpritOf(thrown: unknown, instances: readonly Instance[]): Instance | undefined {
  const phase = begunBy()
  // Two instances of one use, the leaving one and its successor, have the same files.
  const exact = instances.filter(({ run }) => run?.began(phase))
  return throwerOf(thrown, [...exact, ...instances])
}

/**
 * The run that left behind what threw this, a timer for example: it is over, and the current run of its plugin is not to
 * blame. Only known while the code that threw is executing.
 */
export function leftBehindBy(
  thrown: unknown,
  instances: readonly Instance[],
): RunPhase | undefined {
  const phase = begunBy()
  if (phase === undefined || !phase.isOver) return undefined
  return throwerOf<OfUse>(thrown, [phase, ...instances]) === phase ? phase : undefined
}

/** Which running plugin the first of these files belongs to. */
export function ownerOf<T extends OfUse>(
  files: readonly string[],
  candidates: readonly T[],
): T | undefined {
  for (const file of files) {
    const owner = candidates.find(({ use }) => owns(definedIn(use.plugin), file))
    if (owner !== undefined) return owner
  }
  return undefined
}

interface OfUse {
  readonly use: CheckedUse
}

function throwerOf<T extends OfUse>(thrown: unknown, candidates: readonly T[]): T | undefined {
  if (thrown instanceof PrometheanError && thrown.plugin !== undefined) {
    const named = candidates.find(({ use }) => use.id === thrown.plugin)
    if (named !== undefined) return named
  }
  return ownerOf(filesOf(thrown instanceof Error ? (thrown.stack ?? '') : ''), candidates)
}

// A plugin with a folder of its own owns the folder; otherwise it owns only its file.
function owns(definition: string | undefined, file: string): boolean {
  if (definition === undefined) return false
  if (definition === file) return true
  return basename(definition).startsWith('index.') && file.startsWith(dirname(definition) + sep)
}
