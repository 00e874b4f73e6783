import { existsSync } from 'node:fs'
import { within } from '../../async.ts'
import { messageOf } from '../../errors.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { holdJournal } from '../../journal/lock.ts'
import { type Condition, isTroubled } from '../live/run-status.ts'
import type { Given } from '../operation.ts'
import type { Examined } from './examine-uses.ts'

/** What the instance that runs on this journal says of itself. */
export interface SeenInstance {
  readonly findings: readonly Examined[]
  /** Plugins that it shows with a problem. */
  readonly troubled: readonly Examined[]
}

/** How the instance that runs on this journal does, if any. */
export async function examineInstance(
  journalFile: string,
  deadlineMs: number,
  condition: Given['project']['condition'],
): Promise<SeenInstance> {
  const late = () => new Error(`it did not answer within ${deadlineMs / 1_000} s`)
  try {
    const told = await within(deadlineMs, condition(journalFile), late)
    if (told === 'starting') return only(STARTING)
    return told === undefined ? only(nobody(journalFile)) : seen(told)
  } catch (failure) {
    return only(silent(messageOf(failure)))
  }
}

const STARTING = { plugin: RUNTIME, ok: true, what: 'an instance is running but still starting' }

function only(finding: Examined): SeenInstance {
  return { findings: [finding], troubled: [] }
}

function seen({ plugins, consumers, seen: count }: Condition): SeenInstance {
  const troubled = plugins.filter(isTroubled).map(({ id, state, since, reason }) => ({
    plugin: id,
    ok: false,
    what: `${state} in the running instance since ${new Date(since).toLocaleTimeString('sv')}${reason === undefined ? '' : `: ${reason}`}`,
    advice: state === 'failed' ? 'fix it and save the config' : 'follow it with promethean status',
  }))
  const parked = Object.entries(consumers)
    .filter(([, one]) => one.parked > 0)
    .map(([name, one]) => ({
      plugin: name,
      ok: false,
      what: `${one.parked} events are parked`,
      advice: `promethean parked ${name} says why`,
    }))
  const running = `an instance is running: ${count} events seen`
  return { findings: [{ plugin: RUNTIME, ok: true, what: running }, ...parked], troubled }
}

function silent(why: string): Examined {
  return {
    plugin: RUNTIME,
    ok: false,
    what: `cannot query the running instance: ${why}`,
    advice: 'it may be stuck: stop it and start promethean run again',
  }
}

function nobody(journalFile: string): Examined {
  const none = { plugin: RUNTIME, ok: true, what: 'no instance is running' }
  if (!existsSync(journalFile)) return none
  try {
    holdJournal(journalFile).release()
    return none
  } catch (failure) {
    return silent(messageOf(failure))
  }
}
