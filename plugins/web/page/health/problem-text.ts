import type { Problem } from '../status.ts'

/** Where a problem of the config is: `twitch channel`; '' if it is nowhere in particular. */
export function problemPlace({ plugin, path }: Problem): string {
  return [plugin, path].filter(Boolean).join(' ')
}

/** A problem of the config in one line. */
export function problemText(problem: Problem): string {
  return [problemPlace(problem), problem.message].filter(Boolean).join(': ')
}
