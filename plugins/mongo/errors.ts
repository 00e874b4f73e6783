import { type Event, NotReady, Refused } from 'promethean'
import { hideCredentials } from './credentials.ts'
import { keyOf } from './documents/keys.ts'
import { isContentRefused, isNotAllowed, type Rejection } from './error-codes.ts'

/** Documents the server will never take. */
export function refusedDocuments(
  rejected: readonly Rejection[],
  events: readonly Event[],
): Refused {
  const [first] = rejected
  const refused = new Set(rejected.map(({ id }) => id))
  const more = rejected.length > 1 ? `, and ${rejected.length - 1} more` : ''
  return new Refused(
    {
      what: `cannot write ${first?.id}${more}`,
      why: first?.reason,
      advice: 'these are parked, the rest is written',
    },
    { eventIds: events.map(({ id }) => id).filter(id => refused.has(keyOf(id))) },
  )
}

/** Turns the driver's errors into sentences. No cause is kept: the driver's errors may hold the address. */
export function driverErrorThrower(
  address: string,
  { uri, database: name }: { readonly uri: string; readonly database: string },
) {
  const hide = hideCredentials(uri)
  const where = hide(address)
  return (failure: unknown): never => {
    const why = hide(failure instanceof Error ? failure.message : String(failure))
    const what = `cannot write to MongoDB at ${where}`
    if (isContentRefused(failure)) throw new Refused({ what, why })
    throw new NotReady(
      isNotAllowed(failure)
        ? {
            what,
            why: `it rejects the user in uri (${why})`,
            advice: `use a user that may read and write ${name}`,
          }
        : { what, why, advice: 'start the server or correct uri' },
    )
  }
}

/**
 * It was given up. The driver has no signal for writes: those in progress end with its own timeouts, and being told
 * twice changes nothing.
 */
export function stopped(): Error {
  return new Error('stopped before the server answered')
}
