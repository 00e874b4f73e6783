/** Names that speak of a secret, as a regular expression: of options, of payload's keys, of query parameters, of headers. */
export const SECRET_WORDS =
  'token|secret|passw|passphrase|passcode|pwd|authorization|credential|cookie|jwt|(?:api|private|access|stream)[-_ ]?key'
const SECRET_KEY = new RegExp(SECRET_WORDS, 'i')

/** Whether a value under this key is a secret. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key)
}
