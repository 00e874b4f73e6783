import { setTimeout as wait } from 'node:timers/promises'
import { reloadedLine, type Terminal } from '../cli/run/terminal.ts'
import type { Output } from '../cli/shown/output.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { LoadedConfig } from '../config/load/load.ts'
import { watchFiles } from '../config/watch.ts'
import { ConfigProblem, messageOf } from '../errors.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Control } from './control/server.ts'
import { lookThrough } from './journal-check.ts'
import { forgetJournal, rememberJournal } from './known-journal.ts'
import type { Project } from './project.ts'
import { Reloads } from './reloads.ts'
import { runningCommands, runningStreams, shownProblems } from './requests/requests.ts'
import type { Tails } from './requests/tails.ts'
import type { Acquired } from './shutdown.ts'

const STATUS_EVERY_MS = 5_000
// A reload at work when the stop comes: its new set is not needed any more.
const RELOAD_END_MS = 300

// On a slow disk ready is said all the same, and what was saved meanwhile is looked for once more.
const WATCH_MS = 2_000

/** A runtime that has started, and what is around it. */
export interface Instance {
  readonly project: Project
  readonly output: Output
  readonly acquired: Acquired
  readonly isDry: boolean
  readonly terminal: Terminal
  readonly tails: Tails
  readonly runtime: Runtime
  readonly control: Control
  readonly config: CheckedConfig
  readonly loaded: LoadedConfig
  /** Into the log file alone: the terminal has it in another form. */
  readonly toFile: (message: string) => void
}

/** What makes a started runtime an instance: other commands reach it, edits reach it, and it says how it is. */
export async function serveInstance(parts: Instance): Promise<void> {
  const { project, output, acquired, isDry, terminal, tails, toFile } = parts
  const { runtime, control, config, loaded } = parts
  const reloads = new Reloads(loaded, {
    project,
    runtime,
    onReloaded: done => {
      const ids = done.restarted.map(({ id }) => id)
      output.json({ code: 'reloaded', ...done, restarted: ids })
      for (const { id, why } of done.restarted) runtime.log.debug(`${id} restarts: ${why}`)
      runtime.log.info(reloadedLine(done))
    },
    onDiskTrouble: message => {
      output.json({ code: 'reload_refused', problems: [{ path: '', message }] })
      runtime.log.error(`the edit was not taken over: ${message}; it is tried again`)
    },
    onRefused: problems => {
      const said = shownProblems(runtime, problems)
      terminal.refused(project.name, said)
      toFile(`the edit was refused: ${new ConfigProblem(said).message}`)
    },
  })
  control.serve(runningCommands(runtime, reloads), runningStreams(runtime, tails))
  await rememberJournal(project.file, config.journal.file)
  acquired.add('the note of the journal', () => forgetJournal(project.file))
  acquired.add('the reload', () => reloads.close(RELOAD_END_MS))
  acquired.add('the watch for edits', await watch(project, reloads, runtime))
  acquired.add('the status line', everyFewSeconds(runtime, terminal))
  acquired.add('the look through the journal', lookThrough(config.journal.file, runtime.log))
  output.json({ code: 'ready', ...(isDry && { dry: true }) })
}

// Resolves when every later save is seen.
async function watch(project: Project, reloads: Reloads, runtime: Runtime): Promise<() => void> {
  let seen: () => void = () => undefined
  const isSeen = new Promise<void>(resolve => {
    seen = resolve
  })
  // What was saved between the reading and now.
  const onReady = () => {
    reloads.watched()
    seen()
  }
  const watching = watchFiles({
    folder: project.folder,
    files: project.loader.files,
    onReady,
  }).subscribe({
    next: () => reloads.saved(),
    error: failure => {
      seen()
      runtime.log.error(
        `the config is watched no more: ${messageOf(failure)}; restart to have edits seen`,
      )
    },
  })
  await Promise.race([isSeen, wait(WATCH_MS, undefined, { ref: false })])
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
