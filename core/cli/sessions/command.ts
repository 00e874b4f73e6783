import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { showSession } from './show-session.ts'

export const declareSessions: Declare = root =>
  declareOperation(root, 'sessions', {
    example: 'promethean sessions --since 30d',
    arguments: ['session'],
    code: 'sessions',
    show: ({ sessions, more, completeUntil }, output) => {
      for (const one of sessions) showSession(one, output)
      if (sessions.length === 0)
        output.trouble('no stream matches; test events, such as those of a simulator, start none')
      if (more) output.trouble('there are older ones; a higher --limit shows more')
      if (completeUntil !== undefined)
        output.trouble(
          `events after ${new Date(completeUntil).toLocaleString('sv')} are not counted yet`,
        )
    },
  })
