import type { Activity, Course } from '../../../../../plugins/web/page/curves/course/activity.ts'
import { toCourse } from '../../../../../plugins/web/page/curves/course/activity.ts'

export const BEGIN = Date.parse('2026-11-30T19:00:00.000Z')
export const MINUTE = 60_000

/** What is counted in one minute of an invented stream. */
export interface Told {
  readonly minute: number
  readonly lines?: Readonly<Record<string, number>>
  readonly chatters?: number
  readonly viewers?: number
  readonly mood?: number
}

export function activity(told: readonly Told[], more: Partial<Activity> = {}): Activity {
  return {
    session: '2026-11-30T19:00Z',
    begin: new Date(BEGIN).toISOString(),
    step: 60,
    points: told.map(({ minute, lines = {}, chatters = 0, ...rest }) => ({
      at: new Date(BEGIN + minute * MINUTE).toISOString(),
      ...{ lines, chatters, ...rest },
    })),
    marks: [],
    ...more,
  }
}

export function course(told: readonly Told[], more: Partial<Activity> = {}): Course {
  return toCourse(activity(told, more))
}
