import type { App } from '../app.ts'
import { Icon } from '../shell/icons.tsx'
import { clockTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import type { Outcome } from './decisions.ts'
import { outcomeText } from './outcome-text.ts'
import { PendingItem } from './pending-item.tsx'
import './style.css'

/** Titles, answers and acts of agents that wait for the streamer's word. */
export function Waiting({ app }: { app: App }) {
  const { texts } = app
  const { status } = useStore(app.status.seen)
  const { outcomes } = useStore(app.decisions.decisions)
  const waiting = status?.waiting ?? []
  if (waiting.length === 0 && outcomes.length === 0)
    return <p class="quiet waiting-nothing">{texts.waiting.nothing}</p>
  return (
    <div class="waiting">
      {waiting.map(pending => (
        <PendingItem key={pending.id} app={app} pending={pending} />
      ))}
      {outcomes.length > 0 && <h3>{texts.waiting.lately}</h3>}
      {outcomes.length > 0 && (
        <ul class="rows" role="log">
          {outcomes.map(outcome => (
            <Ended key={`${outcome.pending.id} ${outcome.at}`} app={app} outcome={outcome} />
          ))}
        </ul>
      )}
    </div>
  )
}

function isGood({ decision, came }: Outcome): boolean {
  return decision === 'approved' && came?.status !== 'not_done'
}

function Ended({ app, outcome }: { app: App; outcome: Outcome }) {
  const now = useStore(app.now)
  return (
    <li class="row waiting-ended">
      <Icon name={isGood(outcome) ? 'good' : 'bad'} />{' '}
      <span class="quiet">{clockTime(outcome.at, now)}</span>{' '}
      <bdi>{outcomeText(outcome, app.texts.waiting)}</bdi>
    </li>
  )
}
