import { z } from 'zod'
import { pause, within } from '../../async.ts'
import type { CheckedConfig } from '../../config/check/check.ts'
import type { CheckedUse } from '../../config/check/uses.ts'
import { messageOf } from '../../errors.ts'
import { RunPhase } from '../../instance/run-phase.ts'
import type { ExamineContext, Finding } from '../../plugin/define.ts'

/** A finding and its plugin. */
export interface Examined extends Finding {
  /** The plugin id; `promethean` for the runtime's own. */
  readonly plugin: string
}

export interface ExamineSettings {
  readonly folder: string
  readonly deadlineMs: number
  /** A text without secrets. */
  readonly hide: (text: string) => string
  /** Ends all of them when it aborts. */
  readonly signal: AbortSignal
}

const LAST_WORDS_MS = 500

const findingsSchema = z.array(
  z.object({ ok: z.boolean(), what: z.string().min(1), advice: z.string().optional() }),
)

/**
 * Starts the `examine` of every plugin at the same time; each returns its findings within the deadline. In the order of the
 * config.
 */
export function examineUses(
  { uses }: Pick<CheckedConfig, 'uses'>,
  settings: ExamineSettings,
): readonly Promise<readonly Examined[]>[] {
  const all = uses.map(({ id, plugin }) => ({ id, plugin }))
  return uses.map(async use => {
    const findings = await findingsInTime(use, all, settings)
    const { hide } = settings
    return findings.map(({ ok, what, advice }) => ({
      plugin: use.id,
      ok,
      what: hide(what),
      ...(advice !== undefined && !ok && { advice: hide(advice) }),
    }))
  })
}

async function findingsInTime(
  use: CheckedUse,
  uses: ExamineContext['uses'],
  { folder, deadlineMs, signal }: ExamineSettings,
): Promise<readonly Finding[]> {
  const { examine } = use.plugin
  if (examine === undefined) return []
  const ending = new AbortController()
  const end = () => ending.abort()
  signal.addEventListener('abort', end)
  const context = { options: use.options, folder, signal: ending.signal, uses }
  // In a promise of its own, so that what it throws at once is caught like the rest.
  const found = Promise.resolve()
    .then(() => RunPhase.ofExamination(use).begin(() => examine(context)))
    .then(findingsOf)
    .catch(failure => [threw(failure)])
  void found.then(end)
  await pause(deadlineMs, ending.signal)
  end()
  signal.removeEventListener('abort', end)
  // A plugin that reacts to the signal knows better what it was waiting for.
  return (await within(LAST_WORDS_MS, found)) ?? [hung(deadlineMs)]
}

function findingsOf(given: unknown): readonly Finding[] {
  const { data, success } = findingsSchema.safeParse(given)
  if (!success) return [malformed]
  return data.map(({ ok, what, advice }) => ({ ok, what, ...(advice !== undefined && { advice }) }))
}

const malformed: Finding = {
  ok: false,
  what: 'its own examination returned no valid findings',
  advice: 'tell its author: examine must return a list of { ok, what, advice }',
}

function threw(failure: unknown): Finding {
  return {
    ok: false,
    what: `its own examination failed: ${messageOf(failure)}`,
    advice: 'if the message does not say what to do, tell its author',
  }
}

function hung(deadlineMs: number): Finding {
  return {
    ok: false,
    what: `its own examination did not finish within ${deadlineMs / 1_000} s`,
    advice:
      'check whether the service it connects to hangs; promethean doctor --deadline 30s waits longer',
  }
}
