import { isTroubled } from '../../operations/live/run-status.ts'
import type { Status } from '../../operations/live/status.ts'
import { clock, type Output, printable } from '../shown/output.ts'
import { reasons } from '../shown/summary.ts'
import {
  describeConsumer,
  describeHeld,
  describeMute,
  describeRefused,
  describeStream,
  describeUse,
  notDone,
} from './describe-status.ts'

const COLORS: Readonly<Record<string, 'green' | 'yellow' | 'red'>> = {
  connected: 'green',
  ready: 'green',
  stale: 'yellow',
  retrying: 'yellow',
  failed: 'red',
}

/** `promethean status`: every plugin and consumer of the running instance. */
export function showStatus(found: Status, output: Output): void {
  const width = Math.max(...found.plugins.map(({ id }) => id.length), 8)
  for (const plugin of found.plugins) {
    const { id, state } = plugin
    const runs = COLORS[state] === 'green'
    const color = runs && isTroubled(plugin) ? 'yellow' : COLORS[state]
    const word = output.style(color ?? 'reset', state.padEnd(9))
    output.line(`${id.padEnd(width)}  ${word}  ${describeUse(plugin)}`)
  }
  for (const [id, consumer] of Object.entries(found.consumers)) {
    const word = consumer.paused === undefined ? 'consumer ' : output.style('yellow', 'paused   ')
    output.line(`${id.padEnd(width)}  ${word}  ${describeConsumer(id, consumer)}`)
  }
  output.line(
    `seen ${found.seen}, kept ${found.kept}, repeats ${found.repeats}, dropped ${reasons(found.dropped) || 0}, unjournaled ${found.unjournaled}`,
  )
  for (const [id, counts] of notDone(found.heldBack))
    output.line(`${id.padEnd(width)}  not done   ${counts}`)
  for (const { id, plugin, what, text, until } of found.waiting) {
    const words = `a ${what} is pending until ${clock(new Date(until))}: ${printable(text)} (${id})`
    output.line(`${plugin.padEnd(width)}  ${output.style('yellow', words)}`)
  }
  if (found.muted !== undefined) {
    output.line(output.style('yellow', describeMute(found.muted)))
    for (const line of describeHeld(found.heldWhileMuted)) output.line(line)
  }
  if (found.refused !== undefined) {
    const [head, ...problems] = describeRefused(found.refused)
    output.line([output.style('red', head ?? ''), ...problems].join('\n'))
  }
  output.line(describeStream(found))
}
