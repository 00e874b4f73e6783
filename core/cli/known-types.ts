import { type CheckedConfig, knownTypes, nearestType } from '../config/check.ts'
import { ConfigProblem } from '../errors.ts'

/** @throws ConfigProblem naming every type that neither core nor a plugin of this config emits, with the nearest name */
export function requireTypes(config: Pick<CheckedConfig, 'uses'>, types: readonly string[]): void {
  const known = knownTypes(config)
  const problems = types
    .filter(type => !known.has(type))
    .map(type => {
      const meant = nearestType(config, type)
      const advice =
        meant === undefined ? 'promethean schema lists what there is' : `did you mean ${meant}?`
      return { path: '', message: `no plugin emits the event type ${type}; ${advice}` }
    })
  if (problems.length > 0) throw new ConfigProblem(problems)
}
