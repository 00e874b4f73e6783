import { z } from 'zod'
import { PrometheanError } from '../errors.ts'
import type { JsonSchema } from '../plugin/json-schema.ts'
import { ownPort } from '../plugin/port.ts'
import { FOR_VIEWERS, OPERATIONS, STREAMS } from './all.ts'
import { type Answer, answerOf, refusalOf } from './answer.ts'
import { offeredRefusalOf } from './offered-refusal.ts'
import type { Caller, Instance } from './operation.ts'
import { givenBy } from './served.ts'

/** An operation as others see it. */
export interface OperationInfo {
  readonly name: string
  /** One sentence. */
  readonly description: string
  /** `act`: something is different afterwards. */
  readonly kind: 'read' | 'act'
  /** It returns many lines: call it with `listen`, otherwise with `perform`. */
  readonly isStream: boolean
  /** For an act: a dry request reports what would be done. */
  readonly foretells: boolean
  /** A page that viewers see may ask for it; it gets what they may see of it. */
  readonly forViewers: boolean
  /** Its input, as JSON Schema 2020-12. */
  readonly input: JsonSchema
  /** What it returns, or each line of a stream, as JSON Schema 2020-12. */
  readonly output: JsonSchema
}

/** Settings of one call. */
export interface CallSettings {
  readonly signal: AbortSignal
  /** Only report what would be done; refused if the operation cannot report it. Default: false. */
  readonly dry?: boolean
  /** The id of the event that led to it: what an act does is then explained as its effect. */
  readonly cause?: string
  /** Unique to the call: the event of an act has it in its id, so that it is found again. Default: a new one. */
  readonly id?: string
}

/** The operations of the running instance, for one caller. */
export interface CallerOperations {
  /** @returns what the command of the same name prints with `--json`, or why it was refused */
  perform(name: string, input: unknown, settings: CallSettings): Promise<Answer<unknown>>
  /**
   * The lines of a stream, until its end or the signal.
   * @throws PrometheanError if there is no such stream or the request is wrong
   */
  listen(name: string, input: unknown, settings: CallSettings): AsyncIterable<unknown>
}

/**
 * What can be asked of the running instance, for a plugin that offers it elsewhere: on a page, over HTTP, to agents.
 * Provided by core; a replay has none.
 */
export interface InstanceOperations {
  /** All of them. */
  list(): readonly OperationInfo[]
  /** @param caller as it is shown and explained */
  as(caller: Caller): CallerOperations
  /** For a page that viewers see: only what is `forViewers`. */
  forViewers(caller: Caller): CallerOperations
}
export const InstanceOperations = ownPort<InstanceOperations>('InstanceOperations', {
  outside: true,
})

/** @param admit throws a PrometheanError if an operation is not available now; gets whether it is available early */
export function instanceOperations(
  instance: Instance,
  admit: (isEarly: boolean) => void,
): InstanceOperations {
  const as = (caller: Caller): CallerOperations => {
    const given = ({ dry = false, ...rest }: CallSettings) =>
      givenBy(instance, { caller, dry, ...rest, isOffered: true })
    return {
      perform: (name, input, settings) =>
        answerOf(async () => {
          const declared = DECLARED.get(name)
          if (declared === undefined) throw unknown(name)
          admit(declared.early === true)
          return declared.perform(input, given(settings))
        }, offeredRefusalOf),
      listen: (name, input, settings) => {
        const declared = DECLARED_STREAMS.get(name)
        if (declared === undefined) throw unknown(name)
        admit(false)
        return declared.listen(input, given(settings))
      },
    }
  }
  return { list: operationInfos, as, forViewers: caller => seenByViewers(as(caller)) }
}

const DECLARED = new Map(Object.entries(OPERATIONS))
const DECLARED_STREAMS = new Map(Object.entries(STREAMS))

// Other failures may name files and hosts of this computer.
const TOLD_TO_VIEWERS: readonly string[] = ['invalid_input', 'refused', 'not_found']

function seenByViewers(operations: CallerOperations): CallerOperations {
  return {
    perform: async (name, input, settings) => {
      const seen = DECLARED.get(name)?.forViewers
      if (seen === undefined) return { done: false, refusal: refusalOf(notForViewers(name)) }
      const answer = await operations.perform(name, input, settings)
      if (answer.done) return { done: true, value: seen.parse(answer.value) }
      const { code } = answer.refusal
      if (TOLD_TO_VIEWERS.includes(code)) return answer
      return { done: false, refusal: { code, what: `cannot answer ${name} now` } }
    },
    listen: name => {
      throw notForViewers(name)
    },
  }
}

function operationInfos(): readonly OperationInfo[] {
  const asked = Object.entries(OPERATIONS).map(([name, { description, kind, ...declared }]) => ({
    ...{ name, description, kind, isStream: false },
    foretells: declared.foretells ?? kind === 'read',
    forViewers: declared.forViewers !== undefined,
    ...schemas(declared),
  }))
  const told = Object.entries(STREAMS).map(([name, { description, kind, ...declared }]) => ({
    ...{ name, description, kind, isStream: true, foretells: kind === 'read', forViewers: false },
    ...schemas(declared),
  }))
  return [...asked, ...told]
}

function schemas({ input, output }: { input: z.ZodType; output: z.ZodType }) {
  // Of the output too what goes in: what it is checked with is the JSON that is returned.
  const settings = { io: 'input', unrepresentable: 'any' } as const
  return { input: z.toJSONSchema(input, settings), output: z.toJSONSchema(output, settings) }
}

function notForViewers(name: string): PrometheanError {
  return new PrometheanError('refused', {
    what: `cannot use ${name}`,
    why: 'it shows more than viewers may see, or does something',
    advice: `use one of these: ${FOR_VIEWERS.join(', ')}`,
  })
}

function unknown(name: string): PrometheanError {
  const what = `there is no operation ${name}`
  return new PrometheanError('runtime', { what, advice: 'see the list of operations' })
}
