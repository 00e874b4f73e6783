import { z } from 'zod'
import { unlessAborted } from '../../async.ts'
import { ConfigProblem } from '../../errors.ts'
import { name } from '../fields.ts'
import { type Asked, type Given, streamOperation } from '../operation.ts'
import { hasRoom, NO_ROOM, received } from '../time.ts'
import { type ReplayLine, replayLine } from './lines.ts'
import { inThread } from './thread.ts'

const input = z
  .strictObject({
    ...received,
    session: name
      .describe('one stream, as promethean sessions prints it; by default the last one')
      .optional(),
    diff: z
      .boolean()
      .describe('show only differences from what was really said; exit code 1 if there are any')
      .default(false),
    tests: z
      .boolean()
      .describe('include test events; the last stream may then be a simulated one')
      .default(false),
  })
  .refine(hasRoom, NO_ROOM)
  .refine(({ session, since, until }) => session === undefined || (since ?? until) === undefined, {
    path: ['session'],
    message: 'sets the time: leave out {since} and {until}',
  })

export const replay = streamOperation({
  description: 'run past events through the current config and show what it would have said',
  input,
  output: replayLine,
  kind: 'read',
  needs: 'project',
  run: replayed,
})

/** Of the files as they are now; nothing is sent, and whatever runs here is not disturbed. */
async function* replayed(
  wanted: z.output<typeof input>,
  { read, folder, journalFile, instance, signal, onProgress }: Given['project'] & Asked,
): AsyncGenerator<ReplayLine> {
  const { problems, config, loaded } = await unlessAborted(read(), signal)
  if (config === undefined || loaded === undefined) throw new ConfigProblem(problems)
  const journal = { file: await journalFile(), isOpen: instance !== undefined }
  yield* inThread({ url: loaded.url, folder, journal, wanted }, { signal, onProgress })
}
