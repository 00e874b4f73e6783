import { styleText } from 'node:util'
import { formatProblems } from '../config/format.ts'
import { ConfigProblem, messageOf } from '../errors.ts'

/** Where a command's words go. */
export interface Output {
  readonly isJson: boolean
  /** Whether a person watches: progress is shown then. */
  readonly isTerminal: boolean
  /** One JSON object as a line, for programs; nothing where people read. */
  json(object: Readonly<Record<string, unknown>>): void
  /** A line for people; nothing where programs read. */
  line(text: string): void
  /** A line to stderr, for people. */
  trouble(text: string): void
  /** Coloured where colours are shown. */
  style(format: Parameters<typeof styleText>[0], text: string): string
}

/** @param isJson `--json` was given */
export function createOutput(isJson: boolean): Output {
  const { stdout, stderr } = process
  return {
    isJson,
    isTerminal: stdout.isTTY === true && !isJson,
    json: object => {
      if (isJson) stdout.write(`${JSON.stringify(object)}\n`)
    },
    line: text => {
      if (!isJson) stdout.write(`${text}\n`)
    },
    trouble: text => {
      if (!isJson) stderr.write(`${text}\n`)
    },
    style: (format, text) => styleText(format, text, { stream: stdout }),
  }
}

/** Says what went wrong: each problem of a config, or the sentence. */
export function report(
  output: Output,
  failure: unknown,
  file = 'promethean.config.ts',
  outcome?: string,
): void {
  if (failure instanceof ConfigProblem) {
    for (const problem of failure.problems) output.json({ code: 'problem', ...problem })
    output.trouble(formatProblems(file, failure.problems, outcome))
    return
  }
  output.json({ code: 'failed', message: messageOf(failure) })
  output.trouble(messageOf(failure))
}

/** A text as it may stand on a terminal: what others wrote cannot move the cursor or recolour the screen. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, ' ')
}

/** `12:03:04`, in the zone of this computer. */
export function clock(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map(part => String(part).padStart(2, '0'))
    .join(':')
}
