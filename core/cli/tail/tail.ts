import type { z } from 'zod'
import { ConfigProblem } from '../../errors.ts'
import { tail } from '../../operations/live/tail.ts'
import { listenInstance, noInstance } from '../ask-instance.ts'
import type { Called as CalledFor } from '../input-command.ts'
import { withProject } from '../journal-access.ts'
import { droppedAtEnd, eventLine, idAtEnd } from '../shown/event-line.ts'
import { createOutput, type Output } from '../shown/output.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'
import { onStopSignals } from '../stop-signals.ts'
import { WrongUsage } from '../usage.ts'

type Called = CalledFor<z.input<typeof tail.input>, z.output<typeof tail.input>>

/** `promethean tail`: the running instance's events as they come, until Ctrl-C or until it stops. */
export async function followEvents(called: Called): Promise<number> {
  const output = createOutput(called.json)
  const stop = new AbortController()
  const forget = onStopSignals(
    () => stop.abort(),
    () => process.exit(0),
  )
  try {
    return await withProject(called.config, async (journalFile, { name }) => {
      const lines = await listen(journalFile, called, stop.signal)
      if (lines === undefined) throw noInstance(journalFile)
      // Until the first event, nothing else shows that it is connected.
      if (process.stderr.isTTY) output.trouble(attached(name, called.wanted.types))
      const isOver = await show(output, lines, called.switches.has('ids'))
      if (isOver && !stop.signal.aborted) output.trouble('the instance has stopped')
      return 0
    })
  } catch (failure) {
    if (stop.signal.aborted) return 0
    throw failure
  } finally {
    forget()
  }
}

/** The first line on a terminal. */
export function attached(config: string, types: readonly string[]): string {
  const what = types.length === 0 ? 'every event' : types.join(', ')
  return `attached to the running instance of ${config}, waiting for ${what}; Ctrl-C stops`
}

async function listen(
  journalFile: string,
  { input }: Called,
  signal: AbortSignal,
): Promise<AsyncIterable<string> | undefined> {
  try {
    return await listenInstance(journalFile, 'tail', { input, signal })
  } catch (failure) {
    // Only the name of a type can be wrong, and it was written here.
    throw failure instanceof ConfigProblem ? new WrongUsage(failure.message) : failure
  }
}

/** @returns false if the reader left before the end */
async function show(output: Output, lines: AsyncIterable<string>, ids: boolean): Promise<boolean> {
  for await (const line of lines) {
    const text = output.isJson ? line : lineFor(output, JSON.parse(line), ids)
    if (!(await toStdoutInTurn(`${text}\n`))) return false
  }
  return true
}

function lineFor({ style }: Output, json: unknown, ids: boolean): string {
  const line = tail.output.parse(json)
  if ('events' in line) return style('dim', `          ${line.events} more events`)
  const dropped = droppedAtEnd(line.verdict?.reason, style)
  const id = ids ? idAtEnd(line, style) : ''
  return `${eventLine(line, style)}${dropped}${id}`
}
