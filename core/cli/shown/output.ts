import { styleText } from 'node:util'
import { formatProblems } from '../../config/format.ts'
import { UnfitConfig } from '../../daemon/project.ts'
import { ConfigProblem, messageOf } from '../../errors.ts'
import { WrongUsage } from '../usage.ts'
import { isStdoutBehind, toStdout } from './stdout.ts'

export { printable } from '../../text/printable.ts'

/** The output of a command. */
export interface Output {
  readonly isJson: boolean
  /** One JSON object as a line, for programs; nothing if people read. */
  json(object: Readonly<Record<string, unknown>>): void
  /** A line for people; nothing if programs read. */
  line(text: string): void
  /** A line to stderr, for people. */
  trouble(text: string): void
  /** Adds colour if colours are shown: on a terminal, unless NO_COLOR is set. */
  style(format: Parameters<typeof styleText>[0], text: string): string
  /** Whether the reader is so far behind that what can be left out should be. */
  isBehind(): boolean
}

/** @param isJson `--json` was given */
export function createOutput(isJson: boolean): Output {
  return {
    isJson,
    json: object => {
      if (isJson) toStdout(`${JSON.stringify(object)}\n`)
    },
    line: text => {
      if (!isJson) toStdout(`${text}\n`)
    },
    trouble: text => {
      if (!isJson) process.stderr.write(`${text}\n`)
    },
    style: (format, text) => styleText(format, text, { stream: process.stdout }),
    isBehind: isStdoutBehind,
  }
}

/** Prints an error: each problem of a config, or the message. */
export function report(
  output: Output,
  failure: unknown,
  file?: string,
  outcome = 'nothing was done',
): void {
  if (failure instanceof ConfigProblem) {
    for (const problem of failure.problems) output.json({ code: 'problem', ...problem })
    const name = failure instanceof UnfitConfig ? failure.file : file
    output.trouble(
      name === undefined ? failure.message : formatProblems(name, failure.problems, outcome),
    )
    return
  }
  output.json({ code: 'failed', message: messageOf(failure) })
  const said = failure instanceof WrongUsage ? failure.problems : [messageOf(failure)]
  for (const sentence of said) output.trouble(sentence)
}

/** `12:03:04`, in the zone of this computer. */
export function clock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map(part => String(part).padStart(2, '0'))
    .join(':')
}
