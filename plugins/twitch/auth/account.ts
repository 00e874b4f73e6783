import { messageOf, NotReady, type Secrets, type Sentence, unlessAborted } from 'promethean'
import { IdRefusal, type IdServer, type TokenPair } from './id-server.ts'
import type { StoredToken, TokenFile } from './token-file.ts'

/** The account must sign in (again). Checked again when the file changes. */
export class SignedOut extends NotReady {
  /** The same value for the same sign-in, so that it is reported once. */
  readonly key: string

  constructor(said: string | Sentence, key: string) {
    super(said)
    this.key = key
  }
}

interface AccountSettings {
  readonly login: string
  /** `promethean auth twitch`, and what follows. */
  readonly command: string
  readonly clientId: string
  readonly file: TokenFile
  readonly id: IdServer
  /** Aborts when it is no longer needed. */
  readonly signal: AbortSignal
  /** Gets each token, because it must be kept secret. */
  readonly secrets?: Pick<Secrets, 'keep'>
}

// A call that begins now must not end with a lapsed token.
const MARGIN_MS = 5 * 60_000

/** A signed-in account: its token is fresh whenever asked, and refreshed by one at a time, here and elsewhere. */
export class SignedInAccount {
  readonly #settings: AccountSettings
  #renewing: Promise<StoredToken> | undefined
  /** Issued by Twitch but not on disk yet; it is used only after it is stored. */
  #unsaved: StoredToken | undefined

  constructor(settings: AccountSettings) {
    this.#settings = settings
  }

  get login(): string {
    return this.#settings.login
  }

  /**
   * A token that is valid for at least five more minutes by this computer's clock.
   * @throws SignedOut if the account must sign in, NotReady where Twitch cannot be asked
   */
  async token(signal: AbortSignal): Promise<StoredToken> {
    const kept = await this.#kept()
    const isLapsing = Date.parse(kept.expiresAt) - Date.now() < MARGIN_MS
    return isLapsing ? this.renew(kept.accessToken, signal) : kept
  }

  /**
   * A token in the place of one Twitch does not take any more. Callers share one refresh.
   * @throws as `token` does
   */
  renew(spent: string, signal: AbortSignal): Promise<StoredToken> {
    this.#renewing ??= this.#renew(spent).finally(() => {
      this.#renewing = undefined
    })
    return unlessAborted(this.#renewing, signal)
  }

  /**
   * Asks Twitch whether the token still holds, as it wants at the start and each hour.
   * @throws as `token` does
   */
  async validated(signal: AbortSignal): Promise<StoredToken> {
    const kept = await this.token(signal)
    try {
      return await this.#validate(kept, signal)
    } catch (failure) {
      if (!(failure instanceof IdRefusal) || failure.status !== 401) throw this.#troubled(failure)
    }
    const fresh = await this.renew(kept.accessToken, signal)
    try {
      return await this.#validate(fresh, signal)
    } catch (failure) {
      throw this.#troubled(failure)
    }
  }

  /** Waits for a refresh in progress: aborting it would lose the sign-in. */
  async settled(): Promise<void> {
    await this.#renewing?.catch(() => undefined)
  }

  async #validate(token: StoredToken, signal: AbortSignal): Promise<StoredToken> {
    const { scopes } = await this.#settings.id.validate(token.accessToken, signal)
    return { ...token, scopes }
  }

  async #renew(spent: string): Promise<StoredToken> {
    const { file, signal } = this.#settings
    try {
      return await file.locked(signal, async () => {
        if (this.#unsaved !== undefined) return this.#store(this.#unsaved)
        // Read again under the lock: another process may have refreshed while this one waited.
        const kept = await this.#kept()
        return kept.accessToken === spent ? this.#store(await this.#refreshed(kept)) : kept
      })
    } catch (failure) {
      throw this.#troubled(failure)
    }
  }

  async #store(token: StoredToken): Promise<StoredToken> {
    this.#unsaved = token
    await this.#settings.file.write(token)
    this.#unsaved = undefined
    return token
  }

  async #refreshed(kept: StoredToken): Promise<StoredToken> {
    const { id, file } = this.#settings
    try {
      // Not ended by anybody's signal: the old refresh token is spent once Twitch has it.
      const pair = await id.refresh(kept.refreshToken, new AbortController().signal)
      return this.#secret(withPair(kept, pair))
    } catch (failure) {
      if (isDead(failure)) await file.write({ ...kept, isDead: true })
      throw failure
    }
  }

  async #kept(): Promise<StoredToken> {
    const { login, file, clientId } = this.#settings
    const kept = await file.read(login)
    if (kept === undefined) throw this.#signedOut('it has not signed in yet', 'never')
    if (kept.clientId !== clientId)
      throw this.#signedOut('it signed in with another clientId', kept.obtainedAt)
    if (kept.isDead) throw this.#signedOut('Twitch no longer accepts this sign-in', kept.obtainedAt)
    return this.#secret(kept)
  }

  #secret(token: StoredToken): StoredToken {
    for (const text of [token.accessToken, token.refreshToken]) this.#settings.secrets?.keep(text)
    return token
  }

  #signedOut(why: string, since: string): SignedOut {
    const { login, command } = this.#settings
    return new SignedOut(
      { what: `cannot act as ${login} on Twitch`, why, advice: `run ${command}` },
      `${login}:${since}`,
    )
  }

  #troubled(failure: unknown): unknown {
    const { login } = this.#settings
    if (failure instanceof SignedOut || this.#settings.signal.aborted) return failure
    if (isDead(failure)) return this.#signedOut('Twitch no longer accepts this sign-in', 'dead')
    if (failure instanceof IdRefusal && /client secret/i.test(failure.message)) {
      return this.#signedOut(
        'its app has the type Confidential; register one of the type Public at dev.twitch.tv and set its clientId',
        'confidential',
      )
    }
    const what = `cannot renew the sign-in of ${login} on Twitch`
    const said = { what, why: messageOf(failure), advice: 'retrying' }
    return new NotReady(said, { cause: failure })
  }
}

/** An account with a new pair of tokens. */
export function withPair(
  account: Pick<StoredToken, 'clientId' | 'login' | 'userId' | 'scopes'>,
  pair: TokenPair,
): StoredToken {
  const { clientId, login, userId } = account
  const now = Date.now()
  return {
    clientId,
    login,
    userId,
    // A refresh may leave them out: they are the old ones then.
    scopes: pair.scopes.length > 0 ? pair.scopes : account.scopes,
    accessToken: pair.accessToken,
    refreshToken: pair.refreshToken,
    obtainedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + pair.expiresInS * 1_000).toISOString(),
  }
}

// Older documentation says 401; newer versions answer 400 with this message.
function isDead(failure: unknown): boolean {
  if (!(failure instanceof IdRefusal)) return false
  return failure.status === 401 || /invalid refresh token/i.test(failure.message)
}
