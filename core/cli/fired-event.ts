import { z } from 'zod'
import type { CheckedConfig } from '../config/check.ts'
import { explainIssues } from '../config/issues.ts'
import { ConfigProblem } from '../errors.ts'
import { channelName } from '../events/channel.ts'
import type { NewEvent } from '../events/event.ts'
import { eventExamples } from '../events/examples.ts'
import { eventSchemas } from '../events/schemas.ts'
import type { Schema } from '../plugin/define.ts'
import { filled } from './filled.ts'
import { requireTypes } from './known-types.ts'

const wishSchema = z
  .strictObject({
    type: z.string().min(1),
    data: z.unknown().optional(),
    platform: z.string().min(1).toLowerCase().optional(),
    channel: z.string().min(1).optional(),
  })
  // A person writes #Ann; rules and filters look for what sources tell.
  .transform(({ platform, channel, ...rest }) => ({
    ...rest,
    platform,
    channel: platform && channel ? channelName(platform, channel) : channel,
  }))

/** An event asked for, and the fields of its data that nobody gave: the example's. */
export interface Fired {
  readonly told: NewEvent
  readonly filled: readonly string[]
}

/**
 * The event `promethean fire` asks a running instance for, its data made by the schema of its type.
 * @throws ConfigProblem with everything that is wrong with it
 */
export async function firedEvent(
  config: Pick<CheckedConfig, 'uses'>,
  body: unknown,
): Promise<Fired> {
  const { type, data: given = {}, platform, channel } = wishSchema.parse(body)
  requireTypes(config, [type])
  const schema = schemaOf(config, type)
  if (schema === undefined) throw new Error('unreachable: a known type without a schema')
  const { data, fields } = await filled(schema, given, exampleOf(type))
  const told = { type, data: await validData(schema, data), platform, channel }
  // The type is one of those known, and its own schema has just made the data.
  return { told: told as NewEvent, filled: fields }
}

/** Data of a type of core's as one would write it. */
export function exampleOf(type: string): unknown {
  return Object.entries(eventExamples).find(([name]) => name === type)?.[1]
}

/** The schema of a type's data: core's, else that of the plugin that emits it. */
export function schemaOf(config: Pick<CheckedConfig, 'uses'>, type: string): Schema | undefined {
  const core = Object.entries(eventSchemas).find(([name]) => name === type)?.[1]
  return core ?? config.uses.map(({ plugin }) => plugin.emits?.[type]).find(Boolean)
}

async function validData(schema: Schema, data: unknown): Promise<unknown> {
  const result = await schema['~standard'].validate(data)
  if (result.issues === undefined) return result.value
  throw new ConfigProblem(explainIssues(schema, data, result.issues, 'field'))
}
