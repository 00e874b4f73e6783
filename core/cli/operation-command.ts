import type { Command } from 'commander'
import { z } from 'zod'
import { ConfigProblem } from '../errors.ts'
import { OPERATIONS, type OperationName } from '../operations/all.ts'
import { checkedInput, InvalidInput } from '../operations/checked-input.ts'
import { carryOut } from './ask-instance.ts'
import { type CommonOptions, declare } from './declare.ts'
import { withProject } from './journal-access.ts'
import { createOutput, type Output, report } from './shown/output.ts'
import { WrongUsage } from './usage.ts'

type Declared = typeof OPERATIONS
type Value<N extends OperationName> = z.output<Declared[N]['output']>
type Wanted<N extends OperationName> = z.output<Declared[N]['input']>

/** How an operation reads and prints as a command. */
export interface OperationCommand<N extends OperationName> {
  /** Default: the operation's own name. */
  readonly name?: string
  readonly example: string
  /** Fields of its input that are written without a name, in order; a list takes all that follow. */
  readonly arguments?: readonly (keyof Wanted<N> & string)[]
  /** The `code` of its JSON; a list gives one line for each. */
  readonly code: string
  /** Takes `--dry`: it only tells what would be done. */
  readonly takesDry?: boolean
  /** What became of it where the config has problems: `nothing was planned`. */
  readonly refused?: string
  /** What a person reads. @returns the exit code where it is not 0 */
  show(value: Value<N>, output: Output, wanted: Wanted<N>): number | undefined | void
}

/** One field of an input as JSON Schema says it. */
interface Field {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  /** Of an option's value in the help: `--since <time>`. */
  readonly placeholder?: string
  /** Its option's name, where that is another than the field's: `arg`. */
  readonly option?: string
}

/** Adds an operation as a command: options from its input, `--json` from its output. */
export function declareOperation<N extends OperationName>(
  root: Command,
  operation: N,
  as: OperationCommand<N>,
): void {
  const { description, input } = OPERATIONS[operation]
  const { name = kebab(operation), example, arguments: positional = [] } = as
  const command = declare(root, { name, does: description, example })
  const { fields, required } = fieldsOf(input)
  for (const field of positional) {
    const { type, description: what = '' } = fields[field] ?? {}
    const many = type === 'array' ? '...' : ''
    const word = `${kebab(field)}${many}`
    command.argument(required.has(field) ? `<${word}>` : `[${word}]`, what)
  }
  const named = Object.entries(fields).filter(([field]) => !positional.some(one => one === field))
  for (const [field, { type, description: what, placeholder = 'text', option }] of named) {
    const many = type === 'array' || type === 'object' ? '...' : ''
    const value = type === 'boolean' ? '' : ` <${placeholder}${many}>`
    command.option(`--${option ?? kebab(field)}${value}`, what)
  }
  if (as.takesDry) command.option('--dry', 'only print what would be done')
  command.action(async (...given: readonly unknown[]) => {
    const options = command.opts<CommonOptions & Record<string, unknown>>()
    const written = Object.fromEntries([
      ...positional.map((field, at) => [field, given[at]] as const),
      ...named.map(([field, { option }]) => [field, options[option ?? field]] as const),
    ])
    const wanted = Object.fromEntries(
      Object.entries(written)
        .filter(([, text]) => text !== undefined && !(Array.isArray(text) && text.length === 0))
        .map(([field, text]) => [field, typed(fields[field], text)]),
    )
    process.exitCode = await perform(operation, as, { wanted, positional, options })
  })
}

interface Written {
  readonly wanted: Record<string, unknown>
  readonly positional: readonly string[]
  readonly options: CommonOptions & { readonly dry?: boolean }
}

async function perform<N extends OperationName>(
  name: N,
  { code, refused, show }: OperationCommand<N>,
  { wanted, positional, options }: Written,
): Promise<number> {
  const output = createOutput(options.json === true)
  const checked = checkUsage(name, wanted, positional)
  // The schema of this very name has just taken it.
  const input = wanted as z.input<Declared[N]['input']>
  return withProject(options.config, async (journalFile, project) => {
    try {
      const value = await carryOut({ journalFile, project }, name, input, options.dry === true)
      for (const line of Array.isArray(value) ? value : [value]) output.json({ code, ...line })
      return show(value, output, checked) ?? 0
    } catch (failure) {
      if (!(failure instanceof ConfigProblem) || refused === undefined) throw failure
      report(output, failure, project.name, refused)
      return 1
    }
  })
}

/** @throws WrongUsage with everything that is wrong with what was written */
function checkUsage<N extends OperationName>(
  name: N,
  wanted: Record<string, unknown>,
  positional: readonly string[],
): Wanted<N> {
  try {
    // The schema of this very name.
    return checkedInput(OPERATIONS[name].input, wanted) as Wanted<N>
  } catch (failure) {
    if (!(failure instanceof InvalidInput)) throw failure
    const said = failure.problems.map(({ path, message }) => {
      const [field = ''] = path.split('.')
      return `${positional.includes(field) ? kebab(field) : `--${kebab(field)}`}: ${message}`
    })
    throw new WrongUsage(said.join('; '))
  }
}

function fieldsOf(input: z.ZodType): {
  readonly fields: Readonly<Record<string, Field>>
  readonly required: ReadonlySet<string>
} {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  const { properties = {}, required = [] } = schema
  // Written by toJSONSchema, from objects alone.
  return { fields: properties as Record<string, Field>, required: new Set(required) }
}

function typed(field: Field | undefined, text: unknown): unknown {
  if (field?.type === 'object' && Array.isArray(text)) return pairs(text)
  if (field?.type !== 'integer' && field?.type !== 'number') return text
  return typeof text === 'string' && text.trim() !== '' && !Number.isNaN(Number(text))
    ? Number(text)
    : text
}

/** `name=value` each. @throws WrongUsage where one is not */
function pairs(written: readonly string[]): Record<string, string> {
  const split = written.map(one => {
    const at = one.indexOf('=')
    if (at < 1) throw new WrongUsage(`${one} has no name; write it like name=value`)
    return [one.slice(0, at), one.slice(at + 1)] as const
  })
  return Object.fromEntries(split)
}

/** `retryParked` as one writes it on a command line. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}
