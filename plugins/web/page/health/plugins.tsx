import type { App } from '../app.ts'
import { lengthOf } from '../shell/time.ts'
import type { PluginStatus } from '../status.ts'
import { clockTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { HealthRow } from './health-row.tsx'
import { levelOf } from './verdict.ts'

const SIGNS = {
  connected: 'good',
  ready: 'good',
  stale: 'wait',
  retrying: 'retry',
  failed: 'bad',
} as const

/** Every plugin, those in trouble first. */
export function Plugins({ app, plugins }: { app: App; plugins: readonly PluginStatus[] }) {
  const order = ['bad', 'wait', 'good']
  const sorted = [...plugins].sort((a, b) => order.indexOf(levelOf(a)) - order.indexOf(levelOf(b)))
  return (
    <>
      {sorted.map(plugin => (
        <Plugin key={plugin.id} app={app} plugin={plugin} />
      ))}
    </>
  )
}

function Plugin({ app, plugin }: { app: App; plugin: PluginStatus }) {
  const { health } = app.texts
  const now = useStore(app.now)
  const isGone = useStore(app.connection.state) === 'gone'
  const { id, state, since, reason, retryAt, failures } = plugin
  const level = levelOf(plugin)
  const isUneasy = level === 'wait' && SIGNS[state] === 'good'
  const word = isUneasy ? health.uneasy : health.states[state]
  const sign = isUneasy ? 'wait' : SIGNS[state]
  const time = clockTime(since, now)
  const ago = lengthOf(now - Date.parse(since), app.texts)
  return (
    <HealthRow
      app={app}
      level={level}
      sign={sign}
      name={id}
      word={isGone ? health.was(word) : word}
      aside={
        <span class="quiet">
          {level === 'good' ? health.since(time) : health.sinceAgo(time, ago)}
        </span>
      }
      marks={{ 'data-plugin': id, 'data-state': state }}
    >
      {reason !== undefined && <p class="health-more">{reason}</p>}
      {retryAt !== undefined && !isGone && (
        <p class="quiet health-more">{retryText(app, retryAt, now)}</p>
      )}
      {failures !== undefined && (
        <p class="quiet health-more">
          {health.failures(failures.count, clockTime(failures.at, now))}
          {failures.reason !== reason && `: ${failures.reason}`}
        </p>
      )}
    </HealthRow>
  )
}

function retryText({ texts }: App, retryAt: string, now: number): string {
  const left = Date.parse(retryAt) - now
  if (left <= 0) return texts.health.retryNow
  return texts.health.retryAt(clockTime(retryAt, now), lengthOf(left, texts))
}
