import type { Event } from '../events/event.ts'
import type { LogLine } from '../log.ts'
import type { RuntimeStatus } from '../supervisor/runtime.ts'
import { describeEvent } from './describe-event.ts'
import { clock, type Output, printable } from './output.ts'

// More lines a second nobody reads, and writing them would slow the events down.
const MAX_LINES = 30
const COLORS = new Map<string, 'magenta' | 'red' | 'green' | 'greenBright' | 'cyan'>([
  ['twitch', 'magenta'],
  ['youtube', 'red'],
  ['kick', 'green'],
  ['trovo', 'greenBright'],
  ['obs', 'cyan'],
])

/** What a person sees of a running instance. */
export class Terminal {
  readonly #output: Output
  #second = 0
  #lines = 0
  #skipped = 0

  constructor(output: Output) {
    this.#output = output
  }

  event(event: Event): void {
    if (this.#output.isJson || !this.#mayWrite()) return
    const { style } = this.#output
    const platform = event.platform ?? event.source
    const color = COLORS.get(platform) ?? 'white'
    const time = style('dim', clock(event.received))
    const from = style(color, platform.slice(0, 11).padEnd(11))
    const type = style('dim', event.type.padEnd(18))
    this.#output.line(`${time}  ${from} ${type} ${printable(describeEvent(event))}`)
  }

  log({ level, time, plugin, message, stack }: LogLine): void {
    if (level === 'debug') return
    const { style } = this.#output
    const color = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'white'
    this.#output.json({ code: 'log', level, plugin, message })
    this.#output.line(
      `${style('dim', clock(time))}  ${style(color, `${plugin.padEnd(11)} ${printable(message)}`)}`,
    )
    if (level === 'error' && stack !== undefined && process.env.PROMETHEAN_DEBUG)
      this.#output.line(stack)
  }

  status(status: RuntimeStatus): void {
    this.#output.json({ code: 'status', ...status })
    this.#output.line(this.#output.style('dim', `${clock(new Date())}  ${summary(status)}`))
  }

  #mayWrite(): boolean {
    const second = Math.floor(performance.now() / 1_000)
    if (second !== this.#second) {
      if (this.#skipped > 0)
        this.#output.line(
          this.#output.style('dim', `          ${this.#skipped} more events in that second`),
        )
      this.#second = second
      this.#lines = 0
      this.#skipped = 0
    }
    this.#lines += 1
    if (this.#lines > MAX_LINES) this.#skipped += 1
    return this.#lines <= MAX_LINES
  }
}

/** The status in one line: seen, kept, repeats, dropped with reason, lag of each consumer. */
export function summary({
  seen,
  kept,
  repeats,
  dropped,
  unjournaled,
  consumers,
  plugins,
}: RuntimeStatus): string {
  const drops = Object.entries(dropped).map(([reason, count]) => `${count} ${reason}`)
  const lags = Object.entries(consumers).map(([name, { lag, parked, reason }]) => {
    const trouble = [parked > 0 && `${parked} parked`, reason !== undefined && 'waiting'].filter(
      Boolean,
    )
    return `${name} lag ${lag}${trouble.length > 0 ? ` (${trouble.join(', ')})` : ''}`
  })
  const bad = plugins.filter(({ state }) => state !== 'connected' && state !== 'ready')
  return [
    `seen ${seen}`,
    `kept ${kept}`,
    `repeats ${repeats}`,
    `dropped ${drops.length === 0 ? 0 : drops.join(', ')}`,
    ...(unjournaled > 0 ? [`unjournaled ${unjournaled}`] : []),
    ...lags,
    ...bad.map(({ id, state }) => `${id} ${state}`),
  ].join('  ')
}
