import { messageOf, NotReady, PrometheanError, saidIn } from 'promethean'
import { codeOf } from '../connection.ts'
import { NotAnswered } from './pending-answers.ts'

/**
 * The error of a failed request. A caller's own abort stays unchanged.
 * @param what what could not be done: `cannot start the stream`
 */
export function requestError(failure: unknown, what: string, place: string): unknown {
  if (failure instanceof NotAnswered) return notAnswered(failure, what, place)
  if (codeOf(failure) === undefined) return failure
  const words = saidIn(messageOf(failure))
  // Codes such as 500 have no message.
  const why = words === 'Error' ? `code ${codeOf(failure)}` : words
  return new PrometheanError(
    'refused',
    { what, why: `OBS rejected it (${why})`, advice: 'check OBS' },
    {
      cause: failure,
    },
  )
}

function notAnswered(failure: NotAnswered, what: string, place: string): Error {
  const [why, advice] = WHY[failure.reason]
  return new NotReady({ what, why: `OBS at ${place} ${why}`, advice }, { cause: failure })
}

const WHY: Readonly<Record<NotAnswered['reason'], readonly [why: string, advice: string]>> = {
  late: ['did not answer in time', 'check whether it hangs'],
  closed: ['is not connected', 'start it, it reconnects by itself'],
  busy: ['already has too many unanswered requests', 'check whether it hangs'],
}
