import type { z } from 'zod'
import { openProject } from '../../daemon/project.ts'
import {
  followLog,
  type LoggedLine,
  type LogPlaces,
  lastOf,
  readLog,
} from '../../operations/logs/log-lines.ts'
import { requireLogged } from '../../operations/logs/logged-plugin.ts'
import type { logs } from '../../operations/logs/logs.ts'
import type { Called } from '../input-command.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'
import { onStopSignals } from '../stop-signals.ts'

/** `promethean logs`: past log lines, and with `--follow` new ones until Ctrl-C. */
export async function printLogs({
  wanted: wish,
  switches,
  config,
  json,
}: Called<unknown, z.output<typeof logs.input>>): Promise<number> {
  const output = createOutput(json)
  const isFollowed = switches.has('follow')
  const project = await openProject(config)
  const stop = new AbortController()
  const forget = onStopSignals(
    () => stop.abort(),
    () => process.exit(0),
  )
  try {
    const { folder } = project
    const known: LogPlaces = new Map()
    const found = await lastOf(readLog(folder, wish, known), wish.limit)
    for (const line of found) if (!(await print(output, line))) return 0
    if (found.length === 0) await requireLogged(project, wish.plugin)
    if (found.length === 0 && !isFollowed) output.trouble('no log line matches')
    if (found.length === wish.limit)
      output.trouble(`these are the newest ${wish.limit}; a higher --limit shows more`)
    if (!isFollowed) return 0
    for await (const line of followLog(folder, wish, { signal: stop.signal, known }))
      if (!(await print(output, line))) return 0
    return 0
  } finally {
    forget()
    await project.close()
  }
}

/** @returns false if the reader has left */
function print(output: Output, line: LoggedLine): Promise<boolean> {
  return toStdoutInTurn(
    `${output.isJson ? JSON.stringify({ code: 'log', ...line }) : shown(output, line)}\n`,
  )
}

function shown({ style }: Output, { at, level, plugin, message, stack }: LoggedLine): string {
  const when = style('dim', new Date(at).toLocaleString('sv'))
  const color = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'reset'
  const text = style(color, `${plugin}  ${printable(message)}`)
  const below = stack === undefined ? '' : `\n${stack.split('\n').map(printable).join('\n')}`
  return `${when}  ${level.padEnd(5)}  ${text}${level === 'error' ? below : ''}`
}
