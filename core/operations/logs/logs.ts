import { z } from 'zod'
import { operation, streamOperation } from '../operation.ts'
import { time } from '../time.ts'
import { followLog, lastOf, logLine, logWish, readLog } from './log-lines.ts'

const MOST = 10_000

export const logs = operation({
  description: 'print the log, oldest first; with or without a running instance',
  input: z.strictObject({
    ...logWish,
    since: time
      .describe('written at or after this time: 2h, 2026-11-23 or 2026-11-23T19:00')
      .optional(),
    limit: z
      .int()
      .min(1)
      .max(MOST)
      .describe(`at most this many lines, the newest; default 1000, maximum ${MOST}`)
      .meta({ placeholder: 'count' })
      .default(1_000),
  }),
  output: z.array(logLine),
  kind: 'read',
  needs: 'project',
  run: ({ limit, ...wish }, { folder }) => lastOf(readLog(folder, wish), limit),
})

export const followLogs = streamOperation({
  description: 'print the log as it is written',
  input: z.strictObject(logWish),
  output: logLine,
  kind: 'read',
  run: (wish, { instance: { folder }, signal }) => followLog(folder, wish, { signal }),
})
