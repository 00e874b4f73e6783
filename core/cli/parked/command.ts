import type { Declare } from '../declare.ts'
import { carrying, declareOperation } from '../operation-command.ts'
import { printable } from '../shown/output.ts'

export const declareParked: Declare = root =>
  declareOperation(root, 'parked', {
    example: 'promethean parked mongo --retry',
    arguments: ['consumer'],
    code: 'parked',
    show: (events, output) => {
      for (const { consumer, at, eventId, error } of events) {
        const when = new Date(at).toLocaleString('sv')
        output.line(`${consumer}  ${when}  ${printable(eventId)}\n    ${printable(error)}`)
      }
      if (events.length === 0) output.line('nothing is parked')
    },
    instead: {
      retry: {
        does: 'retry them in the running instance',
        work: carrying('retryParked', {
          code: 'retried',
          show: ({ taken, left }, output) => {
            output.line(`${taken} delivered, ${left} still parked`)
            return left === 0 ? 0 : 1
          },
        }),
      },
      drop: {
        does: 'give them up; the journal still has them',
        work: carrying('dropParked', {
          code: 'given_up',
          show: ({ events }, output) =>
            output.line(`${events} events given up; the journal still has them`),
        }),
      },
    },
  })
