import type { App } from '../app.ts'
import { Icon } from '../shell/icons.tsx'
import { Said } from '../shell/said.tsx'
import { clockTime, lengthOf } from '../shell/time.ts'
import type { ConsumerStatus } from '../status.ts'
import { useStore } from '../use-store.ts'
import { type Condition, conditionOf } from './condition.ts'

const SIGNS = { takes: 'good', catches: 'retry', waits: 'wait', paused: 'pause' } as const

interface ConsumersParts {
  readonly app: App
  readonly consumers: Readonly<Record<string, ConsumerStatus>>
}

/** Where events are stored elsewhere: how far each has come, and its switch. */
export function Consumers({ app, consumers }: ConsumersParts) {
  const all = Object.entries(consumers)
  const { health, logging } = app.texts
  if (all.length === 0) return <p class="quiet">{health.noConsumers}</p>
  return (
    <>
      <ul class="rows">
        {all.map(([id, consumer]) => (
          <Consumer key={id} app={app} id={id} consumer={consumer} />
        ))}
      </ul>
      <p class="quiet">{logging.means}</p>
    </>
  )
}

interface ConsumerParts {
  readonly app: App
  readonly id: string
  readonly consumer: ConsumerStatus
}

function Consumer({ app, id, consumer }: ConsumerParts) {
  const { health } = app.texts
  const now = useStore(app.now)
  const { delivered, lag, parked, paused, reason } = consumer
  const condition = conditionOf(consumer)
  const counts = [
    health.delivered(delivered),
    health.lag(lag),
    parked > 0 && health.parked(parked),
    paused &&
      health.sinceAgo(clockTime(paused, now), lengthOf(now - Date.parse(paused), app.texts)),
  ]
  return (
    <li
      class="row health-consumer"
      data-consumer={id}
      data-state={condition}
      data-level={LEVELS[condition]}
    >
      <div class="health-line">
        <span class="health-state">
          <Icon name={SIGNS[condition]} />
          <b class="row-name">{id}</b> <span>{health.conditions[condition]}</span>
        </span>
        <Switch app={app} id={id} isOn={paused === undefined} />
      </div>
      <p class="quiet health-more">{counts.filter(Boolean).join(', ')}</p>
      {reason !== undefined && <p class="health-reason">{reason}</p>}
      <SwitchTrouble app={app} id={id} />
    </li>
  )
}

const LEVELS: Readonly<Record<Condition, 'good' | 'wait'>> = {
  takes: 'good',
  catches: 'good',
  waits: 'wait',
  paused: 'wait',
}

function Switch({ app: { logging, texts }, id, isOn }: { app: App; id: string; isOn: boolean }) {
  const { isBusy = false } = useStore(logging.switching)[id] ?? {}
  return (
    <button
      type="button"
      class="switch row-act"
      role="switch"
      aria-checked={isOn}
      aria-busy={isBusy}
      aria-label={texts.logging.label(id)}
      onClick={() => void logging.set(id, isOn ? 'pause' : 'resume')}
    >
      {isOn ? texts.logging.on : texts.logging.off}
    </button>
  )
}

function SwitchTrouble({ app: { logging, texts }, id }: { app: App; id: string }) {
  const { refusal, unsaved } = useStore(logging.switching)[id] ?? {}
  if (refusal !== undefined) return <Said level="bad" refusal={refusal} />
  return unsaved === undefined ? null : (
    <Said level="wait">{texts.logging.unsaved(id, unsaved)}</Said>
  )
}
