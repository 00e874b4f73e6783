import { formatProblems } from '../../config/format.ts'
import type { CapturedEffect } from '../../daemon/dry-gate.ts'
import type { ReloadReport } from '../../daemon/reloads.ts'
import type { Event } from '../../events/event.ts'
import type { LogLine } from '../../log.ts'
import type { RefusedEdit } from '../../operations/live/run-status.ts'
import type { RuntimeStatus } from '../../runtime/status.ts'
import { describeEffect } from '../shown/describe-effect.ts'
import { column, eventLine, NAME_WIDTH } from '../shown/event-line.ts'
import { clock, type Output, printable } from '../shown/output.ts'
import { lastWords, summary } from '../shown/summary.ts'

// Nobody can read more lines per second, and writing them would slow down events.
const MAX_LINES = 30
// An unchanged status would push important lines off the screen.
const SAME_STATUS_MS = 60_000

/** The output about a running instance, for people or, with `--json`, for programs. */
export class Terminal {
  readonly #output: Output
  readonly #startedAt = performance.now()
  readonly #said = { sent: 0, dropped: 0 }
  #second = 0
  #lines = 0
  #skipped = 0
  #missed = 0
  #status = { text: '', at: Number.NEGATIVE_INFINITY }
  #greeting: readonly string[] = []

  constructor(output: Output) {
    this.#output = output
  }

  /** The first lines. They are printed by `started`, because a start that is refused must not look like one that runs. */
  greet(program: string, plugins: readonly string[], file: string, isDry = false): void {
    const { style } = this.#output
    this.#greeting = [
      `${style('bold', program)}  ${plugins.join(', ')}`,
      ...(isDry ? [style('yellow', 'dry run: output is printed instead of sent')] : []),
      style('dim', `edit ${file} while it runs; Ctrl-C stops`),
    ]
  }

  /** The plugins were accepted. Events and effects exist only from then on. */
  started(): void {
    for (const line of this.#greeting) this.#output.line(line)
    this.#greeting = []
  }

  event(event: Event): void {
    this.started()
    if (event.type === 'chat.sent') this.#said.sent += 1
    if (event.type === 'chat.dropped') this.#said.dropped += 1
    // A reload prints its own result.
    if (this.#output.isJson || event.type === 'config.reloaded' || !this.#mayWrite()) return
    this.#output.line(eventLine(event, this.#output.style))
  }

  log({ level, time, plugin, message, stack }: LogLine): void {
    if (level === 'debug') return
    const { style } = this.#output
    const color = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'reset'
    const text = `${column(plugin, NAME_WIDTH)}  ${printable(message)}`
    const below = level === 'error' && stack && process.env.PROMETHEAN_DEBUG ? `\n${stack}` : ''
    this.#write(`${this.#time(time)}  ${style(color, text)}${below}`, {
      code: 'log',
      level,
      plugin,
      message,
    })
  }

  /** What would have been done, were this no dry run. */
  effect(effect: CapturedEffect): void {
    this.started()
    const { plugin, via, port, method, values, cause } = effect
    const answers = cause !== undefined && { cause: cause.id }
    const name = this.#output.style('yellow', 'dry'.padEnd(NAME_WIDTH))
    this.#write(`${this.#time(new Date())}  ${name}  ${printable(describeEffect(effect))}`, {
      code: 'effect',
      plugin,
      via,
      port,
      method,
      values,
      ...answers,
    })
  }

  status(status: RuntimeStatus): void {
    // The next status contains this and more.
    if (this.#output.isBehind()) return
    const text = summary(status)
    const now = performance.now()
    const isSame = text === this.#status.text && now - this.#status.at < SAME_STATUS_MS
    if (isSame && !this.#output.isJson) return
    this.#status = { text, at: now }
    const name = this.#output.style('bold', 'status'.padEnd(NAME_WIDTH))
    this.#write(`${this.#time(new Date())}  ${name}  ${text}`, { code: 'status', ...status })
  }

  /** For programs: people have it as a line of the log. */
  reloaded(report: ReloadReport): void {
    this.#output.json({
      code: 'reloaded',
      ...report,
      restarted: report.restarted.map(({ id }) => id),
    })
  }

  /** A reload did not happen; that it is tried again is a line of the log. */
  refused({ file, problems }: Omit<RefusedEdit, 'at'>, willRetry: boolean): void {
    this.#output.json({ code: 'reload_refused', problems })
    if (willRetry) return
    const [head, ...rest] = formatProblems(file, problems, 'nothing was changed').split('\n')
    this.#output.trouble(`\n${this.#output.style('red', head ?? '')}\n${rest.join('\n')}\n`)
  }

  /** The last line, and a table for people. */
  farewell(last: RuntimeStatus): void {
    this.#tellMissed()
    this.#output.json({ code: 'stopped', ...last })
    for (const line of lastWords(last, this.#said, performance.now() - this.#startedAt))
      this.#output.line(line)
  }

  // A reader that has stopped reading must not fill the memory; it gets the number of missed lines.
  #write(line: string, object: Readonly<Record<string, unknown>>): void {
    if (this.#output.isBehind()) {
      this.#missed += 1
      return
    }
    this.#tellMissed()
    this.#output.json(object)
    this.#output.line(line)
  }

  #tellMissed(): void {
    if (this.#missed === 0) return
    this.#output.json({ code: 'skipped', lines: this.#missed })
    this.#output.line(this.#output.style('dim', `          ${this.#missed} more lines`))
    this.#missed = 0
  }

  #time(time: Date): string {
    return this.#output.style('dim', clock(time))
  }

  #mayWrite(): boolean {
    const second = Math.floor(performance.now() / 1_000)
    if (second !== this.#second) {
      this.#tellSkipped()
      this.#second = second
      this.#lines = 0
    }
    this.#lines += 1
    const mayWrite = this.#lines <= MAX_LINES && !this.#output.isBehind()
    if (!mayWrite) this.#skipped += 1
    return mayWrite
  }

  #tellSkipped(): void {
    if (this.#skipped === 0 || this.#output.isBehind()) return
    this.#output.line(this.#output.style('dim', `          ${this.#skipped} more events`))
    this.#skipped = 0
  }
}
