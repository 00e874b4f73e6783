import { fetchTrouble, messageOf, NotReady } from 'promethean'
import type { LanguageModelOptions } from './options.ts'
import { chatBaseOf, factsOf } from './providers.ts'

/** Why a model gave no answer. */
export class Trouble extends NotReady {
  /** Whether asking again may help. */
  readonly isPassing: boolean
  /** How long the provider asks to be left alone. */
  readonly retryAfterMs: number | undefined
  /** Whether it was said before, or is of the asker's own doing. */
  readonly isExpected: boolean

  constructor(message: string, details: TroubleDetails = {}) {
    super(message, { cause: details.cause })
    this.isPassing = details.isPassing ?? false
    this.retryAfterMs = details.retryAfterMs
    this.isExpected = details.isExpected ?? false
  }
}

interface TroubleDetails {
  readonly isPassing?: boolean
  readonly retryAfterMs?: number | undefined
  readonly isExpected?: boolean
  readonly cause?: unknown
}

type Named = Pick<LanguageModelOptions, 'provider' | 'model' | 'baseURL'>

/** Trouble in the words of a sentence; what is trouble already stays. */
export function troubleOf(failure: unknown, { provider, model, baseURL }: Named): Trouble {
  if (failure instanceof Trouble) return failure
  const facts = factsOf(provider)
  const cannot = `cannot ask ${model}`
  const status = statusOf(failure)
  if (status === undefined && isUnreachable(failure)) {
    const where = chatBaseOf(provider, baseURL)
    const why = `${facts.name} does not answer at ${where} (${reasonOf(failure)})`
    const advice = fetchTrouble(failure).advice ?? facts.whenAway
    return new Trouble(`${cannot}: ${why}; ${advice}`, { isPassing: true, cause: failure })
  }
  if (status === 401 || status === 403)
    return new Trouble(
      `${cannot}: ${facts.name} refused the key (${status}); put a valid one into apiKey`,
      { cause: failure },
    )
  if (status === 404)
    return new Trouble(
      `${cannot}: ${facts.name} has no such model (404); ${facts.whenMissing(model)}`,
      { cause: failure },
    )
  if (status === 429) return busy(cannot, facts.name, failure)
  if (status !== undefined && (status >= 500 || status === 408))
    return new Trouble(
      `${cannot}: ${facts.name} answered ${status}, which is trouble of its own; try again later`,
      { isPassing: true, retryAfterMs: retryAfterOf(failure), cause: failure },
    )
  if (status !== undefined && status >= 400)
    return new Trouble(
      `${cannot}: ${facts.name} refused the question (${status}: ${saidBy(failure)}); look at model and the options`,
      { cause: failure },
    )
  return new Trouble(
    `${cannot}: what ${facts.name} sent is no answer of a chat (${saidBy(failure)}); see that baseURL is its address and try again`,
    { isPassing: true, cause: failure },
  )
}

function busy(cannot: string, name: string, failure: unknown): Trouble {
  const isBroke = /insufficient_quota|credit balance/i.test(textOf(failure, 'responseBody'))
  return isBroke
    ? new Trouble(`${cannot}: the account at ${name} has no credit left; top it up`, {
        cause: failure,
      })
    : new Trouble(
        `${cannot}: ${name} was asked too often (429); wait, or ask less by a longer cooldown`,
        { isPassing: true, retryAfterMs: retryAfterOf(failure), cause: failure },
      )
}

function isUnreachable(failure: unknown): boolean {
  return (
    codeOf(failure) !== undefined ||
    isEnded(failure) ||
    /fetch failed|cannot connect|terminated/i.test(messageOf(failure))
  )
}

function reasonOf(failure: unknown): string {
  const code = codeOf(failure)
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host'
  const { reason } = fetchTrouble(failure)
  if (!reason.startsWith('the connection failed')) return reason
  return code?.startsWith('E') ? code.toLowerCase() : 'connection lost'
}

function isEnded(failure: unknown): boolean {
  return failure instanceof Error && /^(Abort|Timeout)Error$/.test(failure.name)
}

// Of the system, of undici, of TLS and of llhttp.
const NETWORK = /^(E[A-Z]+|(UND_ERR|ERR_TLS|ERR_SSL|HPE|CERT|DEPTH|SELF|UNABLE)_\w+)$/

// The network's own code lies at the bottom of what wraps it.
function codeOf(failure: unknown, depth = 0): string | undefined {
  if (!(failure instanceof Error) || depth > 5) return undefined
  const code: unknown = Reflect.get(failure, 'code')
  if (typeof code === 'string' && NETWORK.test(code)) return code
  return codeOf(failure.cause, depth + 1)
}

/** The status a provider refused with, also within a stream. */
export function statusOf(failure: unknown): number | undefined {
  const status = read(failure, 'statusCode')
  // A page that answers 200 with something else than an answer is no refusal.
  return typeof status === 'number' && status >= 400 ? status : undefined
}

function retryAfterOf(failure: unknown): number | undefined {
  const headers = read(failure, 'responseHeaders')
  const told = read(headers, 'retry-after')
  if (typeof told !== 'string') return undefined
  const ms = /^\d+(\.\d+)?$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

const MOST_SAID = 200

// A page of HTML says nothing to a streamer, a sentence of the provider does.
function saidBy(failure: unknown): string {
  const error = read(read(failure, 'data'), 'error')
  const said = textOf(error, 'message') || textOf(failure, 'message') || messageOf(failure)
  return said.replace(/\s+/g, ' ').trim().slice(0, MOST_SAID)
}

function textOf(value: unknown, key: string): string {
  const found = read(value, key)
  return typeof found === 'string' ? found : ''
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
