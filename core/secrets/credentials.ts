import { SECRET_WORDS } from './secret-keys.ts'

/** What replaces a secret. */
export const REDACTED = '[redacted]'

interface Shape {
  readonly looksLike: RegExp
  /** The first group of `looksLike` stays; the secret follows it. */
  readonly instead: string
}

// Each follows a name that indicates a secret.
const NAMED: readonly Shape[] = [
  // ?access_token=secret&client_secret=secret
  shape(`((?:${SECRET_WORDS})[\\w.-]{0,40}=)[^\\s&#;,"'<>)\\]}]+`),
  // {"access_token":"secret"}
  shape(`((?:${SECRET_WORDS})[\\w.-]{0,40}(["'])\\s*:\\s*\\2)(?:\\\\.|(?!\\2)[^\\\\])*`),
  // The same as a text within JSON.
  shape(`((?:${SECRET_WORDS})[\\w.-]{0,40}\\\\+"\\s*:\\s*\\\\+")(?:[^"\\\\]|\\\\(?![\\\\"]))*`),
  // X-Api-Key: secret; text with both letters and digits is not an ordinary word.
  shape(`((?:${SECRET_WORDS})[\\w.-]{0,40}:\\s+)(?=\\S*\\d)(?=\\S*[a-z])[\\w.~+/=-]{6,}`),
  shape('(authorization\\W{1,6}(?:bearer|basic|digest|oauth|token)\\s+)[\\w.~+/=-]+'),
]

// Each is recognizable by its own form. A word after Bearer is a credential if it has a digit or is long.
const OWN: readonly Shape[] = [
  shape('\\b(oauth:)[\\w-]+'),
  shape('\\b((?:bearer|basic|oauth)\\s+)(?=[\\w.~+/-]*\\d|[\\w.~+/-]{16})[\\w.~+/=-]{4,}'),
  // A JSON web token; the address of a Discord webhook.
  shape('()\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]{8,}'),
  shape('(/webhooks/\\d+/)[\\w-]+'),
]

/**
 * What every text with credentials in it has, as a regular expression in any case: nearly no text has it, and finding
 * that out must cost next to nothing, as every payload comes along here. So the secret words stand here by a part that
 * each of them has, which takes 0.5 us a line instead of 0.8. Addresses are looked for apart: many have one.
 */
export const CREDENTIAL_MARK =
  'token|secret|pass[wpc]|pwd|auth|credential|cookie|jwt|[ies_m -]key|bearer|basic|eyJ|/webhooks/'

/** A text without any credentials: they are recognized by the name before them or by their form. */
export function withoutCredentials(text: string): string {
  return [...NAMED, ...OWN].reduce(blank, text)
}

// https://ann:secret@host
const IN_ADDRESS = shape('(://[^\\s/?#@:]*:)[^\\s/?#]+(?=@)')

/** A text without the passwords in its addresses. */
export function withoutPasswords(text: string): string {
  return text.includes('://') ? blank(text, IN_ADDRESS) : text
}

function blank(text: string, { looksLike, instead }: Shape): string {
  return text.replace(looksLike, instead)
}

function shape(pattern: string): Shape {
  return { looksLike: new RegExp(pattern, 'gi'), instead: `$1${REDACTED}` }
}
