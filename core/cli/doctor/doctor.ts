import { dirname } from 'node:path'
import { unlessAborted } from '../../async.ts'
import { attribute } from '../../blame/attribute.ts'
import type { CheckedConfig } from '../../config/check/check.ts'
import { openProject, type Project } from '../../daemon/project.ts'
import { isDuration, parseDuration } from '../../duration.ts'
import { messageOf, type Problem, PrometheanError } from '../../errors.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { Redactor } from '../../secrets/redact.ts'
import { secretsIn } from '../../secrets/secrets-in.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'
import { createProgress, type Progress } from '../shown/progress.ts'
import { onStopSignals } from '../stop-signals.ts'
import { WrongUsage } from '../usage.ts'
import { examineInstance } from './examine-instance.ts'
import { examineDeeply } from './examine-journal.ts'
import { examineRuntime } from './examine-runtime.ts'
import { type Examined, examineUses } from './examine-uses.ts'

const DEFAULT_DEADLINE = '10s'

export interface DoctorSettings {
  readonly config?: string
  readonly json: boolean
  readonly deadline?: string
  /** Every event of the journal is read, too. */
  readonly deep?: boolean
}

/** `promethean doctor`: checks everything a config needs, with or without a running instance; Ctrl-C ends it. */
export async function doctor(settings: DoctorSettings): Promise<number> {
  const output = createOutput(settings.json)
  const deadlineMs = wantedDeadline(settings.deadline)
  const project = await openProject(settings.config)
  const stop = new AbortController()
  const forget = onStopSignals(
    () => stop.abort(stopped()),
    () => process.exit(1),
  )
  const looking = { deadlineMs, signal: stop.signal, deep: settings.deep, json: settings.json }
  try {
    const bad = await unlessAborted(tellAll(output, project, looking), stop.signal)
    output.line(
      bad === 0 ? '\nall is well' : `\n${bad} of these ${bad === 1 ? 'needs' : 'need'} attention`,
    )
    return bad === 0 ? 0 : 1
  } finally {
    forget()
    await project.close()
  }
}

interface Looking {
  readonly deadlineMs: number
  readonly deep: boolean | undefined
  readonly json: boolean
  readonly signal: AbortSignal
}

/** @returns how many are not well */
async function tellAll(output: Output, project: Project, looking: Looking): Promise<number> {
  const progress = createProgress(looking.json)
  let bad = 0
  const tell = (found: Examined) => {
    progress.end()
    if (!found.ok) bad += 1
    if (!looking.signal.aborted) show(output, found)
  }
  // A library's late event must not end the examination of all the others.
  const forget = attribute(failure => tell(stray(failure)))
  looking.signal.addEventListener('abort', progress.end)
  try {
    for await (const found of examinations(project, looking, progress)) tell(found)
    return bad
  } finally {
    forget()
  }
}

function stopped(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'the examination was interrupted',
    advice: 'its findings so far are above, and nothing was changed',
  })
}

function wantedDeadline(text = DEFAULT_DEADLINE): number {
  if (isDuration(text) && parseDuration(text) > 0) return parseDuration(text)
  throw new WrongUsage('--deadline is not a duration: write --deadline 10s')
}

async function* examinations(
  project: Project,
  { deadlineMs, deep = false, signal }: Looking,
  progress: Progress,
): AsyncGenerator<Examined> {
  const { problems, config } = await project.read()
  if (config === undefined) {
    yield* problems.map(problem => misfit(project.name, problem))
    return
  }
  const plugins = config.uses.length === 1 ? '1 plugin' : `${config.uses.length} plugins`
  yield own({ ok: true, what: `${project.name} has no problems: ${plugins}` })
  // All start at the same time; results are printed in order.
  const folder = dirname(config.journal.file)
  const redactor = redactorFor(config, project)
  const ofUses = examineUses(config, { folder, deadlineMs, redactor })
  yield* (await examineRuntime(config)).map(own)
  yield* await examineInstance(config.journal.file, deadlineMs)
  for (const found of ofUses) yield* await found
  // Last: a large journal takes minutes, and the others have their deadlines.
  if (!deep) return
  const onProgress = (share: number) => progress.show('reading every event', share)
  yield* (await examineDeeply(config.journal, { signal, onProgress })).map(own)
}

function own(finding: Omit<Examined, 'plugin'>): Examined {
  return { plugin: RUNTIME, ...finding }
}

function misfit(name: string, { plugin = RUNTIME, path, message }: Problem): Examined {
  const what = [path, message].filter(Boolean).join(' ')
  return {
    plugin,
    ok: false,
    what,
    advice: `fix ${name} first; nothing else can be checked until then`,
  }
}

function redactorFor({ uses }: CheckedConfig, { secrets }: Project): Redactor {
  const found = new Set(secrets)
  for (const { options } of uses) secretsIn(options, found)
  const redactor = new Redactor()
  redactor.know(found)
  return redactor
}

function stray(failure: unknown): Examined {
  return own({
    ok: false,
    what: `an error was thrown outside every examination: ${messageOf(failure)}`,
    advice: 'report it to the author of the plugin it came from',
  })
}

const NAME_WIDTH = 14

function show(output: Output, { plugin, ok, what, advice }: Examined): void {
  output.json({ code: 'checked', plugin, ok, what, ...(advice !== undefined && { advice }) })
  const mark = ok ? output.style('green', 'ok') : output.style('red', 'no')
  output.line(`${mark}  ${plugin.padEnd(NAME_WIDTH)}  ${printable(what)}`)
  if (advice !== undefined) output.line(`    ${' '.repeat(NAME_WIDTH)}  ${printable(advice)}`)
}
