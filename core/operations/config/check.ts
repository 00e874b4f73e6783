import { z } from 'zod'
import { knownTypes } from '../../config/check/check.ts'
import { typeProblems } from '../../config/check/type-check.ts'
import { names, problem, text } from '../fields.ts'
import { operation } from '../operation.ts'

export const check = operation({
  description: 'check the config and list every problem; starts nothing',
  input: z.strictObject({}),
  output: z.object({
    problems: z.array(problem).describe('all of them; empty if there are none'),
    plugins: names.describe('their ids; empty if the config cannot be read'),
    warnings: z.array(text).describe('what may not work, but keeps nothing from starting'),
  }),
  kind: 'read',
  needs: 'project',
  run: async (_, { folder, read, signal }) => {
    const { problems, config, loaded } = await read()
    // The compiler would only repeat a problem that we already report.
    const types =
      loaded === undefined || config === undefined
        ? []
        : await typeProblems(folder, { ...loaded, types: knownTypes(config), signal })
    return {
      problems: [...problems, ...types],
      plugins: config?.uses.map(({ id }) => id) ?? [],
      warnings: [...(loaded?.warnings ?? [])],
    }
  },
})
