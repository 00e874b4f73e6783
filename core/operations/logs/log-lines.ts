import { z } from 'zod'
import { pause } from '../../async.ts'
import type { LogLine } from '../../log.ts'
import { moment, text } from '../fields.ts'
import { linesOf, logFiles } from './log-files.ts'

const FOLLOW_MS = 200

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

/** One line of the log. */
export const logLine = z.object({
  at: moment,
  level: z.enum(LEVELS),
  plugin: text,
  message: text,
  details: z.record(z.string(), z.unknown()).exactOptional(),
  stack: text.exactOptional(),
})

export type LoggedLine = z.output<typeof logLine>

/** Which lines to read. */
export const logWish = {
  plugin: text.min(1).describe('only this plugin, or promethean itself').optional(),
  level: z
    .enum(LEVELS)
    .describe('only this level and above: debug, info, warn or error')
    .default('info'),
}

export interface LogWish {
  readonly plugin?: string | undefined
  readonly level: LoggedLine['level']
  readonly since?: Date | undefined
}

/** How far each file of the log was read, in bytes. */
export type LogPlaces = Map<string, number>

/** The matching lines of every file, in the order they were written, from the last read position on. */
export async function* readLog(
  folder: string,
  wish: LogWish,
  places: LogPlaces = new Map(),
): AsyncGenerator<LoggedLine> {
  for (const file of await logFiles(folder)) {
    for await (const { line, next } of linesOf(file, places.get(file))) {
      places.set(file, next)
      yield* wanted(line, wish)
    }
  }
}

/** The last of them, up to a limit. */
export async function lastOf(
  lines: AsyncIterable<LoggedLine>,
  limit: number,
): Promise<readonly LoggedLine[]> {
  const found: LoggedLine[] = []
  for await (const line of lines) {
    found.push(line)
    // Cut at twice as many: cutting moves all that stay.
    if (found.length >= limit * 2) found.splice(0, found.length - limit)
  }
  return found.slice(-limit)
}

/**
 * Lines written from now on, until the signal, including those in new files.
 * @param known how far it was read; left out: to its end
 */
export async function* followLog(
  folder: string,
  wish: LogWish,
  { signal, known }: { readonly signal: AbortSignal; readonly known?: LogPlaces },
): AsyncGenerator<LoggedLine> {
  const places = known ?? (await placesNow(folder))
  while (!signal.aborted) {
    for await (const line of readLog(folder, wish, places)) {
      if (signal.aborted) return
      yield line
    }
    await pause(FOLLOW_MS, signal)
  }
}

async function placesNow(folder: string): Promise<LogPlaces> {
  const places: LogPlaces = new Map()
  for (const file of await logFiles(folder)) {
    for await (const { next } of linesOf(file)) places.set(file, next)
  }
  return places
}

// As pino numbers them, so that its tools read the file: https://getpino.io/#/docs/api?id=loggerlevels-object
const NUMBERS = { debug: 20, info: 30, warn: 40, error: 50 } as const

/** A line as it stands in the file. */
export function writtenLine({ level, time, message, ...rest }: LogLine): string {
  const fields = { level: NUMBERS[level], at: time.toISOString(), ...rest, msg: message }
  return `${JSON.stringify(fields)}\n`
}

const written = z
  .looseObject({ level: z.number(), msg: text })
  .transform(({ level, msg, ...rest }) => ({
    ...rest,
    level: LEVELS.find(name => NUMBERS[name] === level),
    message: msg,
  }))
  .pipe(logLine)

// A line cut off by a full disk or a kill is ignored.
function wanted(line: string, { plugin, level, since }: LogWish): readonly LoggedLine[] {
  const { data } = written.safeParse(jsonOf(line))
  if (data === undefined) return []
  const isWanted =
    LEVELS.indexOf(data.level) >= LEVELS.indexOf(level) &&
    (plugin === undefined || data.plugin === plugin) &&
    (since === undefined || new Date(data.at) >= since)
  return isWanted ? [data] : []
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
