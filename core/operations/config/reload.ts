import { z } from 'zod'
import { ConfigProblem } from '../../errors.ts'
import { count, names, text } from '../fields.ts'
import { shownProblems } from '../live/run-status.ts'
import { operation } from '../operation.ts'

export const reload = operation({
  description: 'apply the current config, as a save does',
  input: z.strictObject({}),
  output: z.object({
    kept: names,
    restarted: z.array(z.object({ id: text, why: text })),
    added: names,
    removed: names,
    held: count.describe('events that waited for the switch'),
    ms: count.describe('milliseconds from reading to switching'),
  }),
  kind: 'act',
  needs: 'instance',
  foretells: true,
  run: async (_, { instance: { runtime, edits }, dry }) => {
    try {
      return dry ? { ...(await edits.plan(undefined)), held: 0, ms: 0 } : await edits.reload()
    } catch (failure) {
      if (!(failure instanceof ConfigProblem)) throw failure
      throw new ConfigProblem(shownProblems(runtime, failure.problems), { cause: failure })
    }
  },
})
