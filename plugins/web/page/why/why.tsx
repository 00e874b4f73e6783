import type { App } from '../app.ts'
import type { Answer } from '../connection.ts'
import { timeOf } from '../live/told-event.ts'
import { shownText } from '../people/shown-text.ts'
import { Said } from '../shell/said.tsx'
import { exactTime, span } from '../times.ts'
import type { Explained, Explanation } from './explanation.ts'
import { type Step, stagesOf } from './steps.ts'

const MOST_QUOTE = 600
const SIGNS = { good: '✓', bad: '✕', wait: '…', quiet: '·' } as const

/** What happened to an event, from who told it to where it is stored. */
export function Why({ app, answer }: { app: App; answer: Answer<Explained> | undefined }) {
  const words = app.texts.why
  if (answer === undefined)
    return (
      <p class="quiet" role="status">
        {words.loading}
      </p>
    )
  if (!answer.done) return <Said level="bad" refusal={answer.refusal} />
  const { value } = answer
  if (value.code === 'explained') return <Timeline app={app} explanation={value} />
  return (
    <p class="quiet" role="status">
      {value.code === 'held' ? words.held : words.unknown}
    </p>
  )
}

function Timeline({ app, explanation }: { app: App; explanation: Explanation }) {
  const begin = timeOf(explanation.event.received)
  return (
    <ol class="why">
      {stagesOf(explanation).map(({ phase, steps }) => (
        <li key={phase} class="why-stage">
          <h3>{app.texts.why.phases[phase]}</h3>
          <ol>
            {steps.map((step, at) => (
              <StepShown key={at} app={app} step={step} begin={begin} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  )
}

interface StepParts {
  readonly app: App
  readonly step: Step
  readonly begin: number | undefined
}

function StepShown({ app, step: { tone, who, what, quote, at, depth }, begin }: StepParts) {
  const words = app.texts.why
  const exact = at === undefined ? '' : exactTime(at, app.connection.clock.now())
  return (
    <li class={`why-step why-${tone}`} style={{ '--depth': depth }}>
      <span class="why-sign" role="img" aria-label={words.tones[tone]}>
        {SIGNS[tone]}
      </span>
      <span class="why-what">
        {who !== undefined && <b>{who}</b>} <bdi>{shownText(what, MOST_QUOTE)}</bdi>{' '}
        {quote !== undefined && (
          <q class="why-quote">
            <bdi>{shownText(quote, MOST_QUOTE)}</bdi>
          </q>
        )}{' '}
        {at !== undefined && (
          <time class="quiet" title={exact}>
            {begin !== undefined && at > begin ? words.after(span(at - begin)) : exact}
          </time>
        )}
      </span>
    </li>
  )
}
