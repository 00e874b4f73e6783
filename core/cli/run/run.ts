import { basename } from 'node:path'
import { attribute } from '../../blame/attribute.ts'
import { run as runConfig } from '../../daemon/run.ts'
import type { Running } from '../../daemon/running.ts'
import { version } from '../../version.ts'
import { createOutput, report } from '../shown/output.ts'
import { createUpgradeView } from '../shown/upgrading.ts'
import { stopSignal } from './ctrl-c.ts'
import { Terminal } from './terminal.ts'

const STATUS_EVERY_MS = 5_000

/**
 * `promethean run`: runs a config until Ctrl-C.
 * @returns the exit code: 0 after a drain, 1 if it could not start
 */
export async function run(settings: {
  readonly config?: string
  readonly json: boolean
  /** Effects are printed instead of done. */
  readonly dry?: boolean
}): Promise<number> {
  const { config, dry = false } = settings
  const output = createOutput(settings.json)
  const stop = stopSignal(output)
  const terminal = new Terminal(output)
  const { onUpgrading, end } = createUpgradeView(output)
  let name: string | undefined
  let isReady = false
  try {
    const running = await runConfig({
      config,
      dry,
      signal: stop,
      onUpgrading,
      onStarting: starting => {
        name = basename(starting.file)
        attribute(thrown => void starting.blame(thrown))
        terminal.greet(`promethean ${version()}`, starting.plugins, name, dry)
      },
      onEvent: event => terminal.event(event),
      onLog: line => terminal.log(line),
      onEffect: effect => terminal.effect(effect),
      onHandedOver: plugin => output.json({ code: 'handed_over', plugin }),
      onReloaded: done => terminal.reloaded(done),
      onRefused: (refused, willRetry) => terminal.refused(refused, willRetry),
      onLingering: ({ use, what }) => output.line(`${use} ${what}; Ctrl-C again stops at once`),
      onStopped: last => {
        if (isReady || stop.aborted) terminal.farewell(last)
      },
      onTrouble: sentence => output.trouble(sentence),
    })
    isReady = true
    terminal.started()
    output.json({ code: 'ready', ...(dry && { dry: true }) })
    await statusUntil(stop, running, terminal)
    await running.stop()
    return 0
  } catch (failure) {
    end()
    if (stop.aborted) return 0
    report(output, failure, name, 'nothing was started')
    return 1
  }
}

/** Prints the status every few seconds, until the signal. */
async function statusUntil(stop: AbortSignal, running: Running, terminal: Terminal): Promise<void> {
  const tell = async () => {
    try {
      terminal.status(await running.status())
    } catch (failure) {
      running.log.warn(failure instanceof Error ? failure : String(failure))
    }
  }
  const timer = setInterval(() => void tell(), STATUS_EVERY_MS)
  await asked(stop)
  clearInterval(timer)
}

function asked(stop: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (stop.aborted) resolve()
    else stop.addEventListener('abort', () => resolve(), { once: true })
  })
}
