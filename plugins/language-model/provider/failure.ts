import { fetchTrouble, messageOf, saidIn } from 'promethean'
import { fields, parseJson } from '../../formats/json.ts'
import { ModelFailure } from '../errors.ts'
import type { ModelConnection } from '../options.ts'
import { chatBaseOf, factsOf } from './providers.ts'
import { explainRefusal } from './refusals.ts'

type Hide = (text: string) => string

/**
 * Trouble in the words of a sentence; what is trouble already stays.
 * @param hide takes secrets out of what the provider said
 */
export function modelFailureOf(
  failure: unknown,
  named: ModelConnection,
  hide: Hide = text => text,
): ModelFailure {
  if (failure instanceof ModelFailure) return failure
  const what = `cannot ${named.task === 'embeddings' ? 'embed with' : 'ask'} ${named.model}`
  const status = statusOf(failure)
  if (status === undefined && isUnreachable(failure)) {
    return new ModelFailure({ what, ...away(failure, named) }, { isPassing: true, cause: failure })
  }
  const refusal = { status, said: saidBy(failure, named, hide), names: namesIn(failure) }
  const { why, advice, isPassing, kind } = explainRefusal(refusal, named)
  const said = { what, why, advice }
  return new ModelFailure(said, {
    isPassing,
    kind,
    cause: failure,
    ...(isPassing && status !== undefined && { retryAfterMs: retryAfterOf(failure) }),
  })
}

function away(failure: unknown, { provider, baseURL }: ModelConnection) {
  const { name, whenAway } = factsOf(provider)
  const where = chatBaseOf(provider, baseURL)
  return {
    why: `${name} does not answer at ${where} (${reasonOf(failure)})`,
    advice: fetchTrouble(failure).advice ?? whenAway,
  }
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
  const { reason, advice, isLate } = fetchTrouble(failure)
  if (isLate || advice !== undefined) return reason
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
  const { statusCode: status } = fields(failure)
  // A page that answers 200 with something else than an answer is no refusal.
  return typeof status === 'number' && status >= 400 ? status : undefined
}

function retryAfterOf(failure: unknown): number | undefined {
  const told = fields(fields(failure).responseHeaders)['retry-after']
  if (typeof told !== 'string') return undefined
  const ms = /^\d+(\.\d+)?$/.test(told) ? Number(told) * 1_000 : Date.parse(told) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

// Its whole answer, where the library kept it; else what the library read in it, or says itself.
function saidBy(failure: unknown, { apiKey }: ModelConnection, hide: Hide): string {
  const hidden = (text: string) => hide(apiKey ? text.replaceAll(apiKey, '[redacted]') : text)
  const { responseBody, data } = fields(failure)
  for (const told of [responseBody, data]) {
    const said = saidIn(told, hidden)
    if (said !== '') return said
  }
  return saidIn(messageOf(failure), hidden)
}

// As providers nest them: in `error`, or in the `error` of it.
function namesIn(failure: unknown): string {
  const error = fields(fields(bodyOf(failure)).error)
  const names = [error, fields(error.error)].flatMap(({ code, type }) => [code, type])
  return names.filter(name => typeof name === 'string').join(' ')
}

function bodyOf(failure: unknown): unknown {
  const { responseBody, data } = fields(failure)
  return parseJson(String(responseBody)) ?? data
}
