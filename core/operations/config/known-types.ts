import { type CheckedConfig, knownTypes, nearestType } from '../../config/check/check.ts'
import { ConfigProblem, type Problem } from '../../errors.ts'

/** @throws ConfigProblem naming every type that neither core nor a plugin of this config emits, with the nearest name */
export function requireTypes(config: Pick<CheckedConfig, 'uses'>, types: readonly string[]): void {
  const problems = unknownTypes(config, types)
  if (problems.length > 0) throw new ConfigProblem(problems)
}

/** A problem for each type that neither core nor a plugin of this config emits. */
export function unknownTypes(
  config: Pick<CheckedConfig, 'uses'>,
  types: readonly string[],
): readonly Problem[] {
  const known = knownTypes(config)
  return types.filter(type => !known.has(type)).map(type => unknownType(config, type))
}

function unknownType(config: Pick<CheckedConfig, 'uses'>, type: string): Problem {
  const meant = nearestType(config, type)
  const advice =
    meant === undefined ? 'promethean schema lists all types' : `did you mean ${meant}?`
  return { path: '', message: `no plugin emits the event type ${type}; ${advice}` }
}
