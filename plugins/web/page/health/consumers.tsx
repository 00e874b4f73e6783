import type { App } from '../app.ts'
import { Said } from '../shell/said.tsx'
import { lengthOf } from '../shell/time.ts'
import type { ConsumerStatus, PluginStatus } from '../status.ts'
import { clockTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { conditionOf } from './condition.ts'
import { HealthRow } from './health-row.tsx'

const SIGNS = { takes: 'good', catches: 'retry', waits: 'wait', paused: 'pause' } as const
const LEVELS = { takes: 'good', catches: 'good', waits: 'wait', paused: 'wait' } as const

interface ConsumersParts {
  readonly app: App
  readonly consumers: Readonly<Record<string, ConsumerStatus>>
  /** What is said of the plugins themselves. */
  readonly plugins: readonly PluginStatus[]
}

/** Where events are stored elsewhere: how far each has come, and its switch. */
export function Consumers({ app, consumers, plugins }: ConsumersParts) {
  const isSaid = (id: string, reason: string | undefined) =>
    plugins.some(plugin => plugin.id === id && plugin.reason === reason)
  return (
    <>
      {Object.entries(consumers).map(([id, consumer]) => (
        <Consumer
          key={id}
          {...{ app, id, consumer }}
          hasReason={consumer.paused === undefined && !isSaid(id, consumer.reason)}
        />
      ))}
    </>
  )
}

interface ConsumerParts {
  readonly app: App
  readonly id: string
  readonly consumer: ConsumerStatus
  /** Whether its reason is to be said here. */
  readonly hasReason: boolean
}

function Consumer({ app, id, consumer, hasReason }: ConsumerParts) {
  const { health, logging } = app.texts
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
    <HealthRow
      app={app}
      level={LEVELS[condition]}
      sign={SIGNS[condition]}
      name={logging.label(id)}
      word={health.conditions[condition]}
      aside={<Switch app={app} id={id} isOn={paused === undefined} />}
      marks={{ 'data-consumer': id, 'data-state': condition }}
    >
      <p class="quiet health-more">{counts.filter(Boolean).join(', ')}</p>
      {hasReason && reason !== undefined && <p class="health-more">{reason}</p>}
      <SwitchTrouble app={app} id={id} />
    </HealthRow>
  )
}

function Switch({ app: { logging, texts }, id, isOn }: { app: App; id: string; isOn: boolean }) {
  const { isBusy = false } = useStore(logging.switching)[id] ?? {}
  return (
    <button
      type="button"
      class="switch"
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
  return unsaved === undefined ? null : <Said level="wait">{texts.logging.unsaved(unsaved)}</Said>
}
