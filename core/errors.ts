/** What kind of failure this is; programs read it, `--json` prints it. */
export type ErrorCode = 'config_problem' | 'not_ready' | 'plugin_failure' | 'refused' | 'runtime'

interface ErrorDetails {
  readonly plugin?: string | undefined
  readonly cause?: unknown
}

/** A sentence about trouble, in its parts. */
export interface Sentence {
  /** What could not be done: `cannot reach OBS at ws://localhost:4455`. */
  readonly what: string
  /** Why, in words that go on behind a colon: `nobody answered in time`. */
  readonly why?: string | undefined
  /** What to do: `check whether OBS hangs`. */
  readonly advice?: string | undefined
}

/** The parts as one sentence, `what: why; advice`. They are joined here alone, and never cut apart again. */
export function sentenceOf({ what, why, advice }: Sentence): string {
  return `${what}${why ? `: ${why}` : ''}${advice ? `; ${advice}` : ''}`
}

/** Every failure Promethean names. Its message is the whole sentence; the parts are there where they were given as such. */
export class PrometheanError extends Error implements Sentence {
  readonly code: ErrorCode
  /** What could not be done; the whole message where it was given as one. */
  readonly what: string
  readonly why: string | undefined
  /** What to do. */
  readonly advice: string | undefined
  /** The use id of the plugin it concerns, where it concerns one. */
  plugin: string | undefined

  constructor(code: ErrorCode, said: string | Sentence, details: ErrorDetails = {}) {
    const parts = typeof said === 'string' ? { what: said } : said
    super(sentenceOf(parts), details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.what = parts.what
    this.why = parts.why
    this.advice = parts.advice
    this.plugin = details.plugin
  }
}

/** One thing wrong with a config: where, and what was expected instead. Never holds the value. */
export interface Problem {
  /** The use id; absent where the problem is the file's own. */
  readonly plugin?: string
  /** Dotted path below the use's options (`rules[2].reply`), or below the config. */
  readonly path: string
  readonly message: string
}

/** The config cannot be used: nothing is started, nothing running is touched. Lists every problem found. */
export class ConfigProblem extends PrometheanError {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[] | string, details: ErrorDetails = {}) {
    const all = typeof problems === 'string' ? [{ path: '', message: problems }] : problems
    super('config_problem', all.map(problemText).join('; '), details)
    this.problems = all
  }
}

/** The far end cannot serve yet. Thrown by `setup`, it is tried again after 1 s, doubling to 1 min, with jitter. */
export class NotReady extends PrometheanError {
  constructor(said: string | Sentence, details: ErrorDetails = {}) {
    super('not_ready', said, details)
  }
}

/** A bug or a refusal that trying again does not mend: this plugin stops and is shown as failed, the rest runs. */
export class PluginFailure extends PrometheanError {
  constructor(said: string | Sentence, details: ErrorDetails = {}) {
    super('plugin_failure', said, details)
  }
}

/**
 * Thrown by a durable consumer for events its far end will never take: they are parked at once, the rest is
 * delivered again. Without `eventIds` it means every event of the batch at hand, which is halved until the guilty one stands alone.
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

function problemText({ plugin, path, message }: Problem): string {
  return [plugin, path, message].filter(part => part).join(' ')
}
