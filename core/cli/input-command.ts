import type { Command } from 'commander'
import type { z } from 'zod'
import { type CommandHelp, type CommonOptions, declare, eitherOr } from './declare.ts'
import { fieldsOf, helpOf, isMany, kebab, valueShown } from './fields.ts'
import { type ReadInput, readWritten } from './written.ts'

/** A command whose arguments and options come from an operation's input. */
export interface InputCommand<In, Out> extends CommandHelp {
  readonly input: z.ZodType<Out, In>
  /** Fields that are written without a name, in order; a list takes all that follow. */
  readonly arguments?: readonly (keyof In & string)[]
  /** Fields that the command sets itself. */
  readonly hidden?: readonly string[]
  /** What it takes beside its input, and what that does: `{ ids: 'print the id of each event' }`. */
  readonly switches?: Readonly<Record<string, string>>
}

/** A command as it was called. */
export interface Called<In, Out> extends ReadInput<In, Out> {
  readonly switches: ReadonlySet<string>
  readonly config: string | undefined
  readonly json: boolean
}

/** Adds such a command to the root; the number it returns is the exit code. */
export function declareInput<In, Out>(
  root: Command,
  { input, arguments: positional = [], hidden = [], switches = {}, ...help }: InputCommand<In, Out>,
  work: (called: Called<In, Out>) => Promise<number>,
): void {
  const command = declare(root, help)
  const { fields, required } = fieldsOf(input)
  for (const name of positional) {
    const field = fields[name] ?? {}
    const word = `${kebab(name)}${isMany(field) ? '...' : ''}`
    command.argument(required.has(name) ? `<${word}>` : `[${word}]`, helpOf(field))
  }
  const named = Object.entries(fields).filter(
    ([name]) => !hidden.includes(name) && !positional.some(one => one === name),
  )
  const optionOf = (name: string) => kebab(fields[name]?.option ?? name)
  for (const [name, field] of named) {
    command.option(`--${optionOf(name)}${valueShown(name, field)}`, helpOf(field))
    if (field.without !== undefined)
      eitherOr(command, optionOf(name)).option(`--no-${optionOf(name)}`, field.without)
  }
  for (const [name, does] of Object.entries(switches)) command.option(`--${name}`, does)
  command.action(async (...given: readonly unknown[]) => {
    const options = command.opts<CommonOptions & Record<string, unknown>>()
    const written = Object.fromEntries([
      ...positional.map((name, at) => [name, given[at]] as const),
      ...named.map(([name, { option }]) => [name, options[option ?? name]] as const),
    ])
    const called = (name: string) =>
      positional.some(one => one === name) ? `<${kebab(name)}>` : `--${optionOf(name)}`
    process.exitCode = await work({
      ...(await readWritten(input, { fields, written, called })),
      switches: new Set(Object.keys(switches).filter(name => options[name] === true)),
      config: options.config,
      json: options.json === true,
    })
  })
}
