import type { Explained } from '../../operations/explain/explained.ts'
import { MIN_PART } from '../../operations/explain/meant-ids.ts'
import { printable } from '../../text/printable.ts'
import { droppedAtEnd, eventLine, eventOf, idAtEnd } from '../shown/event-line.ts'
import type { Output } from '../shown/output.ts'
import { explanationLines } from './explanation-shown.ts'

/** A line of JSON for each event that may have been meant, or the one. */
export function explainedLines(explained: Explained): readonly object[] {
  if (!('events' in explained)) return [explained]
  return explained.events.map(one => ({ code: explained.code, ...one }))
}

/**
 * Shows everything about one event, or lists the last ones.
 * @returns the exit code: 1 if there is no such event
 */
export function showExplained(explained: Explained, output: Output): number {
  switch (explained.code) {
    case 'explained':
      for (const line of explanationLines(explained, output)) output.line(line)
      if (explained.not_known !== undefined) output.trouble(printable(explained.not_known))
      return 0
    case 'held':
      sayEvent(explained, output)
      output.trouble('it arrived before every plugin had started; the next start filters it')
      return 0
    case 'recent':
      for (const one of explained.events) sayEvent(one, output)
      output.trouble(
        explained.events.length === 0
          ? 'there are no events yet'
          : 'pass one of these ids to promethean explain to see what happened to it',
      )
      return 0
    case 'alike':
      // Ids without a key begin with the time: those of one minute begin alike.
      for (const one of explained.events) sayEvent(one, output)
      output.trouble(
        'several ids contain this; the newest are listed above, use one of them or its last eight characters',
      )
      return 1
    case 'unknown':
      output.trouble(printable(unknownSentence(explained)))
      return 1
  }
}

function sayEvent(
  told: { readonly event: Readonly<Record<string, unknown>>; readonly verdict?: object },
  { line, style }: Output,
): void {
  const event = eventOf(told.event)
  const reason: unknown = Reflect.get(Object(told.verdict), 'reason')
  const dropped = droppedAtEnd(typeof reason === 'string' ? reason : undefined, style)
  line(`${eventLine(event, style)}${dropped}${idAtEnd(event, style)}`)
}

function unknownSentence({ id, nearest }: Extract<Explained, { code: 'unknown' }>): string {
  return id.length < MIN_PART
    ? `${id} is too short: write the whole id, or at least ${MIN_PART} characters of it`
    : `no event has this id; ${hintOf(nearest)}`
}

function hintOf(nearest: readonly string[]): string {
  return nearest.length === 0
    ? 'promethean explain without an id lists the latest, and promethean search prints ids'
    : `the closest are ${nearest.join(', ')}`
}
