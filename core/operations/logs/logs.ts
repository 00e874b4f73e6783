import { z } from 'zod'
import { limit } from '../fields.ts'
import { operation, streamOperation } from '../operation.ts'
import { since } from '../time.ts'
import { followLog, lastOf, logLine, logWish, readLog } from './log-lines.ts'
import { requireLogged } from './logged-plugin.ts'

export const logs = operation({
  description: 'print the log, oldest first; with or without a running instance',
  input: z.strictObject({
    ...logWish,
    since: since
      .describe('written at or after this time: 2h, 2026-11-23 or 2026-11-23T19:00')
      .optional(),
    limit: limit(1_000, 10_000).describe('at most this many lines, the newest'),
  }),
  output: z.array(logLine),
  kind: 'read',
  needs: 'project',
  run: async ({ limit, ...wish }, given) => {
    const found = await lastOf(readLog(given.folder, wish), limit)
    if (found.length === 0) await requireLogged(given, wish.plugin)
    return found
  },
})

export const followLogs = streamOperation({
  description: 'print the log as it is written',
  input: z.strictObject(logWish),
  output: logLine,
  kind: 'read',
  needs: 'instance',
  run: async function* (wish, { instance, signal }) {
    const { folder, edits } = instance
    await requireLogged({ folder, read: () => edits.read(), instance }, wish.plugin)
    yield* followLog(folder, wish, { signal })
  },
})
