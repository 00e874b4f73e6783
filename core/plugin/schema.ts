import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Any Standard Schema: zod, valibot, arktype. */
export type Schema<Input = unknown, Value = Input> = StandardSchemaV1<Input, Value>
