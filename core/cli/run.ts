import type { CheckedConfig } from '../config/check.ts'
import { formatProblems } from '../config/format.ts'
import { plan } from '../config/plan.ts'
import { watchFiles } from '../config/watch.ts'
import { ConfigProblem, messageOf, type Problem } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { lockJournal } from '../journal/lock.ts'
import type { JournalEntry } from '../journal/port.ts'
import { openSqliteJournal } from '../journal/sqlite/journal.ts'
import { Runtime, type RuntimeStatus } from '../supervisor/runtime.ts'
import { serveControl } from './control.ts'
import { openLogFile } from './log-file.ts'
import { createOutput, type Output, report } from './output.ts'
import { openProject, type Project } from './project.ts'
import { runningCommands } from './running-commands.ts'
import { onStopSignals } from './stop-signals.ts'
import { summary, Terminal } from './terminal.ts'

const STATUS_EVERY_MS = 5_000
// Issue: SIGINT and SIGTERM drain within 5 s; the plugins' own share of it is the supervisor's.
const STOP_MS = 5_000

/** What was acquired on the way up, given back newest first. */
type Acquired = (() => unknown)[]

/**
 * `promethean run`: the runtime until Ctrl-C.
 * @returns the exit code: 0 after a drain, 1 where it could not start
 */
export async function run(settings: {
  readonly config?: string
  readonly json: boolean
}): Promise<number> {
  const output = createOutput(settings.json)
  const acquired: Acquired = []
  let name: string | undefined
  try {
    const project = await openProject(settings.config)
    name = project.name
    acquired.push(() => project.close())
    const instance = await start(project, output, acquired)
    const exitCode = await instance.untilStopped
    return exitCode
  } catch (failure) {
    report(output, failure, name, 'nothing was started')
    return 1
  } finally {
    for (let giveBack = acquired.pop(); giveBack !== undefined; giveBack = acquired.pop())
      await giveBack()
  }
}

async function start(
  project: Project,
  output: Output,
  acquired: Acquired,
): Promise<{ untilStopped: Promise<number> }> {
  const config = await project.load()
  const lock = lockJournal(config.journal.file)
  acquired.push(() => lock.release())
  const journal = await openSqliteJournal(config.journal.file)
  const logFile = await openLogFile(project.folder)
  acquired.push(() => logFile.close())
  const terminal = new Terminal(output)
  const runtime = new Runtime({
    journal,
    secrets: project.secrets(),
    write: line => {
      terminal.log(line)
      logFile.write(line)
    },
    onJudged: (_entry: JournalEntry, delivered: Event | undefined) => {
      if (delivered !== undefined) terminal.event(delivered)
    },
    onHandedOver: plugin => {
      output.json({ code: 'handed_over', plugin })
      runtime.log.info(`${plugin} is connected anew; the old connection was let go`)
    },
  })
  acquired.push(attribute(runtime))
  try {
    await runtime.start(config)
  } catch (failure) {
    await runtime.stop()
    throw failure
  }
  const reloads = new Reloads(project, runtime, output)
  const control = await serveControl(
    config.journal.file,
    runningCommands(runtime, () => reloads.plan()),
  )
  const watching = watchFiles({ folder: project.folder, files: project.loader.files }).subscribe({
    next: () => reloads.reload(),
    error: failure =>
      runtime.log.error(
        `the config is watched no more: ${messageOf(failure)}; restart to have edits seen`,
      ),
  })
  output.json({ code: 'ready' })
  output.line(
    `${config.uses.length} plugins run: ${config.uses.map(({ id }) => id).join(', ')}; edit ${project.name} while it runs, Ctrl-C ends it`,
  )
  const statusTimer = setInterval(() => void tellStatus(runtime, terminal), STATUS_EVERY_MS)
  return {
    untilStopped: untilStopped(output, async () => {
      clearInterval(statusTimer)
      watching.unsubscribe()
      await reloads.settled()
      await control.close()
      const last = await runtime.stop()
      farewell(output, last)
    }),
  }
}

function untilStopped(output: Output, stop: () => Promise<void>): Promise<number> {
  return new Promise(resolve => {
    const forget = onStopSignals(
      () => {
        output.line(
          'stopping: what was begun is finished, then the journal is closed; Ctrl-C again ends it at once',
        )
        const late = setTimeout(() => {
          output.trouble(
            `not everything ended within ${STOP_MS / 1_000} s; what is in the journal is safe`,
          )
          process.exit(0)
        }, STOP_MS - 200)
        stop().then(
          () => {
            clearTimeout(late)
            forget()
            resolve(0)
          },
          (failure: unknown) => {
            clearTimeout(late)
            output.trouble(
              `the stop went wrong: ${messageOf(failure)}; what is in the journal is safe`,
            )
            resolve(1)
          },
        )
      },
      () => process.exit(0),
    )
  })
}

/** Edits, one after the other. */
class Reloads {
  readonly #project: Project
  readonly #runtime: Runtime
  readonly #output: Output
  #turn: Promise<unknown> = Promise.resolve()
  #isWaiting = false
  #fingerprint: string | undefined

  constructor(project: Project, runtime: Runtime, output: Output) {
    this.#project = project
    this.#runtime = runtime
    this.#output = output
  }

  /** Takes what is in the file now; several saves during one reload are one. */
  reload(): void {
    if (this.#isWaiting) return
    this.#isWaiting = true
    void this.#inTurn(async () => {
      this.#isWaiting = false
      await this.#reload()
    })
  }

  /** What a save of this file would do. @throws ConfigProblem */
  plan() {
    return this.#inTurn(async () =>
      plan(this.#runtime.config, await this.#project.load(), this.#project.name),
    )
  }

  settled(): Promise<unknown> {
    return this.#turn
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }

  async #reload(): Promise<void> {
    try {
      const { problems, config, loaded } = await this.#project.read()
      if (config === undefined) return this.#refused(problems)
      if (loaded?.fingerprint === this.#fingerprint && this.#fingerprint !== undefined) return
      await this.#switch(config)
      this.#fingerprint = loaded?.fingerprint
    } catch (failure) {
      const problems =
        failure instanceof ConfigProblem
          ? failure.problems
          : [{ path: '', message: messageOf(failure) }]
      this.#refused(problems)
    }
  }

  async #switch(config: CheckedConfig): Promise<void> {
    const { kept, restarted, added, removed, held, ms } = await this.#runtime.reload(config)
    const ids = restarted.map(({ id }) => id)
    this.#output.json({ code: 'reloaded', kept, restarted: ids, added, removed, held, ms })
    const { log } = this.#runtime
    for (const { id, why } of restarted) log.debug(`${id} restarts: ${why}`)
    const parts = [
      ids.length > 0 && `${ids.join(', ')} restarted`,
      added.length > 0 && `${added.join(', ')} added`,
      removed.length > 0 && `${removed.join(', ')} removed`,
      `${kept.length} plugins untouched (${ms} ms)`,
    ]
    log.info(parts.filter(Boolean).join(', '))
  }

  #refused(problems: readonly Problem[]): void {
    this.#output.json({ code: 'reload_refused', problems })
    this.#output.trouble(`\n${formatProblems(this.#project.name, problems)}\n`)
  }
}

async function tellStatus(runtime: Runtime, terminal: Terminal): Promise<void> {
  try {
    terminal.status(await runtime.status())
  } catch (failure) {
    runtime.log.warn(failure instanceof Error ? failure : String(failure))
  }
}

// What plugin code throws outside any call of ours ends its plugin's run, never the stream.
function attribute(runtime: Runtime): () => void {
  const blame = (thrown: unknown) => runtime.blame(thrown)
  process.on('uncaughtException', blame)
  process.on('unhandledRejection', blame)
  return () => {
    process.off('uncaughtException', blame)
    process.off('unhandledRejection', blame)
  }
}

function farewell(output: Output, last: RuntimeStatus): void {
  output.json({ code: 'stopped', ...last })
  output.line(`stopped: ${summary(last)}`)
}
