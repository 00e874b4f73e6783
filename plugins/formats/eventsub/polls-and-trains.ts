import { event, withoutUndefined } from 'promethean'
import type { z } from 'zod'
import type * as payload from './payloads.ts'

type Phase = 'started' | 'progressed' | 'ended'

/** A poll that opens, counts or closes. */
export function poll(data: z.output<typeof payload.poll>, phase: Phase) {
  const { id, title, choices, status } = data
  return event(
    'channel.polled',
    {
      phase,
      title,
      choices: choices.map(choice => ({
        title: choice.title,
        ...withoutUndefined({ votes: choice.votes }),
      })),
      ...withoutUndefined({ pollId: id, status }),
    },
    { time: timeOf(data, phase) },
  )
}

/** A prediction that opens, counts, locks or closes. */
export function prediction(data: z.output<typeof payload.prediction>, phase: Phase | 'locked') {
  const { id, title, outcomes, winning_outcome_id: winner, status } = data
  return event(
    'channel.predicted',
    {
      phase,
      title,
      outcomes: outcomes.map(({ title, id, channel_points: points, users }) => ({
        title,
        ...withoutUndefined({ id, points, users }),
      })),
      ...withoutUndefined({ predictionId: id, winner, status }),
    },
    { time: phase === 'locked' ? data.locked_at : timeOf(data, phase) },
  )
}

/** A hype train that starts, rolls or ends. */
export function hypeTrain(data: z.output<typeof payload.hypeTrain>, phase: Phase) {
  const { level, total, goal } = data
  return event(
    'channel.hyped',
    { phase, ...withoutUndefined({ level, total, goal }) },
    { time: timeOf(data, phase) },
  )
}

// Progress has no time of its own: the row's is taken.
function timeOf(
  span: { readonly started_at?: Date | undefined; readonly ended_at?: Date | undefined },
  phase: Phase,
): Date | undefined {
  if (phase === 'progressed') return undefined
  return phase === 'started' ? span.started_at : span.ended_at
}
