import { attribute } from '../../blame/attribute.ts'
import { RUNTIME } from '../../bus/bus.ts'
import type { CheckedConfig } from '../../config/check/check.ts'
import type { LoadedConfig } from '../../config/load/load.ts'
import { openControl } from '../../daemon/control/server.ts'
import { dryGate } from '../../daemon/dry-gate.ts'
import { serveInstance } from '../../daemon/instance.ts'
import { openLogFile } from '../../daemon/log-file.ts'
import { openProject, type Project } from '../../daemon/project.ts'
import { startingCommands } from '../../daemon/requests/requests.ts'
import { Tails } from '../../daemon/requests/tails.ts'
import { Acquired } from '../../daemon/shutdown.ts'
import { ConfigProblem, messageOf } from '../../errors.ts'
import { Lingering } from '../../instance/lingering.ts'
import { lockJournal } from '../../journal/lock.ts'
import { openSqliteJournal } from '../../journal/sqlite/journal.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { createOutput, type Output, report } from '../shown/output.ts'
import { version } from '../version.ts'
import { DRAIN_AND_COMMIT_MS, seeThrough, stopInTime, stopSignal } from './stopping.ts'
import { Terminal } from './terminal.ts'

/**
 * `promethean run`: the runtime until Ctrl-C.
 * @returns the exit code: 0 after a drain, 1 where it could not start
 */
export async function run(settings: {
  readonly config?: string
  readonly json: boolean
  /** Effects are printed instead of done. */
  readonly dry?: boolean
}): Promise<number> {
  const output = createOutput(settings.json)
  const isDry = settings.dry === true
  const stop = stopSignal(output)
  const acquired = new Acquired()
  const lingering = new Lingering()
  let name: string | undefined
  try {
    const project = await openProject(settings.config)
    name = project.name
    acquired.add('the config', () => project.close())
    await Promise.race([start({ project, output, acquired, lingering, stop, isDry }), asked(stop)])
    await asked(stop)
    return 0
  } catch (failure) {
    report(output, failure, name, 'nothing was started')
    return 1
  } finally {
    await acquired.giveBack(output)
    await seeThrough(lingering, output)
  }
}

interface Start {
  readonly project: Project
  readonly output: Output
  readonly acquired: Acquired
  readonly lingering: Lingering
  readonly stop: AbortSignal
  readonly isDry: boolean
}

async function start(parts: Start): Promise<void> {
  const { project, output, acquired, lingering, stop, isDry } = parts
  const { config, loaded } = await firstRead(project)
  const lock = lockJournal(config.journal.file)
  acquired.add("the journal's lock", () => lock.release())
  const logFile = await openLogFile(project.folder).catch(failure => {
    // Some folders' names pino-roll does not take; the stream goes on without a log file.
    output.trouble(`no log file is written: ${messageOf(failure)}; rename the folder to have one`)
    return { write: () => undefined, close: async () => undefined }
  })
  acquired.add('the log file', () => logFile.close())
  const journal = await openSqliteJournal(config.journal.file)
  const terminal = new Terminal(output)
  const tails = new Tails()
  const runtime = await Runtime.open({
    journal,
    lingering,
    folder: project.folder,
    secrets: project.secrets,
    write: line => {
      terminal.log(line)
      logFile.write(line)
    },
    onJudged: (entry, delivered) => {
      if (delivered !== undefined) terminal.event(delivered)
      tails.judged(entry, delivered)
    },
    ...(isDry && { effects: dryGate(terminal, () => runtime.redactor) }),
    onHandedOver: plugin => {
      output.json({ code: 'handed_over', plugin })
      runtime.log.info(`${plugin} is connected through its new connection; the old one was closed`)
    },
  })
  acquired.add(
    'the watch for failures',
    attribute(thrown => runtime.blame(thrown)),
  )
  let isStarted = false
  const farewell = async () => {
    const last = await stopInTime(runtime, output)
    if (isStarted || stop.aborted) terminal.farewell(last)
  }
  acquired.add('the runtime', farewell, DRAIN_AND_COMMIT_MS)
  terminal.greet(
    `promethean ${version()}`,
    config.uses.map(({ id }) => id),
    project.name,
    isDry,
  )
  const control = await openControl(config.journal.file, startingCommands(runtime))
  acquired.add('the control socket', () => control.close())
  await runtime.start(config)
  if (stop.aborted) return
  isStarted = true
  const toFile = (message: string) =>
    logFile.write({ level: 'warn', time: new Date(), plugin: RUNTIME, message })
  await serveInstance({
    project,
    output,
    acquired,
    isDry,
    terminal,
    tails,
    runtime,
    control,
    config,
    loaded,
    toFile,
  })
}

async function firstRead(
  project: Project,
): Promise<{ config: CheckedConfig; loaded: LoadedConfig }> {
  const { problems, config, loaded } = await project.read()
  if (config === undefined || loaded === undefined) throw new ConfigProblem(problems)
  return { config, loaded }
}

function asked(stop: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (stop.aborted) resolve()
    else stop.addEventListener('abort', () => resolve(), { once: true })
  })
}
