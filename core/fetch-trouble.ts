/** Why a `fetch` failed. Contains neither the address nor secrets. */
export interface FetchTrouble {
  /** Part of a sentence about the server: `it did not answer in time`. */
  readonly reason: string
  /** What to do, if the cause says it. */
  readonly advice?: string
  /** It did not answer in time. */
  readonly isLate: boolean
  /** The server was reached, so the request may have been carried out. */
  readonly mayBeDone: boolean
}

/** Explains an error thrown by `fetch` or by reading its answer. An aborted signal counts as a server that was too slow. */
export function fetchTrouble(failure: unknown): FetchTrouble {
  const code = codeOf(failure)
  if (code === undefined && isEnded(failure)) return { reason: LATE, isLate: true, mayBeDone: true }
  if (code === undefined)
    return { reason: 'the connection failed', isLate: false, mayBeDone: false }
  const [reason, advice] = wordsOf(code)
  const isLate = code in TIMES
  return {
    reason: isLate ? reason : `${reason} (${code})`,
    ...(advice !== undefined && { advice }),
    isLate,
    mayBeDone: TIMES[code] ?? BROKEN.has(code),
  }
}

const LATE = 'it did not answer in time'

// Whether it was reached before the time was up. https://undici.nodejs.org/#/docs/api/Errors
const TIMES: Readonly<Record<string, boolean>> = {
  ETIMEDOUT: false,
  UND_ERR_CONNECT_TIMEOUT: false,
  UND_ERR_HEADERS_TIMEOUT: true,
  UND_ERR_BODY_TIMEOUT: true,
}

// The connection was there and broke.
const BROKEN = new Set(['ECONNRESET', 'UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE'])

type Words = readonly [reason: string, advice?: string]

const TRUST =
  'set NODE_EXTRA_CA_CERTS to the file of that certificate, in the environment and not in .env, and start again'

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATES: Readonly<Record<string, Words>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed', TRUST],
  SELF_SIGNED_CERT_IN_CHAIN: ['its certificate is self-signed', TRUST],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['its certificate is not signed by a known authority', TRUST],
  UNABLE_TO_GET_ISSUER_CERT: ['its certificate is not signed by a known authority', TRUST],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['its certificate is not signed by a known authority', TRUST],
  CERT_UNTRUSTED: ['its certificate is not trusted', TRUST],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'renew it, or set the clock of this computer'],
  CERT_NOT_YET_VALID: ['its certificate is not valid yet', 'set the clock of this computer'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for another name',
    'use the host name that the certificate is for',
  ],
}

function wordsOf(code: string): Words {
  if (code in TIMES) return [LATE]
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return ['it does not use TLS there', 'use an address without TLS, or the port that has TLS']
  // llhttp's codes: the response is not HTTP, as when a TLS port answers plain text.
  if (code.startsWith('HPE_') && !BROKEN.has(code))
    return ['the server there does not speak HTTP', 'correct the address']
  return CERTIFICATES[code] ?? ['the connection failed']
}

// fetch throws 'fetch failed'; the actual error is its cause, wrapped several times by some libraries.
function codeOf(failure: unknown, depth = 0): string | undefined {
  if (!(failure instanceof Error) || depth > 5) return undefined
  const code: unknown = Reflect.get(failure, 'code')
  // Those of a DOMException are numbers that say nothing.
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code
  return codeOf(failure.cause, depth + 1)
}

function isEnded(failure: unknown, depth = 0): boolean {
  if (!(failure instanceof Error) || depth > 5) return false
  return /^(Abort|Timeout)Error$/.test(failure.name) || isEnded(failure.cause, depth + 1)
}
