import type { StandardSchemaV1 } from '@standard-schema/spec'
import { locales } from 'zod'
import type { Schema } from '../../plugin/schema.ts'
import { suggestion } from '../../text/nearest.ts'
import { expectedKind, kindOf, pathText, valueAt } from './kinds.ts'
import { optionNames } from './option-names.ts'
import { withoutValues } from './without-values.ts'

type Issue = StandardSchemaV1.Issue
type Keys = readonly PropertyKey[]

/** A problem at a path, not yet assigned to a plugin. */
export interface PathProblem {
  readonly path: string
  readonly message: string
}

/**
 * The issues of a schema, as messages that say what was expected and what kind of value was found. Never the value.
 * @param word what a key is called there
 * @param isOpen no value there is a secret, so an author's message is left unchanged
 */
export function explainIssues(
  schema: Schema,
  value: unknown,
  issues: readonly Issue[],
  { word = 'option', isOpen = false }: Place = {},
): PathProblem[] {
  return issues.flatMap(issue => explain({ schema, value, word, isOpen }, issue, keysOf(issue)))
}

interface Place {
  readonly word?: 'option' | 'field'
  readonly isOpen?: boolean
}

interface Asked {
  readonly schema: Schema
  readonly value: unknown
  readonly word: string
  readonly isOpen: boolean
}

export function keysOf(issue: Issue): Keys {
  return (issue.path ?? []).map(step => (typeof step === 'object' ? step.key : step))
}

function explain(asked: Asked, issue: Issue, keys: Keys): PathProblem[] {
  const unknown = list(issue, 'keys')
  if (text(issue, 'code') === 'unrecognized_keys') {
    const names = optionNames(asked.schema, keys)
    return unknown.map(key => ({
      path: pathText([...keys, String(key)]),
      message: `unknown ${asked.word}${suggestion(String(key), names)}`,
    }))
  }
  const value = valueAt(asked.value, keys)
  const closest = text(issue, 'code') === 'invalid_union' ? alternatives(issue, value) : undefined
  if (closest?.kind === 'issues') {
    return closest.issues.flatMap(each => explain(asked, each, [...keys, ...keysOf(each)]))
  }
  const own = closest?.sentence ?? sentence(issue, value)
  return [{ path: pathText(keys), message: withAuthor(asked, { issue, value, own }) }]
}

type Alternatives =
  | { readonly kind: 'issues'; readonly issues: readonly Issue[]; readonly sentence?: undefined }
  | { readonly kind: 'sentence'; readonly sentence: string }

// Of several alternatives, the one that fits best is explained; if none fits, all are listed.
function alternatives(issue: Issue, value: unknown): Alternatives | undefined {
  const all = list(issue, 'errors').map(branch =>
    Array.isArray(branch) ? (branch as Issue[]) : [],
  )
  const deeper = all.filter(branch => branch.every(each => !isRefusal(each)))
  const best = deeper.toSorted((one, other) => one.length - other.length)[0]
  if (best && best.length > 0) return { kind: 'issues', issues: best }
  const named = all.flatMap(branch => expectation(branch[0]) ?? [])
  if (named.length === 0) return undefined
  return { kind: 'sentence', sentence: `expected ${either(named)}, got ${kindOf(value)}` }
}

// The value as a whole was of the wrong kind.
function isRefusal(issue: Issue): boolean {
  return keysOf(issue).length === 0 && expectation(issue) !== undefined
}

function expectation(issue: Issue | undefined): string | undefined {
  if (!issue) return undefined
  if (text(issue, 'code') === 'invalid_type')
    return expectedKind(text(issue, 'expected') ?? 'value')
  if (text(issue, 'code') === 'invalid_value') return either(list(issue, 'values').map(String))
  return undefined
}

// Zod reports more than the standard requires; other libraries report only a message.
function sentence(issue: Issue, value: unknown): string | undefined {
  const expected = expectation(issue)
  switch (text(issue, 'code')) {
    case 'invalid_type':
      return `expected ${expected}, got ${kindOf(value)}`
    case 'invalid_value': {
      const names = list(issue, 'values').map(String)
      const hint = typeof value === 'string' ? suggestion(value, names) : ''
      return `expected ${expected}, got ${otherKind(value)}${hint}`
    }
    case 'too_big':
      return `expected at most ${limit(issue, 'maximum')}, got ${excess(value, 'larger', 'longer', 'more')}`
    case 'too_small':
      return value === ''
        ? 'expected a non-empty string'
        : `expected at least ${limit(issue, 'minimum')}, got ${excess(value, 'smaller', 'shorter', 'fewer')}`
    case 'invalid_format':
      return `expected ${formOf(issue)}, got another string`
    case 'not_multiple_of':
      return `expected a multiple of ${plain(issue, 'divisor')}, got another number`
    case 'invalid_key':
      return 'a key does not have the expected form'
    case 'invalid_union':
      return `expected another value, got ${kindOf(value)}`
    default:
      return undefined
  }
}

function limit(issue: Issue, bound: 'minimum' | 'maximum'): string {
  const beyond = Reflect.get(issue, 'inclusive') === false ? ' (itself excluded)' : ''
  const many = plain(issue, bound)
  const units: Readonly<Record<string, string>> =
    many === '1'
      ? { string: ' character', array: ' entry' }
      : { string: ' characters', array: ' entries' }
  return `${many}${units[text(issue, 'origin') ?? ''] ?? ''}${beyond}`
}

function excess(value: unknown, number: string, string: string, many: string): string {
  if (typeof value === 'number' || typeof value === 'bigint') return `a ${number} number`
  return typeof value === 'string' ? `a ${string} string` : many
}

// What zod calls a string's form, as people call it.
const FORMS: ReadonlyMap<string, string> = new Map([
  ['url', 'a URL'],
  ['email', 'an email address'],
  ['uuid', 'a UUID'],
  ['guid', 'a UUID'],
  ['datetime', "a date with time like '2026-11-23T19:00:00Z'"],
  ['date', "a date like '2026-11-23'"],
  ['time', "a time of day like '19:00:00'"],
  ['duration', "an ISO 8601 duration like 'PT30S'"],
  ['ipv4', 'an IPv4 address'],
  ['ipv6', 'an IPv6 address'],
  ['cidrv4', 'an IPv4 range'],
  ['cidrv6', 'an IPv6 range'],
  ['mac', 'a MAC address'],
  ['hostname', 'a host name'],
  ['e164', "a phone number like '+4930123456'"],
  ['base64', 'base64 text'],
  ['base64url', 'base64url text'],
  ['json_string', 'JSON text'],
  ['jwt', 'a JSON Web Token'],
  ['lowercase', 'a string in lower case'],
  ['uppercase', 'a string in upper case'],
  ['emoji', 'an emoji'],
])

function formOf(issue: Issue): string {
  const format = text(issue, 'format')
  if (format === 'regex') return `a string like ${text(issue, 'pattern') ?? 'the pattern'}`
  if (format === 'starts_with') return `a string that begins with ${text(issue, 'prefix')}`
  if (format === 'ends_with') return `a string that ends with ${text(issue, 'suffix')}`
  if (format === 'includes') return `a string that contains ${text(issue, 'includes')}`
  return FORMS.get(format ?? '') ?? `a valid ${format}`
}

// If the author's message says what is expected, nothing is added, least of all a regular expression.
function saysItAll(issue: Issue, author: string): boolean {
  return /^expected /i.test(author) || text(issue, 'format') === 'regex'
}

interface Explained {
  readonly issue: Issue
  readonly value: unknown
  readonly own: string | undefined
}

// Advice comes last. In zod it is `params: { advice }` of a custom check.
function withAuthor(asked: Asked, explained: Explained): string {
  const advice: unknown = Object(Reflect.get(explained.issue, 'params')).advice
  const said = withAuthorsWords(asked, explained)
  return typeof advice === 'string' ? `${said}; ${advice}` : said
}

// The author's own message follows ours. Zod's standard messages are left out, because ours say the same.
function withAuthorsWords(
  { value: root, isOpen }: Asked,
  { issue, value, own }: Explained,
): string {
  const unexplained = `not allowed, got ${kindOf(value)}`
  if (issue.message === stockPhrase(issue, value)) return own ?? unexplained
  const author = (isOpen ? issue.message : withoutValues(issue.message, value, root)).trim()
  if (author === '') return own ?? unexplained
  if (saysItAll(issue, author)) return author
  const isExpectation = /^(an?|at (least|most)|one of|the|some|either) /i.test(author)
  if (isExpectation && text(issue, 'code') === 'invalid_type')
    return `expected ${author}, got ${kindOf(value)}`
  if (own !== undefined) return `${own}; ${author}`
  return isExpectation ? `expected ${author}, got ${otherKind(value)}` : author
}

// A string was expected and is there, only not this one.
function otherKind(value: unknown): string {
  return kindOf(value).replace(/^a (string|number)$/, 'another $1')
}

const { localeError } = locales.en()

function stockPhrase(issue: Issue, input: unknown): string | undefined {
  if (text(issue, 'code') === undefined) return undefined
  // The code shows that it is a zod issue.
  const phrase = localeError({ ...issue, input } as Parameters<typeof localeError>[0])
  return typeof phrase === 'string' ? phrase : phrase?.message
}

function either(words: readonly string[]): string {
  const distinct = [...new Set(words)]
  const last = distinct.pop() ?? 'a value'
  return distinct.length === 0 ? last : `${distinct.join(', ')} or ${last}`
}

function text(issue: Issue, name: string): string | undefined {
  const value: unknown = Reflect.get(issue, name)
  return typeof value === 'string' ? value : undefined
}

function plain(issue: Issue, name: string): string {
  return String(Reflect.get(issue, name))
}

function list(issue: Issue, name: string): readonly unknown[] {
  const value: unknown = Reflect.get(issue, name)
  return Array.isArray(value) ? value : []
}
