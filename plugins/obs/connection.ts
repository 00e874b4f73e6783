import type { OBSRequestTypes } from 'obs-websocket-js/json'
import { type Fields, fields } from '../formats/json.ts'
import { Client } from './client.ts'
import type { Disconnection } from './errors.ts'
import { type Patience, PendingAnswers } from './output/pending-answers.ts'

/** From the start until identified: the library itself would wait for ever. */
const CONNECT_MS = 8_000
/** One answer to one of our requests. */
const ANSWER_MS = 5_000
/** OBS is still loading: asked again after this long. */
const LOADING_MS = 250
const NOT_READY = 207

// https://github.com/obsproject/obs-websocket/blob/master/docs/generated/protocol.md#eventsubscription
// General, Config, Scenes, Outputs, Vendors. Not Inputs: its events hold settings of sources, the secret addresses of overlays too.
const EVENTS = 1 | 2 | 4 | 64 | 512

export interface Address {
  readonly url: string
  readonly password?: string | undefined
  /** Set if OBS rejected this password before: it is not sent again until OBS has another salt. */
  readonly refusedSalt?: string | undefined
}

/** Callbacks of a connection. `lost` is called once and is the last; nothing is called after `close()`. */
interface Listener {
  heard(): void
  unreadable(): void
  connected(): void
  event(event: Fields): void
  lost(trouble: Disconnection, salt: string | undefined): void
}

/** One connection to OBS: from connecting to its end, never again. */
export class Connection {
  readonly #address: Address
  readonly #listener: Listener
  readonly #client: Client
  readonly #pending = new PendingAnswers()
  readonly #watchdog: NodeJS.Timeout
  #stage: 'connecting' | 'connected' | 'over' = 'connecting'
  #salt: string | undefined

  constructor(address: Address, listener: Listener) {
    this.#address = address
    this.#listener = listener
    this.#client = new Client({
      heard: () => listener.heard(),
      greeted: salt => this.#greeted(salt),
      event: event => listener.event(event),
      unreadable: () => listener.unreadable(),
      closed: (code, reason, error) => this.#lost(this.#causeOf(code, reason, error)),
    })
    this.#watchdog = setTimeout(() => this.#lost({ kind: 'no_answer' }), CONNECT_MS)
    void this.#connect()
  }

  /**
   * Asks OBS. While OBS is loading it is asked again.
   * Rejects with OBS's refusal (an error with its `code`), `NotAnswered`, or the signal's reason.
   */
  ask<T extends keyof OBSRequestTypes>(
    request: T,
    data?: OBSRequestTypes[T],
    { ms = ANSWER_MS, signal }: Partial<Patience> = {},
  ): Promise<Fields> {
    return this.#pending.wait({ ms, signal }, (resolve, reject) => {
      let again: NodeJS.Timeout | undefined
      const attempt = () => {
        this.#client.call(request, data).then(
          answer => resolve(fields(answer)),
          (failure: unknown) => {
            if (codeOf(failure) === NOT_READY) again = setTimeout(attempt, LOADING_MS)
            else reject(failure)
          },
        )
      }
      attempt()
      return () => clearTimeout(again)
    })
  }

  /** Probes the connection; any answer counts as data. */
  probe(): void {
    this.ask('GetVersion').catch(() => {
      // The listener notices silence.
    })
  }

  /** Ends it as lost, for a reason that is known outside. */
  giveUp(trouble: Disconnection): void {
    this.#lost(trouble)
  }

  /** Closes it; resolves when the socket is closed, within a quarter of a second. */
  close(): Promise<void> {
    this.#stage = 'over'
    clearTimeout(this.#watchdog)
    this.#pending.end()
    return this.#client.end()
  }

  async #connect(): Promise<void> {
    const { url, password } = this.#address
    try {
      await this.#client.connect(url, password, { eventSubscriptions: EVENTS })
    } catch {
      // Reported by `closed`, which knows more, or finally by the watchdog.
      return
    }
    if (this.#stage === 'over') return
    this.#stage = 'connected'
    clearTimeout(this.#watchdog)
    this.#listener.connected()
  }

  #greeted(salt: string | undefined): void {
    this.#salt = salt
    if (salt === undefined) return
    if (this.#address.password === undefined) this.#lost({ kind: 'password_missing' })
    else if (salt === this.#address.refusedSalt) this.#lost({ kind: 'wrong_password' })
  }

  #lost(trouble: Disconnection): void {
    if (this.#stage === 'over') return
    void this.close()
    this.#listener.lost(trouble, this.#salt)
  }

  #causeOf(code: number, reason: string, error: string | undefined): Disconnection {
    if (code === 4009)
      return { kind: /missing/.test(reason) ? 'password_missing' : 'wrong_password' }
    if (code === 4010) return { kind: 'too_old' }
    if (code === 4011) return { kind: 'kicked' }
    if (this.#stage === 'connecting') {
      const detail = error || reason || `it closed with code ${code}`
      return {
        kind: /subprotocol|server response/i.test(detail) ? 'not_obs' : 'unreachable',
        detail,
      }
    }
    if (code === 1001) return { kind: 'exited' }
    return code === 1006 ? { kind: 'broken_off' } : { kind: 'closed', code }
  }
}

/** The status code OBS refused a request with, or undefined. */
export function codeOf(failure: unknown): number | undefined {
  const { code } = failure instanceof Error && 'code' in failure ? failure : { code: undefined }
  return typeof code === 'number' ? code : undefined
}
