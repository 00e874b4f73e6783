import { type Duration, parseDuration } from './duration.ts'

/** The kind of failure, for programs; `--json` prints it. */
export type ErrorCode =
  | 'config_problem'
  | 'not_ready'
  | 'plugin_failure'
  | 'refused'
  | 'runtime'
  /** What was asked about is not there, or not any more. */
  | 'not_found'
  /** Somebody else was first. */
  | 'conflict'

/** What is wrong with a request whenever it is made: it does not fit, or names what is not there. */
export type Fault = 'invalid' | 'unknown'

interface ErrorDetails {
  readonly plugin?: string | undefined
  readonly fault?: Fault | undefined
  readonly cause?: unknown
}

/** An error message in its parts. */
export interface Sentence {
  /** What could not be done: `cannot reach OBS at ws://localhost:4455`. */
  readonly what: string
  /** Why, as it reads after a colon: `no answer in time`. */
  readonly why?: string | undefined
  /** What to do: `check whether OBS hangs`. */
  readonly advice?: string | undefined
}

/** The parts as one sentence: `what: why; advice`. */
export function sentenceOf({ what, why, advice }: Sentence): string {
  return `${what}${why ? `: ${why}` : ''}${advice ? `; ${advice}` : ''}`
}

/**
 * Base class of Promethean's errors. `message` is the whole sentence; `why` and `advice` are set if they were given
 * separately.
 */
export class PrometheanError extends Error implements Sentence {
  readonly code: ErrorCode
  /** What could not be done; the whole message if it was given as one string. */
  readonly what: string
  readonly why: string | undefined
  /** What to do. */
  readonly advice: string | undefined
  /** Set if the request itself is wrong, so that the same one is refused again. */
  readonly fault: Fault | undefined
  /** The id of the plugin it concerns, if any. */
  plugin: string | undefined

  constructor(code: ErrorCode, said: string | Sentence, details: ErrorDetails = {}) {
    const parts = typeof said === 'string' ? { what: said } : said
    super(sentenceOf(parts), details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.what = parts.what
    this.why = parts.why
    this.advice = parts.advice
    this.fault = details.fault
    this.plugin = details.plugin
  }
}

/** One problem of a config: the place, and what was expected. Never contains the value. */
export interface Problem {
  /** The plugin's id; absent if the problem is in the config itself. */
  readonly plugin?: string
  /** Path within the plugin's options (`rules[2].reply`), or within the config. */
  readonly path: string
  readonly message: string
}

/** The config cannot be used. Nothing is started, and nothing that runs is changed. Lists every problem. */
export class ConfigProblem extends PrometheanError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[] | string, details: ErrorDetails = {}) {
    const all = typeof problems === 'string' ? [{ path: '', message: problems }] : problems
    super('config_problem', all.map(problemText).join('; '), details)
    this.problems = all
  }
}

/**
 * The service is not available yet. If `setup` throws it, `setup` is retried after 1 s, then with delays that double up to 1
 * min, with jitter.
 */
export class NotReady extends PrometheanError {
  /** The longest delay until the next try, in ms. */
  readonly retryWithinMs: number | undefined

  /**
   * @param details.retryWithin the longest delay until the next try, if 1 min is too long and a try costs little: `'4s'`
   * @throws Error if that is not a duration
   */
  constructor(
    said: string | Sentence,
    { retryWithin, ...details }: ErrorDetails & { readonly retryWithin?: Duration } = {},
  ) {
    super('not_ready', said, details)
    this.retryWithinMs = retryWithin === undefined ? undefined : parseDuration(retryWithin)
  }
}

/** A bug or a refusal that retrying does not fix: this plugin stops and is shown as failed; everything else keeps running. */
export class PluginFailure extends PrometheanError {
  constructor(said: string | Sentence, details: ErrorDetails = {}) {
    super('plugin_failure', said, details)
  }
}

/**
 * Thrown by a durable consumer for events that its target will never accept: they are parked at once, and the rest is
 * delivered again. Without `eventIds` it applies to the whole batch, which is halved until the rejected event is found.
 */
export class Refused extends PrometheanError {
  readonly eventIds: ReadonlySet<string>

  constructor(
    said: string | Sentence,
    details: ErrorDetails & { readonly eventIds?: Iterable<string> } = {},
  ) {
    super('refused', said, details)
    this.eventIds = new Set(details.eventIds ?? [])
  }
}

/** The message of anything thrown, on one line. */
export function messageOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  return text.replace(/\s+/g, ' ').trim()
}

/** A problem as one sentence: `greeter greting: unknown option`. */
export function problemText({ plugin, path, message }: Problem): string {
  const place = [plugin, path].filter(part => part).join(' ')
  return place === '' ? message : `${place}: ${message}`
}
