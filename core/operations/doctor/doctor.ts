import { dirname } from 'node:path'
import { z } from 'zod'
import { unlessAborted } from '../../async.ts'
import type { CheckedConfig } from '../../config/check/check.ts'
import { secretsOf } from '../../config/load/env.ts'
import { isDuration, parseDuration } from '../../duration.ts'
import { type Problem, problemText } from '../../errors.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { Redactor } from '../../secrets/redact.ts'
import { secretsIn } from '../../secrets/secrets-in.ts'
import { configOf } from '../config/config-of.ts'
import { text } from '../fields.ts'
import { type Asked, type Given, type Instance, streamOperation } from '../operation.ts'
import { examineAgents } from './examine-agents.ts'
import { examineInstance } from './examine-instance.ts'
import { examineDeeply } from './examine-journal.ts'
import { examineRuntime } from './examine-runtime.ts'
import { type Examined, examineUses } from './examine-uses.ts'

const input = z.strictObject({
  deadline: z
    .string()
    .refine(
      written => isDuration(written) && parseDuration(written) > 0,
      'is not a duration: write {deadline} 10s',
    )
    .describe('time limit for each plugin')
    .meta({ placeholder: 'duration' })
    .default('10s'),
  deep: z.boolean().describe('also read every event in the journal').default(false),
})

export const doctor = streamOperation({
  description:
    'test every connection, permission, model and database the config needs, and say what to fix',
  input,
  output: z.object({
    plugin: text.describe('its id; promethean for the runtime itself'),
    ok: z.boolean(),
    what: text,
    advice: text.optional(),
  }),
  kind: 'read',
  needs: 'project',
  run: examined,
})

type ProjectAsked = Given['project'] & Asked

/** Of the files as they are now. Each plugin's examination ends with its deadline, the signal, or the reader. */
async function* examined(
  wanted: z.output<typeof input>,
  given: ProjectAsked,
): AsyncGenerator<Examined> {
  const { name, read, signal } = given
  const { problems, config } = await unlessAborted(read(), signal)
  if (config === undefined) {
    yield* problems.map(problem => misfit(name, problem))
    return
  }
  const plugins = config.uses.length === 1 ? '1 plugin' : `${config.uses.length} plugins`
  yield own({ ok: true, what: `${name} has no problems: ${plugins}` })
  const ending = new AbortController()
  const end = () => ending.abort(signal.reason)
  signal.addEventListener('abort', end)
  try {
    signal.throwIfAborted()
    yield* ofConfig(config, wanted, { ...given, signal: ending.signal })
  } finally {
    end()
    signal.removeEventListener('abort', end)
  }
}

async function* ofConfig(
  config: CheckedConfig,
  { deadline, deep }: z.output<typeof input>,
  { instance, condition, signal, onProgress = () => undefined }: ProjectAsked,
): AsyncGenerator<Examined> {
  const unlessEnded = <T>(work: Promise<T>) => unlessAborted(work, signal)
  // An edit does not move the journal that an instance has open.
  const { journal } = instance === undefined ? config : configOf(instance.runtime)
  const deadlineMs = parseDuration(deadline)
  const hide = hiding(config, instance)
  // All start at the same time; results are given in order.
  const ofUses = examineUses(config, { folder: dirname(journal.file), deadlineMs, hide, signal })
  const open = instance?.runtime.journal
  yield* (await unlessEnded(examineRuntime({ journal }, { open }))).map(own)
  yield* (await unlessEnded(examineAgents(config))).map(own)
  const { findings, troubled } = await unlessEnded(
    examineInstance(journal.file, deadlineMs, condition),
  )
  yield* findings
  const faulty = new Set<string>()
  for (const found of ofUses) {
    for (const finding of await unlessEnded(found)) {
      if (!finding.ok) faulty.add(finding.plugin)
      yield finding
    }
  }
  // A fault that its plugin has just found needs no second line.
  yield* troubled.filter(({ plugin }) => !faulty.has(plugin))
  // Last: a large journal takes minutes, and the others have their deadlines.
  if (!deep) return
  const deeply = examineDeeply(journal, {
    signal,
    isBeside: instance !== undefined,
    onProgress: share => onProgress('reading every event', share),
  })
  yield* (await unlessEnded(deeply)).map(own)
}

function own(finding: Omit<Examined, 'plugin'>): Examined {
  return { plugin: RUNTIME, ...finding }
}

function misfit(name: string, { plugin = RUNTIME, path, message }: Problem): Examined {
  const what = problemText({ path, message })
  return {
    plugin,
    ok: false,
    what,
    advice: `fix ${name} first; nothing else can be checked until then`,
  }
}

/** Hides what the config and the environment hold now, and what an instance knows of before. */
function hiding(
  { uses }: CheckedConfig,
  instance: Pick<Instance, 'runtime'> | undefined,
): (text: string) => string {
  const found = new Set(secretsOf(process.env))
  for (const { options } of uses) secretsIn(options, found)
  const redactor = new Redactor()
  redactor.know(found)
  return said => redactor.text(instance?.runtime.redactor.text(said) ?? said)
}
