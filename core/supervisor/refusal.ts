import { type CheckedConfig, knownTypes, nearestType } from '../config/check/check.ts'
import { ConfigProblem, type Problem, PrometheanError } from '../errors.ts'
import { unknownType } from '../instance/setup-context.ts'
import { placed } from '../plugin/thrown-at.ts'
import type { Instances } from './running-set.ts'

/**
 * Event types that unchanged plugins listen to but that the new config never emits. They would wait forever, and the next
 * start would refuse this config.
 */
export function orphans(
  config: CheckedConfig,
  kept: readonly string[],
  present: Instances,
): readonly Problem[] {
  const known = knownTypes(config)
  return kept.flatMap(id =>
    [...(present.get(id)?.asked ?? [])]
      .filter(type => !known.has(type))
      .map(type => unknownType(id, type, nearestType(config, type))),
  )
}

/**
 * Why a use did not start, as the problems of its config.
 * @param folder the config's, which contains the author's files
 */
export function problemsOf(
  id: string,
  failure: unknown,
  folder: string | undefined,
): readonly Problem[] {
  // A plugin's own setup need not name the plugin.
  if (failure instanceof ConfigProblem)
    return failure.problems.map(problem => ({ plugin: id, ...problem }))
  return [{ plugin: id, path: '', message: placed(failure, folder) }]
}

/** An edit that comes too late. */
export function stopping(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'the config was not applied',
    why: 'the runtime is stopping',
    advice: 'start it again to use it',
  })
}
