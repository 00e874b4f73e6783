import { z } from 'zod'
import { name, names, text } from '../fields.ts'
import { showingProblems } from '../live/run-status.ts'
import { operation } from '../operation.ts'
import { draftIn } from './draft.ts'

export const plan = operation({
  description: 'show which plugins would restart if you saved this config',
  input: z.strictObject({
    file: name
      .describe('another config in its place; over the API one in the folder of the config')
      .optional(),
  }),
  output: z.object({
    kept: names,
    restarted: z.array(z.object({ id: text, why: text })),
    added: names,
    removed: names,
  }),
  kind: 'read',
  needs: 'instance',
  // It reads the config, behind a reload that is under way.
  isLong: true,
  run: ({ file }, { instance: { runtime, edits, folder }, isOffered }) =>
    showingProblems(runtime, async () =>
      edits.plan(file !== undefined && isOffered ? await draftIn(folder, file) : file),
    ),
})
