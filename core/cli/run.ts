import { setTimeout as wait } from 'node:timers/promises'
import { RUNTIME } from '../bus/bus.ts'
import type { CheckedConfig } from '../config/check.ts'
import type { LoadedConfig } from '../config/load.ts'
import { watchFiles } from '../config/watch.ts'
import { ConfigProblem, messageOf } from '../errors.ts'
import { lockJournal } from '../journal/lock.ts'
import { openSqliteJournal } from '../journal/sqlite/journal.ts'
import { attribute } from '../supervisor/attribute.ts'
import { Runtime } from '../supervisor/runtime.ts'
import { serveControl } from './control.ts'
import { dryGate } from './dry-gate.ts'
import { openLogFile } from './log-file.ts'
import { createOutput, type Output, report } from './output.ts'
import { openProject, type Project } from './project.ts'
import { Reloads } from './reloads.ts'
import { runningCommands, runningStreams } from './running-commands.ts'
import { stopInTime, stopSignal } from './stopping.ts'
import { Tails } from './tails.ts'
import { reloadedLine, Terminal } from './terminal.ts'
import { version } from './version.ts'

const STATUS_EVERY_MS = 5_000
// A reload at work when the stop comes: its new set is not needed any more.
const RELOAD_END_MS = 300

// On a slow disk ready is said all the same, and what was saved meanwhile is looked for once more.
const WATCH_MS = 2_000

/** What was acquired on the way up, given back newest first. */
type Acquired = (() => unknown)[]

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
  const acquired: Acquired = []
  let name: string | undefined
  try {
    const project = await openProject(settings.config)
    name = project.name
    acquired.push(() => project.close())
    await Promise.race([start({ project, output, acquired, stop, isDry }), asked(stop)])
    await asked(stop)
    return 0
  } catch (failure) {
    report(output, failure, name, 'nothing was started')
    return 1
  } finally {
    await giveBack(acquired, output)
  }
}

interface Start {
  readonly project: Project
  readonly output: Output
  readonly acquired: Acquired
  readonly stop: AbortSignal
  readonly isDry: boolean
}

async function start({ project, output, acquired, stop, isDry }: Start): Promise<void> {
  const { config, loaded } = await firstRead(project)
  const lock = lockJournal(config.journal.file)
  acquired.push(() => lock.release())
  const logFile = await openLogFile(project.folder).catch(failure => {
    // Some folders' names pino-roll does not take; the stream goes on without a log file.
    output.trouble(`no log file is written: ${messageOf(failure)}; rename the folder to have one`)
    return { write: () => undefined, close: async () => undefined }
  })
  acquired.push(() => logFile.close())
  const journal = await openSqliteJournal(config.journal.file)
  const terminal = new Terminal(output)
  const tails = new Tails()
  const runtime = new Runtime({
    journal,
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
      runtime.log.info(`${plugin} is connected anew; the old connection was let go`)
    },
  })
  acquired.push(attribute(thrown => runtime.blame(thrown)))
  let isStarted = false
  acquired.push(async () => {
    const last = await stopInTime(runtime, output)
    if (isStarted || stop.aborted) terminal.farewell(last)
  })
  terminal.greet(
    `promethean ${version()}`,
    config.uses.map(({ id }) => id),
    project.name,
    isDry,
  )
  await runtime.start(config)
  if (stop.aborted) return
  isStarted = true
  const toFile = (message: string) =>
    logFile.write({ level: 'warn', time: new Date(), plugin: RUNTIME, message })
  await follow({
    project,
    output,
    acquired,
    isDry,
    terminal,
    tails,
    runtime,
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

interface Following extends Omit<Start, 'stop'> {
  readonly terminal: Terminal
  readonly tails: Tails
  readonly runtime: Runtime
  readonly config: CheckedConfig
  readonly loaded: LoadedConfig
  /** Into the log file alone: the terminal has it in another form. */
  readonly toFile: (message: string) => void
}

// What makes a started runtime an instance: other commands reach it, edits reach it, and it says how it is.
async function follow(parts: Following): Promise<void> {
  const { project, output, acquired, isDry, terminal, tails, runtime, config, loaded, toFile } =
    parts
  const reloads = new Reloads(loaded, {
    project,
    runtime,
    onReloaded: done => {
      const ids = done.restarted.map(({ id }) => id)
      output.json({ code: 'reloaded', ...done, restarted: ids })
      for (const { id, why } of done.restarted) runtime.log.debug(`${id} restarts: ${why}`)
      runtime.log.info(reloadedLine(done))
    },
    onRefused: problems => {
      // What a setup threw may quote an option.
      const said = problems.map(one => ({ ...one, message: runtime.redactor.text(one.message) }))
      terminal.refused(project.name, said)
      toFile(`the edit was refused: ${new ConfigProblem(said).message}`)
    },
  })
  const control = await serveControl(
    config.journal.file,
    runningCommands(runtime, file => reloads.plan(file)),
    runningStreams(runtime, tails),
  )
  acquired.push(() => control.close())
  acquired.push(() => reloads.close(RELOAD_END_MS))
  acquired.push(await watch(project, reloads, runtime))
  acquired.push(everyFewSeconds(runtime, terminal))
  output.json({ code: 'ready', ...(isDry && { dry: true }) })
}

/** Resolves when every later save is seen. */
async function watch(project: Project, reloads: Reloads, runtime: Runtime): Promise<() => void> {
  let ready: () => void = () => undefined
  const isReady = new Promise<void>(resolve => {
    ready = resolve
  })
  const watching = watchFiles({
    folder: project.folder,
    files: project.loader.files,
    onReady: ready,
  }).subscribe({
    next: () => reloads.saved(),
    error: failure => {
      ready()
      runtime.log.error(
        `the config is watched no more: ${messageOf(failure)}; restart to have edits seen`,
      )
    },
  })
  // What was saved between the first reading and now.
  const seen = isReady.then(() => reloads.watched())
  await Promise.race([seen, wait(WATCH_MS, undefined, { ref: false })])
  return () => watching.unsubscribe()
}

function everyFewSeconds(runtime: Runtime, terminal: Terminal): () => void {
  const tell = async () => {
    try {
      terminal.status(await runtime.status())
    } catch (failure) {
      runtime.log.warn(failure instanceof Error ? failure : String(failure))
    }
  }
  const timer = setInterval(() => void tell(), STATUS_EVERY_MS)
  return () => clearInterval(timer)
}

function asked(stop: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (stop.aborted) resolve()
    else stop.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function giveBack(acquired: Acquired, output: Output): Promise<void> {
  for (let next = acquired.pop(); next !== undefined; next = acquired.pop()) {
    try {
      await next()
    } catch (failure) {
      output.trouble(`the stop went wrong: ${messageOf(failure)}; what is in the journal is safe`)
    }
  }
}
