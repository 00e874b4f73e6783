import { CREDENTIAL_MARK, REDACTED, withoutCredentials, withoutPasswords } from './credentials.ts'
import { formsOf, spellingsOf, writtenForms } from './spellings.ts'

// Texts shorter than that are ordinary words and parts of numbers: they are secrets only if they stand alone.
const LONG_ENOUGH = 8

/** Known secrets, and texts without them. */
export class SecretTexts {
  readonly #secrets = new Set<string>()
  readonly #spellings = new Set<string>()
  #shortest = Number.POSITIVE_INFINITY
  #least = LONG_ENOUGH
  #pattern: RegExp | undefined
  #known = /(?!)/
  // One look at each text for all that may be in it.
  #suspicion = new RegExp(CREDENTIAL_MARK, 'i')

  /**
   * Adds secrets; none is forgotten while the process lives, because an old one may still be in use somewhere.
   * Texts shorter than four characters would blank out ordinary words and are left.
   */
  know(secrets: Iterable<string>): void {
    const fresh = [...secrets].filter(secret => secret.length >= 4 && !this.#secrets.has(secret))
    if (fresh.length === 0) return
    for (const secret of fresh) {
      this.#secrets.add(secret)
      for (const spelling of spellingsOf(secret)) this.#spellings.add(spelling)
    }
    const written = [...new Set([...this.#secrets].flatMap(writtenForms))]
    const longestFirst = written.sort((a, b) => b.length - a.length)
    this.#shortest = longestFirst.at(-1)?.length ?? Number.POSITIVE_INFINITY
    this.#least = Math.min(this.#shortest, LONG_ENOUGH)
    const known = longestFirst.map(literal).join('|')
    this.#pattern = new RegExp(known, 'g')
    this.#known = new RegExp(known)
    this.#suspicion = new RegExp(`${CREDENTIAL_MARK}|${known}`, 'i')
  }

  /** A text without any known secret in it, and without what looks like somebody's credentials. */
  text(text: string): string {
    if (text.length < this.#least) return text
    const rest = this.#suspicion.test(text) ? withoutCredentials(this.known(text)) : text
    return withoutPasswords(rest)
  }

  /** A text without any known secret; everything else stays unchanged. */
  known(text: string): string {
    if (this.#pattern === undefined || text.length < this.#shortest) return text
    // A replacing function costs much even where there is nothing to replace.
    if (!this.#known.test(text)) return text
    return text.replace(this.#pattern, (found, at: number) =>
      found.length >= LONG_ENOUGH || standsAlone(text, at, found.length) ? REDACTED : found,
    )
  }

  /** A text fit to be kept or sent away: no known secret in it, in any spelling. One that is not written plainly takes its line with it. */
  withoutSecrets(text: string): string {
    const plain = this.known(text)
    if (!this.holdsSecret(plain)) return plain
    const lines = plain.split('\n').map(line => (this.holdsSecret(line) ? REDACTED : line))
    const told = lines.join('\n')
    return this.holdsSecret(told) ? REDACTED : told
  }

  /** Whether a text holds a known secret, in any spelling: other case, spaced out, with invisible characters, encoded. */
  holdsSecret(text: string): boolean {
    if (this.#pattern === undefined) return false
    if (this.#known.test(text)) return true
    const forms = formsOf(text)
    return [...this.#spellings].some(spelling => forms.some(form => form.includes(spelling)))
  }

  /** Whether there is any secret to look for. */
  get isEmpty(): boolean {
    return this.#pattern === undefined
  }
}

function standsAlone(text: string, at: number, length: number): boolean {
  return (
    !/[\p{L}\p{N}]$/u.test(text.slice(0, at)) && !/^[\p{L}\p{N}]/u.test(text.slice(at + length))
  )
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
