import type { Schema } from 'promethean'

/** Takes whatever comes. */
export const anything: Schema<object | undefined, object> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: value => ({ value: Object(value) }),
  },
}

/** Refuses everything, quoting it as some libraries do. */
export function quoting(quote: (value: unknown) => string): Schema<unknown, unknown> {
  return {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: value => ({
        issues: issuesOf(value, []).map(([path, each]) => ({ path, message: quote(each) })),
      }),
    },
  }
}

function issuesOf(
  value: unknown,
  path: readonly PropertyKey[],
): (readonly [readonly PropertyKey[], unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([key, each]) => issuesOf(each, [...path, key]))
}
