import type { CheckedConfig } from '../../config/check/check.ts'
import { explainIssues } from '../../config/check/issues.ts'
import { ConfigProblem } from '../../errors.ts'
import { declarationOf } from '../../events/core-events.ts'
import type { NewEvent } from '../../events/event.ts'
import type { Schema } from '../../plugin/schema.ts'
import { unknownTypes } from '../config/known-types.ts'
import { filled } from './example-data.ts'
import { firedPlace } from './fired-place.ts'

const FAULT = { fault: 'invalid' } as const

/** An event as requested. */
export interface FireInput {
  readonly type: string
  readonly data?: unknown
  readonly platform?: string | undefined
  readonly channel?: string | undefined
}

/** A requested event, and the fields of its data that were filled in from the example. */
export interface Fired {
  readonly told: NewEvent
  readonly filled: readonly string[]
}

/** What an event is fired into. */
export interface Firing extends Pick<CheckedConfig, 'uses'> {
  /** Where the streamer has an account. */
  readonly platforms: readonly string[]
  /** Of these one that is left out can be each; default all. */
  readonly meant?: readonly string[]
  /** As of the request. */
  readonly isOffered?: boolean
}

/**
 * The event `promethean fire` asks a running instance for, its data made by the schema of its type.
 * @throws ConfigProblem with everything that is wrong with it
 */
export async function firedEvent(firing: Firing, wanted: FireInput): Promise<Fired> {
  const { type, data: given = {}, ...told } = wanted
  const { platforms, meant = platforms, isOffered = false } = firing
  const { problems, ...where } = firedPlace(type, told, { own: platforms, meant, isOffered })
  const unknown = unknownTypes(firing, [type])
  if (unknown.length > 0) throw new ConfigProblem([...unknown, ...problems], FAULT)
  const schema = schemaOf(firing, type)
  if (schema === undefined) throw new Error('unreachable: a known type without a schema')
  const { data, fields } = await filled(schema, given, exampleOf(type))
  const result = await schema['~standard'].validate(data)
  if (result.issues)
    throw new ConfigProblem(
      [...problems, ...explainIssues(schema, data, result.issues, { word: 'field' })],
      FAULT,
    )
  if (problems.length > 0) throw new ConfigProblem(problems, FAULT)
  // Its own schema has just made the data.
  return { told: { type, data: result.value, ...where } as NewEvent, filled: fields }
}

/** Data of a type of core's as one would write it. */
export function exampleOf(type: string): unknown {
  return declarationOf(type)?.example
}

/** The schema of a type's data: core's, else that of the plugin that emits it. */
function schemaOf(config: Pick<CheckedConfig, 'uses'>, type: string): Schema | undefined {
  const core = declarationOf(type)?.schema
  return core ?? config.uses.map(({ plugin }) => plugin.emits?.[type]).find(Boolean)
}
