import type { ToldEvent } from '../live/told-event.ts'
import { type Person, personOf } from '../people/person.ts'
import { type Kind, TOLD } from './happenings-told.ts'

/** An event as it is shown in a list. */
export interface Happening {
  readonly id: string
  readonly kind: Kind
  /** When it was received, in ms since 1970. */
  readonly at: number
  readonly platform?: string
  /** Whom it is about; `undefined` for somebody anonymous, absent if it is about nobody. */
  readonly person?: Person | undefined
  /** In the page's words. */
  readonly what: string
  /** What somebody wrote: a title, a text, the name of a reward. */
  readonly quote?: string
  readonly isTest: boolean
  /** What dropped it: `<plugin id>/<code>`. */
  readonly dropped?: string
}

/** Types that may be shown in the list. */
export const HAPPENING_TYPES: readonly string[] = Object.keys(TOLD)

/** @returns undefined for an event that is not worth a line */
export function happening({ data, verdict, ...event }: ToldEvent): Happening | undefined {
  const tell = Object.hasOwn(TOLD, event.type) ? TOLD[event.type] : undefined
  const told = tell?.(data)
  if (told === undefined) return undefined
  const { kind, what, quote = '' } = told
  return {
    ...{ id: event.id, kind, what, at: event.received, isTest: event.isTest },
    ...(event.platform !== undefined && { platform: event.platform }),
    ...('user' in told && { person: told.user === undefined ? undefined : personOf(told.user) }),
    ...(quote.trim() !== '' && { quote }),
    ...(!verdict.kept && { dropped: verdict.reason }),
  }
}
