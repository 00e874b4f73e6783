import { concatMap, filter, map, type OperatorFunction, tap, throttle } from 'rxjs'
import { inTime, pause } from '../../async.ts'
import type { Config } from '../../config/define.ts'
import { messageOf } from '../../errors.ts'
import type { Event } from '../../events/event.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { definePlugin, type PluginUse } from '../../plugin/define.ts'
import type { Outcome } from '../../plugin/outcome.ts'
import { optional, type PortsOf } from '../../plugin/port.ts'
import { Actions, StreamControl } from '../../plugin/ports/effects.ts'

// As docs/obs.md says: within 5 s, at most once a minute.
const TELL_MS = 5_000
const QUIET_MS = 60_000
const MAX_HELD = 100
const LENGTH = 200

const needs = { actions: optional(Actions), control: optional(StreamControl) }

/** Something went wrong with a plugin. */
interface PluginTrouble {
  readonly plugin: string
  readonly reason: string
  readonly message: string
}

/**
 * Reports problems to the streamer.
 * @param wanted where to report at the moment: the config's `onTrouble`
 */
export function troubleTeller(wanted: () => Config['onTrouble']): PluginUse {
  return definePlugin({
    name: RUNTIME,
    needs,
    setup: ({ on, ports, log, signal }) => {
      let wasSaid = false
      const failed = (failure: unknown) => {
        const why = `could not report trouble through onTrouble: ${messageOf(failure)}`
        if (!wasSaid) log.warn(`${why}; see promethean status`)
        wasSaid = true
      }
      const worked = () => {
        wasSaid = false
      }
      return on('plugin.failed', 'source.stale').pipe(
        filter(() => wanted() !== undefined),
        map(troubleOf),
        onceAMinute(signal),
        concatMap(async trouble => {
          // Later, because the plugin that has just failed may be the one that reports.
          await new Promise(resolve => setImmediate(resolve))
          if (!signal.aborted) await tell(trouble, wanted(), ports).then(worked, failed)
        }),
      )
    },
  })()
}

/** The first at once; what comes within a minute of it in one at the end of that minute, and so on. */
function onceAMinute(signal: AbortSignal): OperatorFunction<PluginTrouble, PluginTrouble> {
  let count = 0
  const held: PluginTrouble[] = []
  return troubles =>
    troubles.pipe(
      // Beyond this many, the oldest are dropped and counted in the report.
      tap(trouble => {
        count += 1
        held.push(trouble)
        if (held.length > MAX_HELD) held.shift()
      }),
      throttle(() => pause(QUIET_MS, signal), { leading: true, trailing: true }),
      map(last => {
        const sum = count === 1 ? last : summed(held, last, count)
        held.length = 0
        count = 0
        return sum
      }),
    )
}

async function tell(
  trouble: PluginTrouble,
  where: Config['onTrouble'],
  ports: PortsOf<typeof needs>,
): Promise<void> {
  const call = (signal: AbortSignal): Promise<Outcome> | undefined => {
    if (where === undefined) return undefined
    if ('action' in where)
      return there(ports.actions, 'run actions').run(where.action, { ...trouble }, { signal })
    return there(ports.control, 'change a text').text(where.obs, trouble.message, { signal })
  }
  const late = () => new Error(`it took longer than ${TELL_MS / 1_000} s`)
  const told = await inTime({ ms: TELL_MS, late }, call)
  if (told?.done === false && told.reason === 'absent') throw new Error(told.message)
}

function there<T>(provided: T | undefined, what: string): T {
  if (provided === undefined) throw new Error(`no running plugin can ${what}`)
  return provided
}

function troubleOf(told: Event<'plugin.failed' | 'source.stale'>): PluginTrouble {
  if (told.type === 'plugin.failed') {
    const { plugin, reason } = told.data
    return { plugin, reason, message: short(`${plugin} failed: ${reason}`) }
  }
  const { source, quietMs } = told.data
  const reason = `no data for ${Math.round(quietMs / 1_000)} s`
  return { plugin: source, reason, message: short(`${source}: ${reason}`) }
}

function summed(held: readonly PluginTrouble[], last: PluginTrouble, count: number): PluginTrouble {
  const plugins = [...new Set(held.map(({ plugin }) => plugin))].join(', ')
  const reason = `${count} more problems within a minute`
  return { ...last, reason, message: short(`${reason} (${plugins}); ${last.message}`) }
}

function short(text: string): string {
  const points = [...text.replace(/\s+/g, ' ')]
  return points.length > LENGTH ? `${points.slice(0, LENGTH - 1).join('')}…` : points.join('')
}
