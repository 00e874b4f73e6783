import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { makeFolder, replaceFile } from '../disk.ts'
import { messageOf, PrometheanError } from '../errors.ts'
import { whileLocked } from '../journal/while-locked.ts'

const storedToken = z.strictObject({
  name: z.string(),
  kind: z.enum(['dock', 'overlay', 'agent']),
  token: z.string().min(32),
  /** Names of operations; absent: everything its kind may. */
  may: z.array(z.string()).readonly().optional(),
  /** When it was made: ISO time. */
  since: z.iso.datetime(),
})
export type StoredToken = Readonly<z.output<typeof storedToken>>

const shape = z.strictObject({ tokens: z.array(storedToken).readonly() })

/** The tokens of a folder, in a file only its owner may read. */
export class AccessFile {
  readonly path: string
  #read: { readonly version: string; readonly tokens: readonly StoredToken[] } | undefined

  constructor(folder: string) {
    this.path = join(folder, 'access.json')
  }

  /**
   * All tokens, the oldest first; none if the file does not exist. It is read again once it has changed.
   * @throws PrometheanError if the file cannot be read
   */
  async tokens(): Promise<readonly StoredToken[]> {
    const version = await this.#version()
    if (version === undefined) return []
    if (this.#read?.version !== version) this.#read = { version, tokens: await this.#content() }
    return this.#read.tokens
  }

  /**
   * Replaces all tokens, while no other process does.
   * @param next what they become; the same list if nothing is to be changed
   * @throws PrometheanError if the file cannot be read or written, and whatever `next` throws
   */
  async change(
    next: (tokens: readonly StoredToken[]) => readonly StoredToken[],
    signal: AbortSignal,
  ): Promise<readonly StoredToken[]> {
    makeFolder(dirname(this.path), 'the access tokens', 'set another journal.file')
    const change = async () => {
      const before = await this.tokens()
      const tokens = next(before)
      if (tokens !== before) await this.#write(tokens)
      return tokens
    }
    try {
      return await whileLocked(this.path, signal, change)
    } catch (failure) {
      if (failure instanceof PrometheanError || signal.aborted) throw failure
      throw this.#unlockable(failure)
    }
  }

  #unlockable(failure: unknown): PrometheanError {
    const what = `cannot change the access tokens in ${this.path}`
    const advice = `try again; if that does not help, delete ${this.path}.lock`
    return new PrometheanError('runtime', { what, why: messageOf(failure), advice })
  }

  async #write(tokens: readonly StoredToken[]): Promise<void> {
    try {
      await replaceFile(this.path, `${JSON.stringify({ tokens }, undefined, 2)}\n`)
    } catch (failure) {
      const what = `cannot store the access tokens in ${this.path}`
      const advice = 'free some disk space and check that the file is writable'
      throw new PrometheanError('runtime', { what, why: messageOf(failure), advice })
    }
  }

  // Two tokens are of one length, and a clock may be coarse; but a replaced file is another one.
  async #version(): Promise<string | undefined> {
    try {
      const { ino, size, mtimeNs, ctimeNs } = await stat(this.path, { bigint: true })
      return [ino, size, mtimeNs, ctimeNs].join(' ')
    } catch (failure) {
      if (codeOf(failure) === 'ENOENT') return undefined
      throw this.#unreadable(failure)
    }
  }

  async #content(): Promise<readonly StoredToken[]> {
    const text = await readFile(this.path, 'utf8').catch(failure => {
      throw this.#unreadable(failure)
    })
    try {
      return shape.parse(JSON.parse(text)).tokens
    } catch {
      // The cause stays out: it could quote the file.
      throw new PrometheanError('runtime', {
        what: `cannot read the access tokens in ${this.path}`,
        why: 'it is not in the expected form',
        advice: 'move the file away; promethean dock then makes a new token',
      })
    }
  }

  #unreadable(failure: unknown): PrometheanError {
    return new PrometheanError('runtime', {
      what: `cannot read the access tokens in ${this.path}`,
      why: codeOf(failure),
      advice: 'check that the file is readable',
    })
  }
}

function codeOf(failure: unknown): string {
  return String(Reflect.get(Object(failure), 'code') ?? 'it failed')
}
