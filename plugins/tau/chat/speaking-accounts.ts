import { pause } from 'promethean'
import type { OutgoingLine } from '../client/connection.ts'

/** TAU connects a bot to chat 2.5 to 5 s after its first client connects; earlier messages are lost. */
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

  /** Whether messages of this account are lost. */
  silence(login: string, isSilent: boolean): void {
    if (isSilent) this.#silent.add(login)
    else this.#silent.delete(login)
  }

  /** Whether all messages are lost. */
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

  /** Which of these accounts sends; undefined if none can. */
  speaker(wanted: readonly string[]): string | undefined {
    if (this.#areAllSilent) return undefined
    return wanted.find(login => this.#openedAt.has(login) && !this.#silent.has(login))
  }

  /** Writes a message once chat is up for this account. False if the connection was lost or closed before. */
  async say(login: string, said: OutgoingLine, signal: AbortSignal): Promise<boolean> {
    const openedAt = this.#openedAt.get(login)
    if (openedAt === undefined) return false
    const left = openedAt + CHAT_UP_MS - performance.now()
    if (left > 0) await pause(left, AbortSignal.any([signal, this.#over.signal]))
    return !signal.aborted && this.#openedAt.has(login) && this.#write(login, said)
  }
}
