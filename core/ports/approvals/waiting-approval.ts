import { messageOf, PrometheanError } from '../../errors.ts'
import type { ApprovalRequest, Decision } from '../../plugin/ports/runtime.ts'

/** A pending approval. */
export interface WaitingApproval {
  /** Unique in this run, and none of the last runs' either; a word that is easy to say. */
  readonly id: string
  /** It is kept while it waits, and is not soon another's; 1 for the first. */
  readonly number: number
  /** The use that asks. */
  readonly plugin: string
  /** `title`. */
  readonly what: string
  readonly text: string
  /** The id of the event it answers. */
  readonly cause?: string
  readonly since: Date
  /** Then it is expired. */
  readonly until: Date
  /** The agent that asks, if it is one. */
  readonly agent?: AskingAgent
}

/** An agent that wants something done, as it introduced itself. */
export interface AskingAgent {
  readonly name: string
  readonly tool: string
  /** What the operation would get. */
  readonly input: Readonly<Record<string, unknown>>
  /** Why, in the agent's words. */
  readonly reason?: string
  /** All that would be sent, and where. */
  readonly shown: readonly ShownField[]
}

/** One thing that the streamer reads before he decides: what nobody sees is written out in it. */
export interface ShownField {
  readonly name: string
  readonly value: string
}

/** A request that is decided later. */
export interface WantedApproval extends Omit<ApprovalRequest, 'within' | 'signal'> {
  readonly id: string
  readonly since: Date
  readonly until: Date
  readonly agent?: AskingAgent
  /** It is kept for the next run: when this one ends, nothing is decided. */
  readonly outlives: boolean
  /**
   * Called once.
   * @param by who decided, if that is known
   * @returns what came of it, for `outcome`
   */
  onDecided(decision: Decision, by?: string): Promise<unknown>
}

/**
 * Passes another text to the plugin that asked.
 * @returns it as it will be used
 * @throws PrometheanError if the plugin refuses it
 */
export function revised(
  { what, revise }: Pick<ApprovalRequest, 'what' | 'revise'>,
  plugin: string,
  text: string,
): string {
  const refused = { what: `the ${what} cannot be changed to this`, advice: 'it waits on' }
  if (revise === undefined) {
    const why = `${plugin} takes no other text`
    throw new PrometheanError('runtime', {
      ...refused,
      why,
      advice: 'approve it as it is, or drop it',
    })
  }
  try {
    return revise(text)
  } catch (failure) {
    throw new PrometheanError('runtime', { ...refused, why: messageOf(failure) })
  }
}
