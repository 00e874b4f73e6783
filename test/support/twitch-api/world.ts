import { randomBytes, randomUUID } from 'node:crypto'

export interface FakeUser {
  readonly id: string
  readonly login: string
  readonly displayName: string
}

export interface FakeToken {
  readonly userId: string
  readonly scopes: readonly string[]
  readonly clientId: string
  readonly expiresAt: number
}

export interface FakeStream {
  readonly id: string
  readonly userId: string
  readonly title: string
  readonly game: string
  readonly startedAt: string
}

/** What Twitch knows: accounts, tokens, channels. Shared by the three fakes. */
export class FakeWorld {
  readonly clientId = 'app0client1id2public3'
  /** A confidential app gets tokens by a device code, but refreshes by its secret alone. */
  isConfidential = false
  /** How long an access token holds. */
  expiresInS = 14_000
  readonly users: FakeUser[] = [
    { id: '700100', login: 'annstreams', displayName: 'AnnStreams' },
    { id: '700150', login: 'annbot', displayName: 'AnnBot' },
    { id: '700201', login: 'bo_builds', displayName: 'Bo_Builds' },
  ]
  readonly titles = new Map([['700100', 'Old title']])
  readonly moderators = new Map<string, Set<string>>()
  readonly banned = new Set<string>()
  readonly streams: FakeStream[] = []
  readonly #access = new Map<string, FakeToken>()
  readonly #refresh = new Map<string, string>()

  user(by: { readonly id?: string; readonly login?: string }): FakeUser | undefined {
    return this.users.find(({ id, login }) => id === by.id || login === by.login?.toLowerCase())
  }

  /** A new pair of tokens, as a sign-in or a refresh gives it. */
  issue(userId: string, scopes: readonly string[], expiresInS = this.expiresInS) {
    const access = secret()
    const refresh = secret()
    const expiresAt = Date.now() + expiresInS * 1_000
    this.#access.set(access, { userId, scopes, clientId: this.clientId, expiresAt })
    this.#refresh.set(refresh, access)
    return { access, refresh, expiresInS }
  }

  /** The token, if it is still valid. */
  token(access: string): FakeToken | undefined {
    const token = this.#access.get(access)
    return token !== undefined && token.expiresAt > Date.now() ? token : undefined
  }

  /** A new pair for a refresh token of a public app, which is spent by it. */
  refresh(refresh: string) {
    const access = this.#refresh.get(refresh)
    const before = access === undefined ? undefined : this.#access.get(access)
    if (access === undefined || before === undefined) return undefined
    this.#refresh.delete(refresh)
    return { ...this.issue(before.userId, before.scopes), scopes: before.scopes }
  }

  revoke(access: string): void {
    this.#access.delete(access)
  }

  /** The user takes the app out of the account's connections. */
  disconnect(userId: string): void {
    for (const [access, token] of this.#access) if (token.userId === userId) this.revoke(access)
  }

  /** The access tokens lapse, the refresh tokens hold. */
  lapse(): void {
    for (const [access, token] of this.#access)
      this.#access.set(access, { ...token, expiresAt: Date.now() - 1 })
  }
}

export const freshId = () => randomUUID()

function secret(): string {
  return randomBytes(15).toString('hex')
}
