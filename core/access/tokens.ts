import { ownPort } from '../plugin/port.ts'

/** What a token opens: everything, as the streamer himself; only what viewers may see; or only the door of agents. */
export type AccessKind = 'dock' | 'overlay' | 'agent'

/** Whose token it is. */
export interface AccessHolder {
  /** As acts are explained with. */
  readonly name: string
  readonly kind: AccessKind
  /** Names of operations; undefined: everything its kind may. */
  readonly may?: readonly string[]
}

/** The tokens that open this instance's page and API, for a plugin that serves them. Provided by core; a replay has none. */
export interface AccessTokens {
  /**
   * Makes the dock's token at the first start. A plugin that serves pages calls it in its `setup`.
   * @throws NotReady if they cannot be read or stored, so that the `setup` is retried
   */
  ensure(): Promise<void>
  /**
   * Whose token it is; undefined if nobody's, or nobody's any more. Tokens that were made or revoked meanwhile are heeded at once.
   * @throws PrometheanError if they cannot be read
   */
  holder(token: string): Promise<AccessHolder | undefined>
}
export const AccessTokens = ownPort<AccessTokens>('AccessTokens', { outside: true })
