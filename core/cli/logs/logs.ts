import { openProject } from '../../daemon/project.ts'
import { checkedInput, InvalidInput } from '../../operations/checked-input.ts'
import {
  followLog,
  type LoggedLine,
  type LogPlaces,
  lastOf,
  readLog,
} from '../../operations/logs/log-lines.ts'
import { logs as logsOperation } from '../../operations/logs/logs.ts'
import type { CommandSettings, CommonOptions } from '../declare.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'
import { onStopSignals } from '../stop-signals.ts'
import { WrongUsage } from '../usage.ts'

export interface LogsOptions extends CommonOptions {
  readonly plugin?: string
  readonly level?: string
  readonly since?: string
  readonly limit?: string
  readonly follow?: boolean
}

/** `promethean logs`: what was logged, and with `--follow` what is logged from now on, until Ctrl-C. */
export async function logs(settings: CommandSettings<LogsOptions>): Promise<number> {
  const output = createOutput(settings.json)
  const { plugin, level, since, limit, follow = false } = settings
  const wanted = { plugin, level, since, limit: limit === undefined ? undefined : Number(limit) }
  const wish = checkUsage(wanted)
  const project = await openProject(settings.config)
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
    if (found.length === 0 && !follow) output.trouble('nothing like that was logged')
    if (found.length === wish.limit) output.trouble(`the newest ${wish.limit}; --limit shows more`)
    if (!follow) return 0
    for await (const line of followLog(folder, wish, { signal: stop.signal, known }))
      if (!(await print(output, line))) return 0
    return 0
  } finally {
    forget()
    await project.close()
  }
}

function checkUsage(wanted: unknown) {
  try {
    return checkedInput(logsOperation.input, wanted)
  } catch (failure) {
    if (!(failure instanceof InvalidInput)) throw failure
    throw new WrongUsage(
      failure.problems.map(({ path, message }) => `--${path}: ${message}`).join('; '),
    )
  }
}

/** @returns false where the reader has left */
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
