import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolder, messageOf, PrometheanError, replaceFile, whileLocked } from 'promethean'
import { z } from 'zod'

/** A signed-in account, as stored. */
const storedToken = z.object({
  clientId: z.string(),
  login: z.string(),
  userId: z.string(),
  scopes: z.array(z.string()).readonly(),
  accessToken: z.string(),
  refreshToken: z.string(),
  /** When it was issued, and when it expires: ISO times. */
  obtainedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Twitch takes neither of the two any more: the account must sign in again. */
  isDead: z.boolean().optional(),
})
export type StoredToken = Readonly<z.output<typeof storedToken>>

// Other plugins may store their own next to `twitch`.
const shape = z.looseObject({ twitch: z.record(z.string(), storedToken).optional() })
type Content = z.output<typeof shape>

/** The signed-in accounts of a folder, in a file only its owner may read. */
export class TokenFile {
  readonly path: string

  constructor(folder: string) {
    this.path = join(folder, 'tokens.json')
  }

  /**
   * What is kept of an account; undefined if it never signed in.
   * @throws PrometheanError if the file cannot be read
   */
  async read(login: string): Promise<StoredToken | undefined> {
    return (await this.#read()).twitch?.[login]
  }

  /** Makes the folder it lies in. @throws PrometheanError if that is impossible */
  makeFolder(): void {
    makeFolder(dirname(this.path), 'the sign-ins', 'set another journal.file')
  }

  /** Does the work while no other process changes the file. */
  async locked<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    this.makeFolder()
    return whileLocked(this.path, signal, work)
  }

  /** Stores an account; it is on disk when this resolves. Call it while locked. */
  async write(token: StoredToken): Promise<void> {
    const content = await this.#read()
    const all = { ...content, twitch: { ...content.twitch, [token.login]: token } }
    try {
      await replaceFile(this.path, `${JSON.stringify(all, undefined, 2)}\n`)
    } catch (failure) {
      throw new PrometheanError(
        'runtime',
        {
          what: `cannot store the sign-in of ${token.login} in ${this.path}`,
          why: messageOf(failure),
          advice: 'free some disk space and check that the file is writable',
        },
        { cause: failure },
      )
    }
  }

  async #read(): Promise<Content> {
    const text = await this.#text()
    if (text === undefined) return {}
    try {
      return shape.parse(JSON.parse(text))
    } catch {
      // The cause stays out: it could quote the file.
      throw new PrometheanError('runtime', {
        what: `cannot read the sign-ins in ${this.path}`,
        why: 'its content was changed',
        advice: 'move the file away and run promethean auth twitch',
      })
    }
  }

  async #text(): Promise<string | undefined> {
    try {
      return await readFile(this.path, 'utf8')
    } catch (failure) {
      if (codeOf(failure) === 'ENOENT') return undefined
      throw new PrometheanError('runtime', {
        what: `cannot read the sign-ins in ${this.path}`,
        why: codeOf(failure) ?? 'it failed',
        advice: 'check that the file is readable',
      })
    }
  }
}

function codeOf(failure: unknown): string | undefined {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : undefined
}
