import { type Events, type NewEvent, withoutUndefined } from 'promethean'
import { type Fields, fields } from '../../formats/json.ts'
import { firstCount, firstId, firstNumber, firstText, firstTime, listOf } from '../fields.ts'
import { type Frame, tell } from './frame.ts'

/** Hype trains of this phase. */
export function hyped(phase: Events['channel.hyped']['phase']) {
  return (frame: Frame): readonly NewEvent[] => {
    const { data } = frame
    const train = withoutUndefined({
      phase,
      level: firstNumber(data.level),
      total: firstNumber(data.total),
      goal: firstCount(data.goal),
    })
    return [tell(frame, 'channel.hyped', train, { time: phaseTime(phase, data) })]
  }
}

/** Polls of this phase. */
export function polled(phase: Events['channel.polled']['phase']) {
  return (frame: Frame): readonly NewEvent[] => {
    const { data } = frame
    const title = firstText(data.title)
    if (title === undefined || !Array.isArray(data.choices)) return []
    const choices = listOf(data.choices).map(choice =>
      withoutUndefined({
        title: firstText(choice.title) ?? '',
        votes: firstNumber(choice.votes, choice.totalVotes),
      }),
    )
    const pollId = firstId(data.id)
    const poll = withoutUndefined({ phase, pollId, title, choices, status: firstText(data.status) })
    return [tell(frame, 'channel.polled', poll, { time: phaseTime(phase, data) })]
  }
}

/** Predictions of this phase. */
export function predicted(phase: Events['channel.predicted']['phase']) {
  return (frame: Frame): readonly NewEvent[] => {
    const { data } = frame
    const title = firstText(data.title)
    if (title === undefined || !Array.isArray(data.outcomes)) return []
    const prediction = withoutUndefined({
      phase,
      predictionId: firstId(data.id),
      title,
      outcomes: listOf(data.outcomes).map(outcomeOf),
      winner: winnerOf(data),
      status: firstText(data.status),
    })
    return [tell(frame, 'channel.predicted', prediction, { time: phaseTime(phase, data) })]
  }
}

function outcomeOf(outcome: Fields): Events['channel.predicted']['outcomes'][number] {
  return withoutUndefined({
    id: firstId(outcome.id),
    title: firstText(outcome.title) ?? '',
    points: firstNumber(outcome.channel_points, outcome.channelPoints, outcome.points),
    users: firstNumber(outcome.users),
  })
}

function winnerOf(data: Fields): string | undefined {
  const outcome = fields(data.winning_outcome ?? data.winningOutcome)
  return firstId(data.winning_outcome_id, data.winningOutcomeId, outcome.id)
}

function phaseTime(phase: string, data: Fields): Date | undefined {
  if (phase === 'started') return firstTime(data.started_at, data.startedAt)
  if (phase === 'locked') return firstTime(data.locked_at, data.lockedAt)
  return phase === 'ended' ? firstTime(data.ended_at, data.endedAt) : undefined
}
