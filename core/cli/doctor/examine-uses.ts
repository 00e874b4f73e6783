import { z } from 'zod'
import { within } from '../../async.ts'
import type { CheckedConfig } from '../../config/check/check.ts'
import type { CheckedUse } from '../../config/check/uses.ts'
import { messageOf } from '../../errors.ts'
import type { ExamineContext, Finding } from '../../plugin/define.ts'
import type { Redactor } from '../../secrets/redact.ts'

/** A finding and its plugin. */
export interface Examined extends Finding {
  /** The plugin id; `promethean` for the runtime's own. */
  readonly plugin: string
}

export interface ExamineSettings {
  readonly folder: string
  readonly deadlineMs: number
  readonly redactor: Redactor
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
    const hide = (text: string) => settings.redactor.text(text)
    return findings.map(({ ok, what, advice }) => ({
      plugin: use.id,
      ok,
      what: hide(what),
      ...(advice !== undefined && !ok && { advice: hide(advice) }),
    }))
  })
}

async function findingsInTime(
  { plugin, options }: CheckedUse,
  uses: ExamineContext['uses'],
  { folder, deadlineMs }: ExamineSettings,
): Promise<readonly Finding[]> {
  const { examine } = plugin
  if (examine === undefined) return []
  const controller = new AbortController()
  const context = { options, folder, signal: controller.signal, uses }
  // In a promise of its own, so that what it throws at once is caught like the rest.
  const found = Promise.resolve()
    .then(() => examine(context))
    .then(findingsOf)
    .catch(failure => [threw(failure)])
  const inTime = await within(deadlineMs, found)
  controller.abort()
  // A plugin that reacts to the signal knows better what it was waiting for.
  return inTime ?? (await within(LAST_WORDS_MS, found)) ?? [hung(deadlineMs)]
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
