import {
  type Context,
  chooseProvider,
  type Event,
  type EventHistory,
  type Events,
  type LanguageModel,
  messageOf,
  NotReady,
  Refused,
  type Statement,
  type StateOf,
  type Streamer,
} from 'promethean'
import { noModel, spentAll } from './errors.ts'
import type { RecapOptions } from './options.ts'
import { CHARACTERS_PER_TOKEN, numbered, type Part, partsOf } from './parts.ts'
import { type recapState, spend, spentOn } from './spent.ts'
import { type Said, said, statementsOf } from './statements.ts'
import { linesOf } from './stream-lines.ts'

type Recap = Events['session.summarized']
type Kind = 'happened' | 'jokes' | 'questions'

const MOST: Readonly<Record<Kind, number>> = { happened: 12, jokes: 5, questions: 5 }

interface SummaryParts {
  readonly options: RecapOptions
  readonly ports: {
    readonly models: ReadonlyMap<string, LanguageModel>
    readonly history: EventHistory
    readonly streamer: Streamer
  }
  readonly state: StateOf<typeof recapState>
  /** The end of the stream, which it answers. */
  readonly cause: Event
  readonly signal: AbortSignal
  readonly log: Context['log']
}

/** Sums up one stream: part by part, then the parts. */
export class Summary {
  readonly #parts: SummaryParts
  #model = ''

  constructor(parts: SummaryParts) {
    this.#parts = parts
  }

  /**
   * @returns undefined if nobody wrote anything
   * @throws NotReady if no model answers; Refused if the budget is spent
   */
  async of(session: string): Promise<Recap | undefined> {
    const { ports, signal, options, state } = this.#parts
    const lines = await linesOf(ports, session, signal)
    if (lines.length === 0) return undefined
    const before = spentOn(state, session)
    const left = { calls: options.calls - before.calls, tokens: options.tokens - before.tokens }
    const parts = partsOf(lines, left)
    if (parts.length === 0) throw new Refused(spentAll(session, options))
    const partial = await this.#each(session, parts)
    const whole =
      partial.length === 1 || parts.length === 1
        ? partial.flat()
        : await this.#together(session, partial)
    const { calls, tokens } = spentOn(state, session)
    const read = parts.reduce((sum, part) => sum + part.length, 0)
    const by = (kind: Kind) => ({ [kind]: ofKind(whole, kind) }) as Pick<Recap, Kind>
    return {
      session,
      ...by('happened'),
      ...by('jokes'),
      ...by('questions'),
      ...{ model: this.#model, calls, tokens, lines: lines.length, read },
    }
  }

  /** What each part says; one whose answer cannot be used is left out. */
  async #each(session: string, parts: readonly Part[]): Promise<readonly (readonly Said[])[]> {
    const found: (readonly Said[])[] = []
    let failure: unknown
    for (const [at, part] of parts.entries()) {
      try {
        found.push(await this.#sumUp(session, part, `part ${at + 1} of ${parts.length}`))
      } catch (thrown) {
        this.#parts.signal.throwIfAborted()
        failure = thrown
        this.#parts.log.warn(
          `the recap of ${session} lacks part ${at + 1} of ${parts.length}: ${messageOf(thrown)}`,
        )
      }
    }
    if (found.length > 0) return found
    throw new NotReady(`cannot sum up ${session}: ${messageOf(failure)}`)
  }

  async #sumUp(session: string, part: Part, which: string): Promise<readonly Said[]> {
    const answer = await this.#ask(session, {
      prompt:
        `Below is ${which} of the chat of a live stream, one message a line, each with its number. ` +
        `Say what happened, which jokes came up several times, and which questions nobody answered. ` +
        `Leave out what is not in the messages; guess nothing and count nothing.`,
      label: 'the chat',
      lines: numbered(part),
    })
    return statementsOf(
      answer,
      part.map(({ id }) => [id]),
    )
  }

  /** Puts the parts together; if that fails, they stand one after the other. */
  async #together(
    session: string,
    partial: readonly (readonly Said[])[],
  ): Promise<readonly Said[]> {
    const all = partial.flat()
    if (all.length === 0) return all
    const lines = all.map(({ kind, text }, at) => `${at + 1} ${kind}: ${text}`)
    try {
      const answer = await this.#ask(session, {
        prompt:
          `Below are notes on a live stream in the order of the stream, each with its number. ` +
          `Make one recap of them: the most important of what happened, in order; jokes and open ` +
          `questions once each. Leave out what is not in the notes.`,
        label: 'the notes',
        lines,
      })
      const together = statementsOf(
        answer,
        all.map(({ events }) => events),
      )
      return together.length > 0 ? together : all
    } catch (failure) {
      this.#parts.signal.throwIfAborted()
      this.#parts.log.warn(`the recap of ${session} is not put together: ${messageOf(failure)}`)
      return all
    }
  }

  async #ask(
    session: string,
    { prompt, label, lines }: { prompt: string; label: string; lines: readonly string[] },
  ): Promise<unknown> {
    const { options, ports, cause, signal, state } = this.#parts
    const chosen = chooseProvider(ports.models, options.model)
    if (chosen === undefined) throw new NotReady(noModel(options.model))
    const length = prompt.length + lines.join('\n').length
    // Counted before it is known whether it succeeds: what fails is paid as well.
    let tokens = Math.ceil(length / CHARACTERS_PER_TOKEN)
    try {
      const answer = await chosen.port.generate({
        prompt: `${prompt} ${FORM} Write in ${options.language}.`,
        untrusted: [{ label, lines }],
        schema: said,
        deadline: options.deadline,
        ...{ cause, signal },
      })
      tokens = answer.tokens ?? tokens + Math.ceil(answer.text.length / CHARACTERS_PER_TOKEN)
      this.#model = answer.model
      return answer.value
    } finally {
      spend(state, session, tokens)
    }
  }
}

const FORM =
  `Answer with JSON: {"happened": [], "jokes": [], "questions": []}, each a list of ` +
  `{"text": one sentence, "lines": the numbers it rests on}; at most ` +
  `${MOST.happened}, ${MOST.jokes} and ${MOST.questions} of them.`

function ofKind(all: readonly Said[], kind: Kind): readonly Statement[] {
  const found = all.filter(one => one.kind === kind).map(({ text, events }) => ({ text, events }))
  return found.slice(0, MOST[kind])
}
