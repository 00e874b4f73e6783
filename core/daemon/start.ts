import { dirname } from 'node:path'
import { accessTokens } from '../access/access.ts'
import { AccessTokens } from '../access/tokens.ts'
import { unlessAborted, within } from '../async.ts'
import { PrometheanError, problemText } from '../errors.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import type { Lingering } from '../instance/lingering.ts'
import { lockJournal } from '../journal/lock.ts'
import { openSqliteJournal } from '../journal/sqlite/journal.ts'
import { createLog, type LogLine } from '../log.ts'
import { InstanceOperations, instanceOperations } from '../operations/instance-operations.ts'
import { shownProblems, statusOf } from '../operations/live/run-status.ts'
import { Tails } from '../operations/live/tails.ts'
import type { Instance } from '../operations/operation.ts'
import { operationsOf } from '../operations/operations-of.ts'
import { servedBy, servedEarly, streamsOf } from '../operations/served.ts'
import { AgentDoor } from '../plugin/ports/agents.ts'
import type { RuntimeParts } from '../runtime/assembly.ts'
import { Runtime } from '../runtime/runtime.ts'
import type { RuntimeStatus } from '../runtime/status.ts'
import { Redactor } from '../secrets/redact.ts'
import { version } from '../version.ts'
import { agentsOf } from './agents/agents.ts'
import { agentDoor } from './agents/door.ts'
import { openControl } from './control/server.ts'
import { DRAIN_AND_COMMIT_MS, drain } from './drain.ts'
import { dryGate } from './dry-gate.ts'
import { watchEdits } from './edits.ts'
import { verifyLater } from './journal-check.ts'
import { forgetJournal, rememberJournal } from './known-journal.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { type Program, programOf } from './program.ts'
import { openProject, type Project, requireReading } from './project.ts'
import { type ReloadParts, Reloads, reloadedLine } from './reloads.ts'
import { RunStage } from './run-stage.ts'
import type { Running, RunSettings } from './running.ts'
import { Shutdown } from './shutdown.ts'

// A reload at work when the stop comes: its new set is not needed any more.
const RELOAD_END_MS = 300
// A start that was broken off notices at its next step.
const NOTICE_MS = 400

/** Starts everything a config needs to run, or releases all of it. */
export async function startProject(settings: RunSettings): Promise<Running> {
  const { signal } = settings
  signal?.throwIfAborted()
  const program = programOf(settings)
  const shutdown = new Shutdown(program)
  const stop = () => void shutdown.begin(signal?.reason)
  signal?.addEventListener('abort', stop)
  shutdown.add('the signal', () => signal?.removeEventListener('abort', stop))
  const started = start(settings, program, shutdown)
  try {
    return await unlessAborted(started, shutdown.signal)
  } catch (failure) {
    await shutdown.begin(failure)
    await within(
      NOTICE_MS,
      started.catch(() => undefined),
    )
    throw failure
  }
}

async function start(
  settings: RunSettings,
  program: Program,
  shutdown: Shutdown,
): Promise<Running> {
  const opened = openProject(settings.config)
  const project = await shutdown.acquire('the config', opened, one => one.close())
  shutdown.signal.throwIfAborted()
  const reading = requireReading(project)
  const { config, loaded } = await shutdown.acquire('reading the config', reading, () => undefined)
  shutdown.signal.throwIfAborted()
  const lock = lockJournal(config.journal.file)
  shutdown.add("the journal's lock", () => lock.release())
  const logFile = await openLogFile(project.folder, program.onTrouble)
  shutdown.add('the log file', () => logFile.close())
  shutdown.signal.throwIfAborted()
  const tails = new Tails()
  const parts = { project, program, tails, logFile, lingering: shutdown.lingering }
  const stage = new RunStage(shutdown.signal)
  let last: RuntimeStatus | undefined
  const end = async (whole: Runtime) => {
    last = await drain(whole, program.onTrouble)
    stage.isOver()
    program.onStopped(last)
  }
  // Plugins may ask for operations once there is an instance; before it has started only for the early ones.
  const ports = new Map<string, unknown>()
  const opening = openRuntime(config.journal.file, {
    ...parts,
    ports,
    dry: settings.dry === true,
    onUpgrading: upgrading => {
      shutdown.signal.throwIfAborted()
      program.onUpgrading(upgrading)
    },
  })
  const runtime = await shutdown.acquire('the runtime', opening, end, DRAIN_AND_COMMIT_MS)
  shutdown.signal.throwIfAborted()
  const told = toldOf(runtime, parts)
  const onReloaded: ReloadParts['onReloaded'] = report => {
    told.onReloaded(report)
    door.lookForChanges()
  }
  const reloads = new Reloads(loaded, { project, runtime, ...told, onReloaded })
  const { folder, name } = project
  const { loadPackage } = project
  const agents = agentsOf(runtime, () => offered)
  shutdown.add('what agents asked for', () => agents.close())
  const instance: Instance = {
    ...{ runtime, edits: reloads, tails, agents: agents.desk, folder, name, loadPackage },
  }
  const admit = (isEarly: boolean) => stage.admit(isEarly)
  const offered = instanceOperations(instance, admit)
  ports.set(InstanceOperations.name, offered)
  const door = agentDoor({
    desk: agents.desk,
    version: version(),
    onTrouble: failure => runtime.log.debug(`an agent's request: ${failure.message}`),
  })
  shutdown.add('the door of agents', () => door.close())
  ports.set(AgentDoor.name, door)
  ports.set(AccessTokens.name, accessOf(runtime, config.journal.file, shutdown.signal))
  const running: Running = {
    file: project.file,
    get plugins() {
      return (runtime.config ?? config).uses.map(({ id }) => id)
    },
    log: runtime.log,
    status: () => statusOf(runtime, reloads.refusal),
    operations: operationsOf(instance, admit),
    blame: thrown => runtime.blame(thrown),
    stop: async () => {
      await shutdown.begin(stoppedEarly())
      return last ?? unknownEnd()
    },
  }
  program.onStarting(running)
  const control = await openControl(config.journal.file, servedEarly(instance))
  shutdown.add('the control socket', () => control.close())
  shutdown.signal.throwIfAborted()
  told.onWarnings(loaded.warnings)
  // A plugin may ask for approval while it starts.
  await agents.reserve()
  shutdown.signal.throwIfAborted()
  await runtime.start(config)
  shutdown.signal.throwIfAborted()
  await agents.resume()
  stage.hasStarted()
  control.serve(servedBy(instance), streamsOf(instance))
  await rememberJournal(project.file, config.journal.file)
  shutdown.add('the journal note', () => forgetJournal(project.file))
  shutdown.add('the reload', () => reloads.close(RELOAD_END_MS))
  shutdown.add('the watch for edits', await watchEdits(project, reloads, runtime.log))
  shutdown.add('the journal check', verifyLater(config.journal.file, runtime.log))
  return running
}

interface Surroundings {
  readonly project: Project
  readonly program: Program
  readonly tails: Tails
  readonly logFile: LogFile
  readonly lingering: Lingering
}

interface Opening
  extends Surroundings,
    Pick<Program, 'onUpgrading'>,
    Required<Pick<RuntimeParts, 'ports'>> {
  readonly dry: boolean
}

async function openRuntime(
  journalFile: string,
  { project, program, tails, logFile, lingering, dry, onUpgrading, ports }: Opening,
): Promise<Runtime> {
  const write = (line: LogLine) => {
    program.onLog(line)
    logFile.write(line)
  }
  // It may speak before the runtime does.
  const log = createLog(RUNTIME, new Redactor(), write)
  const runtime: Runtime = await Runtime.open({
    journal: await openSqliteJournal(journalFile, { onUpgrading, log }),
    lingering,
    ports,
    folder: project.folder,
    secrets: project.secrets,
    write,
    onJudged: (entry, delivered) => {
      if (delivered !== undefined) program.onEvent(delivered)
      tails.judged(entry, delivered)
    },
    ...(dry && { effects: dryGate(program.onEffect, () => runtime.redactor) }),
    onHandedOver: plugin => {
      program.onHandedOver(plugin)
      runtime.log.info(`${plugin} switched to its new connection; the old one was closed`)
    },
  })
  return runtime
}

function accessOf(runtime: Runtime, journalFile: string, signal: AbortSignal): AccessTokens {
  const know = (tokens: Iterable<string>) => runtime.redactor.know(tokens)
  return accessTokens({ folder: dirname(journalFile), signal, know })
}

function toldOf(
  runtime: Runtime,
  { project, program, logFile }: Surroundings,
): Pick<ReloadParts, 'onReloaded' | 'onRefused' | 'onWarnings' | 'onDiskTrouble'> {
  const file = project.name
  const warned = new Set<string>()
  return {
    onWarnings: warnings => {
      for (const warning of warnings) if (!warned.has(warning)) runtime.log.warn(warning)
      for (const warning of warnings) warned.add(warning)
    },
    onReloaded: report => {
      program.onReloaded(report)
      for (const { id, why } of report.restarted) runtime.log.debug(`${id} restarts: ${why}`)
      runtime.log.info(reloadedLine(report))
    },
    onDiskTrouble: message => {
      program.onRefused({ file, problems: [{ path: '', message }] }, true)
      runtime.log.error(`the edit was not applied: ${message}; retrying`)
    },
    onRefused: refused => {
      const problems = shownProblems(runtime, refused)
      program.onRefused({ file, problems }, false)
      // Into the file alone: the program has it in another form.
      const message = `the edit was refused: ${problems.map(problemText).join('; ')}`
      logFile.write({ level: 'warn', time: new Date(), plugin: RUNTIME, message })
    },
  }
}

function stoppedEarly(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'it was stopped before it started',
    advice: 'run it again',
  })
}

function unknownEnd(): never {
  throw new PrometheanError('runtime', {
    what: 'the final status is unknown',
    why: 'shutdown failed, as reported to onTrouble',
    advice: 'the journal is safe',
  })
}
