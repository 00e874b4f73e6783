import { pause } from 'promethean'
import type { OutgoingLine } from '../client/connection.ts'

/** TAU connects a bot to chat when its first client comes, 2.5 to 5 s later; what is said before is lost. */
const CHAT_UP_MS = 5_000

/** The accounts whose chat sockets are open. */
export class SpeakingAccounts {
  readonly #write: (login: string, said: OutgoingLine) => boolean
  readonly #openedAt = new Map<string, number>()
  readonly #silent = new Set<string>()
  readonly #over = new AbortController()
  #areAllSilent = false

  constructor(write: (login: string, said: OutgoingLine) => boolean) {
    this.#write = write
  }

  /** This account's socket has sent its token. */
  opened(login: string): void {
    this.#openedAt.set(login, performance.now())
  }

  /** Whether what this account says goes nowhere. */
  silence(login: string, isSilent: boolean): void {
    if (isSilent) this.#silent.add(login)
    else this.#silent.delete(login)
  }

  /** Whether what anybody says goes nowhere. */
  silenceAll(areSilent: boolean): void {
    this.#areAllSilent = areSilent
  }

  isOpen(login: string): boolean {
    return this.#openedAt.has(login)
  }

  isSilent(login: string): boolean {
    return this.#silent.has(login)
  }

  /** The connection is over. */
  end(): void {
    this.#openedAt.clear()
    this.#over.abort()
  }

  /** Who speaks of these accounts; undefined if none can. */
  speaker(wanted: readonly string[]): string | undefined {
    if (this.#areAllSilent) return undefined
    return wanted.find(login => this.#openedAt.has(login) && !this.#silent.has(login))
  }

  /** Writes a line once chat is up for this account. False if the connection went before, or was given up. */
  async say(login: string, said: OutgoingLine, signal: AbortSignal): Promise<boolean> {
    const openedAt = this.#openedAt.get(login)
    if (openedAt === undefined) return false
    const left = openedAt + CHAT_UP_MS - performance.now()
    if (left > 0) await pause(left, AbortSignal.any([signal, this.#over.signal]))
    return !signal.aborted && this.#openedAt.has(login) && this.#write(login, said)
  }
}
