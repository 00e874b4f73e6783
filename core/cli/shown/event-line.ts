import type { Event } from '../../events/event.ts'
import { describeEvent, type ShownEvent } from './describe-event.ts'
import { clock, type Output, printable } from './output.ts'

/** How wide the names at the beginning of a line stand. */
export const NAME_WIDTH = 11
const TYPE_WIDTH = 20
const COLORS = new Map<string, 'magenta' | 'red' | 'green' | 'greenBright' | 'cyan'>([
  ['twitch', 'magenta'],
  ['youtube', 'red'],
  ['kick', 'green'],
  ['trovo', 'greenBright'],
  ['obs', 'cyan'],
])

/** An event as a line of the terminal: when, where, what. */
export function eventLine(event: ShownEvent, style: Output['style']): string {
  const platform = event.platform ?? event.source
  const from = style(COLORS.get(platform) ?? 'reset', column(platform, NAME_WIDTH))
  const type = style('dim', event.type.padEnd(TYPE_WIDTH))
  const words = [printable(describeEvent(event)), style('dim', marks(event))].filter(Boolean)
  const time = style('dim', clock(event.received))
  return `${time}  ${from}  ${type}  ${words.join(' ')}`.trimEnd()
}

/** An event as JSON wrote it, its moments being moments again. */
export function eventOf(told: Readonly<Record<string, unknown>>): Event {
  const { time, received } = told
  // The journal gave it, an event of its very type.
  return { ...told, time: new Date(String(time)), received: new Date(String(received)) } as Event
}

/** The suffix of the line of a dropped event. */
export function droppedAtEnd(reason: string | undefined, style: Output['style']): string {
  return reason === undefined ? '' : style('yellow', `  dropped: ${printable(reason)}`)
}

/** The id behind a line, as `explain` takes it. */
export function idAtEnd({ id }: Pick<ShownEvent, 'id'>, style: Output['style']): string {
  return style('dim', `  ${printable(id)}`)
}

/** A text of exactly this width. */
export function column(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)
}

// What a glance should not take for a viewer of now.
function marks({ test, recovered }: ShownEvent): string {
  return [test && '(test)', recovered && '(recovered later)'].filter(Boolean).join(' ')
}
