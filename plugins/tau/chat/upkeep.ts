import { type Log, messageOf, pause } from 'promethean'
import type { Ending } from '../../formats/websocket.ts'
import type { Connection } from '../client/connection.ts'
import type { Accounts } from './accounts.ts'
import type { FrameRepeats } from './frame-repeats.ts'
import type { SpeakingAccounts } from './speaking-accounts.ts'
import type { Troubles } from './troubles.ts'
import type { Worker } from './worker.ts'

const LOOK_MS = 10_000
const SILENT_MS = 240_000
// channels_redis forgets a socket after 24 h (`group_expiry`), and TAU's server ends it then at the latest.
const RENEW_MS = 12 * 3_600_000
const RENEW_JITTER_MS = 3_600_000
const RENEW_AGAIN_MS = 300_000
// Both stay open for this long, so that nothing is missed and no bot's last client leaves.
const OVERLAP_MS = 10_000
// The last frames of the closed connection may still be on their way to the other.
const ON_ITS_WAY_MS = 2_000
// TAU has one thread for all its pages: what is not urgent is asked seldom.
const ASK_MS = 300_000
const ASK_INCOMPLETE_MS = 30_000

interface UpkeepSettings {
  readonly worker: Worker
  readonly accounts: Accounts
  readonly speakers: SpeakingAccounts
  readonly repeats: FrameRepeats
  readonly log: Log
  readonly troubles: Troubles
  /** Aborts when the connection is over. */
  readonly signal: AbortSignal
  /** Makes a connection that is not open yet. */
  connect(): Connection
  /** From now on this one serves. */
  serve(connection: Connection): void
  /** Reads TAU's settings; once TAU answers, it has checked every token sent before. */
  ask(): Promise<{ readonly usesIrc: boolean }>
  /** Releases a connection. */
  leave(connection: Connection): Promise<void>
  /** It receives nothing anymore. */
  giveUp(): void
}

/** Keeps a connection working for days: reconnects before TAU forgets it, and monitors TAU's worker. */
export class ConnectionUpkeep {
  readonly #settings: UpkeepSettings
  #serving: Connection
  #timer: NodeJS.Timeout | undefined
  #isLooking = false
  #hasDoubted = false
  #renewAt = renewalAfter(RENEW_MS - RENEW_JITTER_MS * Math.random())
  #askedAt = performance.now()

  constructor(serving: Connection, settings: UpkeepSettings) {
    this.#serving = serving
    this.#settings = settings
  }

  begin(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_MS).unref()
  }

  end(): void {
    clearInterval(this.#timer)
  }

  /** TAU's worker has shown that it lives. */
  beat(): void {
    const isNew = this.#settings.worker.beat()
    this.#noteWorker()
    if (isNew) void this.#signInAgain()
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      this.#noteWorker()
      if (this.#serving.isAnySilent(SILENT_MS)) this.#settings.giveUp()
      else if (performance.now() >= this.#renewAt) await this.#renew()
      else if (performance.now() - this.#askedAt >= this.#askMs) await this.#ask()
    } catch (failure) {
      this.#settings.log.debug(`checking TAU failed: ${messageOf(failure)}`)
    } finally {
      this.#isLooking = false
    }
  }

  get #askMs(): number {
    const { isIncomplete, hasStreamer } = this.#settings.accounts
    if (isIncomplete) return ASK_INCOMPLETE_MS
    return hasStreamer ? ASK_MS : Number.POSITIVE_INFINITY
  }

  async #ask(): Promise<void> {
    const { accounts, ask } = this.#settings
    this.#askedAt = performance.now()
    const { usesIrc } = await ask()
    accounts.useIrc(usesIrc)
    await accounts.joinLate(this.#serving)
  }

  // Opens a new connection next to the old one, so that nothing is missed or received twice.
  async #renew(): Promise<void> {
    const { repeats, connect, leave, signal, log } = this.#settings
    this.#renewAt = renewalAfter(RENEW_AGAIN_MS)
    const next = connect()
    repeats.begin()
    const isGood = await this.#isGood(next)
    const last = isGood ? this.#serving : next
    if (isGood) this.#serve(next)
    if (!signal.aborted) await leave(last)
    await pause(ON_ITS_WAY_MS, signal)
    repeats.end()
    log.debug(
      isGood ? 'reconnected to TAU' : 'could not reconnect to TAU; the old connection stays in use',
    )
  }

  async #isGood(next: Connection): Promise<boolean> {
    const { accounts, ask, signal } = this.#settings
    const endings: readonly (Ending | undefined)[] = await Promise.all([
      next.listen(),
      accounts.join(next),
    ])
    if (endings.some(ending => ending !== undefined)) return false
    const usesIrc = await ask().then(
      settings => settings.usesIrc,
      () => undefined,
    )
    if (usesIrc === undefined) return false
    accounts.useIrc(usesIrc)
    await pause(OVERLAP_MS, signal)
    return !signal.aborted && !next.hasEnded
  }

  #serve(next: Connection): void {
    this.#renewAt = renewalAfter(RENEW_MS - RENEW_JITTER_MS * Math.random())
    this.#serving = next
    this.#settings.serve(next)
  }

  // A restarted worker does not put bots into chat whose sockets it does not know.
  async #signInAgain(): Promise<void> {
    const { accounts, worker, log } = this.#settings
    if (accounts.bots.length === 0) return
    const clients = worker.forgot()
    if (clients === 0) return this.#doubt()
    log.warn(
      `TAU's worker has probably restarted and does not know ${accounts.bots.join(', ')}: signed in again, chat returns within seconds`,
    )
    await accounts.hold(this.#serving, clients)
  }

  // Once, because every keep_alive is late if TAU is slow.
  #doubt(): void {
    if (!this.#hasDoubted) this.#settings.troubles.begin('count', TOO_OFTEN)
    this.#hasDoubted = true
  }

  #noteWorker(): void {
    const { worker, speakers, troubles, accounts } = this.#settings
    const isMissing = worker.isMissing && (accounts.bots.length > 0 || accounts.hasStreamer)
    // A worker that never sent a keep_alive may be of a version that sends none.
    speakers.silenceAll(isMissing && worker.wasHeard)
    if (isMissing) troubles.begin('worker', noWorker(worker.wasHeard))
    else troubles.end('worker', "TAU's worker sends again")
  }
}

const TOO_OFTEN =
  "TAU's worker seems to restart again and again, or TAU is slow; if chat does not work, stop Promethean, restart TAU's worker, then start Promethean"

function noWorker(wasHeard: boolean): string {
  const verdict = wasHeard ? 'does' : 'probably does'
  return `no sign of TAU's worker for 5 min, which sends one every 2 min: chat ${verdict} not work, nothing is received or sent; restart TAU's worker, Promethean can keep running`
}

function renewalAfter(ms: number): number {
  return performance.now() + ms
}
