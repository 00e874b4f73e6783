import { z } from 'zod'
import { count, names, text } from '../fields.ts'
import { showingProblems } from '../live/run-status.ts'
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
  run: (_, { instance: { runtime, edits }, dry }) =>
    showingProblems(runtime, async () =>
      dry ? { ...(await edits.plan(undefined)), held: 0, ms: 0 } : edits.reload(),
    ),
})
