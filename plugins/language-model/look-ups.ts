import {
  type Context,
  jsonSchemaOf,
  type LookedUp,
  type LookUp,
  type ModelTool,
  messageOf,
  type Secrets,
} from 'promethean'
import { fields, isFields, parseJson } from '../formats/json.ts'
import { stillLooking } from './errors.ts'
import { fenceAround } from './fence.ts'
import type { OfferedTool, ToolCall, ToolTurn } from './provider/client.ts'

// Each is another request to the model, which reads everything again.
const MOST = 3
// A model that repeats itself asks for hundreds at once.
const MOST_TOLD = 8
const LONGEST_INPUT = 1_000

interface LookUpsParts {
  readonly model: string
  readonly tools: readonly ModelTool[]
  readonly most: number | undefined
  /** The mark of this question's fence. */
  readonly mark: string
  readonly signal: AbortSignal
  readonly hide: Secrets['redact']
  readonly log: Pick<Context['log'], 'debug'>
}

/** The look-ups of one answer: at most so many, whatever the model asks for. */
export class LookUps {
  /** What the model may call. */
  readonly offered: readonly OfferedTool[]
  /** What it called so far, and what it was told. */
  readonly turns: ToolTurn[] = []
  /** What came of each call. */
  readonly made: LookUp[] = []
  readonly #parts: LookUpsParts
  readonly #most: number
  #isWarned = false

  constructor(parts: LookUpsParts) {
    this.#parts = parts
    const { most = MOST } = parts
    // A plugin's own number, which may be none.
    this.#most = Number.isSafeInteger(most) ? most : MOST
    this.offered = parts.tools.map(({ name, description, input }) => ({
      ...{ name, description },
      shape: jsonSchemaOf(input, 'draft-07') ?? { type: 'object' },
    }))
  }

  /** The calls of an answer; small models write one out instead of making it. */
  callsIn(answer: { readonly text: string; readonly calls: readonly ToolCall[] }) {
    if (this.offered.length === 0) return []
    return answer.calls.length > 0 ? answer.calls : writtenOut(answer.text, this.offered)
  }

  /**
   * Makes the look-ups of one answer, one after the other.
   * @param thought what the model thought before
   * @throws ModelFailure if it goes on asking
   */
  async look(calls: readonly ToolCall[], thought: string): Promise<void> {
    // It was told that none are left, and goes on.
    if (this.#isWarned) throw stillLooking(this.#parts.model, this.#most)
    const answered: ToolTurn['answered'][number][] = []
    for (const call of calls.slice(0, MOST_TOLD)) {
      if (this.#isSpent) this.#isWarned = true
      const told = this.#isSpent ? 'Nothing was looked up.' : await this.#result(call)
      answered.push({ call, result: this.#isSpent ? `${told}\n\n${NO_MORE}` : told })
    }
    this.turns.push({ thought, answered })
  }

  get #isSpent(): boolean {
    return this.made.length >= this.#most
  }

  async #result(call: ToolCall): Promise<string> {
    const { mark, hide, signal } = this.#parts
    const found = await this.#found(call)
    signal.throwIfAborted()
    const input = textOf(call.input).slice(0, LONGEST_INPUT).toWellFormed()
    const told = { tool: hide(call.name.slice(0, LONGEST_INPUT)), input: hide(input) }
    if (typeof found === 'string') {
      this.made.push({ ...told, lines: [], events: [], refused: found })
      return `Nothing was looked up: ${found}.`
    }
    const { label, lines, events = [] } = found
    const hidden = { label: hide(label), lines: lines.map(line => hide(line)) }
    this.made.push({ ...told, lines: hidden.lines, events: [...events] })
    return lines.length === 0 ? 'Nothing was found.' : fenceAround(hidden, mark)
  }

  /** What was found, or why nothing was looked up. */
  async #found({ name, input }: ToolCall): Promise<LookedUp | string> {
    const { tools, signal, log } = this.#parts
    const tool = tools.find(one => one.name === name)
    if (tool === undefined) return `there is no such tool; there are ${this.#names()}`
    try {
      const read = await tool.input['~standard'].validate(isFields(input) ? input : undefined)
      if (read.issues !== undefined)
        return 'it was called with arguments that do not fit its schema'
      return await tool.look(read.value, signal)
    } catch (failure) {
      // The reason may tell of things that are none of a viewer's business.
      log.debug(`${name} looked nothing up: ${messageOf(failure)}`)
      return 'it failed or took too long'
    }
  }

  #names(): string {
    return this.offered.map(({ name }) => name).join(', ')
  }
}

const NO_MORE = 'No look-ups are left. Answer now, with what you know.'

function writtenOut(text: string, offered: readonly OfferedTool[]): readonly ToolCall[] {
  const { name, parameters, arguments: given } = fields(parseJson(text.trim()))
  const isOne = offered.some(one => one.name === name) && isFields(parameters ?? given)
  return isOne ? [{ id: 'written-out', name: String(name), input: parameters ?? given }] : []
}

function textOf(input: unknown): string {
  return typeof input === 'string' ? input : (JSON.stringify(input) ?? '')
}
