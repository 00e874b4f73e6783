import type { Command } from 'commander'

/** What every command takes. */
export interface CommonOptions {
  readonly config?: string
  readonly json?: boolean
}

/** A command's options as its work gets them. */
export type CommandSettings<Options> = Omit<Options, keyof CommonOptions> & {
  readonly config?: string
  readonly json: boolean
}

/** Adds one command, with what every command takes, to the root. */
export type Declare = (root: Command) => void

/** How a command reads in the help. */
export interface CommandHelp {
  readonly name: string
  readonly does: string
  readonly example: string
}

/** A new command with what every command takes. */
export function declare(root: Command, { name, does, example }: CommandHelp): Command {
  return root
    .command(name)
    .description(does)
    .option(
      '--config <file>',
      'the config file; default promethean.config.ts here or in a parent folder',
    )
    .option('--json', 'print one JSON object per line, for programs')
    .addHelpText('after', `\nExample:\n  $ ${example}`)
    .showHelpAfterError(`for example: ${example}`)
}

/** An action for a command without arguments; its number is the exit code. */
export function exit<Options = unknown>(
  work: (settings: CommandSettings<Options>) => Promise<number>,
): (options: Options & CommonOptions) => Promise<void> {
  return async options => {
    process.exitCode = await work(settingsOf(options))
  }
}

/** The same for a command with one argument: a text, a list, or nothing if it may be left out. */
export function exitWith<Argument, Options = unknown>(
  work: (argument: Argument, settings: CommandSettings<Options>) => Promise<number>,
): (argument: Argument, options: Options & CommonOptions) => Promise<void> {
  return async (argument, options) => {
    process.exitCode = await work(argument, settingsOf(options))
  }
}

function settingsOf<Options>(options: Options & CommonOptions): CommandSettings<Options> {
  return { ...options, json: options.json === true }
}

/** Refuses a switch together with its opposite, such as `--tests` and `--no-tests`. */
export function eitherOr(command: Command, name: string): Command {
  const given = new Set<string>()
  for (const option of [name, `no-${name}`]) {
    command.on(`option:${option}`, () => {
      given.add(option)
      if (given.size > 1)
        command.error(`error: --${name} and --no-${name} exclude each other: use one of them`)
    })
  }
  return command
}
