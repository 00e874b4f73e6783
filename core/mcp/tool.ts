import { z } from 'zod'
import type { AgentActed, AgentWish } from '../operations/agents/acts.ts'
import type { ToolInfo } from '../operations/agents/desk.ts'
import type { OPERATIONS, OperationName } from '../operations/all.ts'

type Declared = typeof OPERATIONS

/** The operations as a tool asks for them. @throws RefusedCall */
export type Ask = <N extends OperationName>(
  name: N,
  input: z.input<Declared[N]['input']>,
) => Promise<z.output<Declared[N]['output']>>

/** The way to what agents may do. @throws PrometheanError if it is refused */
export type Act = (
  wish: Pick<AgentWish, 'operation' | 'input' | 'reason' | 'dryRun'>,
) => Promise<AgentActed>

/** What a tool is declared by. */
interface DeclaredTool<Input extends z.ZodObject, Output extends z.ZodObject> {
  /** For people, in a client's list. */
  readonly title: string
  /** For the model: what it gives, and when to use it. */
  readonly description: string
  readonly input: Input
  /** The top-level fields of its answer. */
  readonly output: Output
  /** Whether viewers wrote some of its answer. Default: true. */
  readonly quotesViewers?: boolean
  /** Whether it is of use only to agents that may act. Default: false. */
  readonly isForActs?: boolean
  /** A view of operations: it names, narrows and joins their answers and does nothing by itself. @throws RefusedCall */
  view(input: z.output<Input>, ask: Ask): Promise<z.input<Output>>
}

/** Something an agent can use. */
export interface Tool {
  /** Made when it is first asked for: most runs have no agent. */
  readonly info: Omit<ToolInfo, 'name'>
  readonly input: z.ZodObject
  /** Nothing is different afterwards. */
  readonly onlyReads: boolean
  /** @param allowed names of the operations that agents may do now */
  isOffered(allowed: readonly string[]): boolean
  view(input: unknown, ask: Ask, act: Act): Promise<Readonly<Record<string, unknown>>>
}

/** Declares a tool that only reads, its types read off its schemas. */
export function readingTool<I extends z.ZodObject, O extends z.ZodObject>(
  declared: DeclaredTool<I, O>,
): Tool {
  const { title, description, input, output, quotesViewers = true, isForActs, view } = declared
  const answer = output.extend({ ...(quotesViewers && { untrusted: z.literal(true) }) })
  let info: Tool['info'] | undefined
  return {
    input,
    onlyReads: true,
    get info() {
      info ??= {
        ...{ title, description },
        ...{ inputSchema: schemaOf(input), outputSchema: schemaOf(answer, true) },
        annotations: { readOnlyHint: true },
      }
      return info
    },
    isOffered: allowed => !isForActs || allowed.length > 0,
    // What it gets was checked with this very schema.
    view: async (wanted, ask) => {
      const told = await view(wanted as z.output<I>, ask)
      return { ...(quotesViewers && { untrusted: true }), ...told }
    },
  }
}

/** What a tool that acts is declared by. */
interface DeclaredAct<Input extends z.ZodObject> {
  readonly title: string
  readonly description: string
  readonly input: Input
  /** The operations it may want done. */
  readonly acts: readonly AgentWish['operation'][]
  /** Whether some of it cannot be undone. */
  readonly isDestructive?: boolean
  /** What it wants done. */
  wish(input: z.output<Input>): Pick<AgentWish, 'operation' | 'input'>
}

const asked = {
  reason: z.string().max(500).describe('why; the streamer sees it').optional(),
  dryRun: z.boolean().default(false),
}

/** Declares a tool that does something, its types read off its schema. */
export function actingTool<I extends z.ZodObject>(declared: DeclaredAct<I>): Tool {
  const { title, description, acts, isDestructive = false, wish } = declared
  const input = declared.input.extend(asked)
  let info: Tool['info'] | undefined
  return {
    input,
    onlyReads: false,
    get info() {
      info ??= {
        ...{ title, description },
        inputSchema: schemaOf(input),
        annotations: { readOnlyHint: false, destructiveHint: isDestructive },
      }
      return info
    },
    isOffered: allowed => acts.some(name => allowed.includes(name)),
    view: async (wanted, _, act) => {
      const { reason, dryRun, ...own } = z.looseObject(asked).parse(wanted)
      return act({ ...wish(declared.input.parse(own)), reason, dryRun })
    },
  }
}

// Every byte of it is read by a model at each start: only what it needs.
function schemaOf(schema: z.ZodType, isAnswer = false): ToolInfo['inputSchema'] {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // What does not fit is refused in words; a model need not know each bound of a text beforehand.
      for (const key of [
        'additionalProperties',
        'propertyNames',
        'minLength',
        'maxLength',
        'pattern',
      ] as const)
        delete jsonSchema[key]
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if ((jsonSchema.minimum ?? 0) <= 1) delete jsonSchema.minimum
      if (jsonSchema.default === false) delete jsonSchema.default
      if (jsonSchema.enum !== undefined || jsonSchema.const !== undefined) delete jsonSchema.type
      // Of an answer the top-level fields.
      if (jsonSchema.type === 'array' && isAnswer) delete jsonSchema.items
      if (Object.keys(jsonSchema.properties ?? { some: true }).length === 0)
        delete jsonSchema.properties
    },
  })
  return { ...rest, type: 'object' }
}
