import type { IdleTime } from '../../journal/runs/idle-times.ts'
import type { Mark } from './marks.ts'
import type { StepSpan } from './span.ts'

/** Whether the runtime did not run from one time to another, in ms since 1970. */
export function isIdle(idle: readonly IdleTime[], from: number, until: number): boolean {
  return idle.some(one => one.from <= from && until <= one.until)
}

/** Marks of the stops within a span; what was before the first run is no stop. */
export function stopsOf(
  idle: readonly IdleTime[],
  { begin, end }: Pick<StepSpan, 'begin' | 'end'>,
): readonly Mark[] {
  const [first, last] = [begin.getTime(), end.getTime()]
  return idle
    .filter(({ from, until }) => Number.isFinite(from) && from < last && until > first)
    .map(({ from, until }) => ({
      at: new Date(Math.max(from, first)),
      kind: 'stopped',
      what: 'Promethean did not run',
      ...(until <= last && { until: new Date(until) }),
    }))
}
