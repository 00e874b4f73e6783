import type { App } from '../app.ts'
import type { Problem, RefusedEdit } from '../status.ts'
import { clockTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { changesOf } from './changes.ts'
import { HealthRow } from './health-row.tsx'
import { problemPlace } from './problem-text.ts'

/** What the last save of the config did. */
export function ConfigHealth({ app, refused }: { app: App; refused: RefusedEdit | undefined }) {
  const { health } = app.texts
  const now = useStore(app.now)
  const last = useStore(app.live.reload)
  const row = { app, name: health.config, marks: { 'data-part': 'config' } } as const
  if (refused !== undefined)
    return (
      <HealthRow
        {...row}
        level="wait"
        sign="bad"
        word={health.refused}
        aside={<span class="quiet">{clockTime(refused.at, now)}</span>}
      >
        <p class="quiet health-more">{health.refusedMore(refused.file)}</p>
        <ul class="health-problems">
          {refused.problems.map(problem => (
            <li key={JSON.stringify(problem)}>
              <OneProblem problem={problem} />
            </li>
          ))}
        </ul>
      </HealthRow>
    )
  if (last === undefined)
    return <HealthRow {...row} level="good" sign="good" word={health.noSave} />
  return (
    <HealthRow
      {...row}
      level="good"
      sign="good"
      word={health.reloaded}
      aside={<span class="quiet">{health.since(clockTime(last.received, now))}</span>}
    >
      <p class="quiet health-more">{changesOf(last.data, health.changes)}</p>
    </HealthRow>
  )
}

function OneProblem({ problem }: { problem: Problem }) {
  const where = problemPlace(problem)
  return (
    <>
      {where !== '' && <b>{where}: </b>}
      {problem.message}
    </>
  )
}
