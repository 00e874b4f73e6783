import { Command, CommanderError } from 'commander'
import { messageOf } from '../errors.ts'
import { version } from '../version.ts'
import { allDeclared, COMMANDS, PRINTS_LINES } from './commands.ts'
import type { CommonOptions, Declare } from './declare.ts'
import { createOutput, type Output, report } from './shown/output.ts'
import { reserveStdout, stdoutFlushed } from './shown/stdout.ts'
import { WrongUsage } from './usage.ts'

// Exit codes, as in docs/commands.md: 0 success, 1 a problem with the config or the result, 2 wrong usage.
const WRONG_USAGE = 2

/** Runs one command of the command line and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await (await program(argv[2])).parseAsync([...argv])
  } catch (failure) {
    const output = createOutput(argv.includes('--json'))
    if (failure instanceof CommanderError) process.exitCode = exitCodeOf(failure, output)
    else {
      report(output, failure)
      process.exitCode = failure instanceof WrongUsage ? WRONG_USAGE : 1
    }
  }
  // A plugin's forgotten timer must not keep the process alive: output is flushed, then the process ends.
  await stdoutFlushed()
  process.exit()
}

// People have read it by now.
function exitCodeOf({ exitCode, code, message }: CommanderError, output: Output): number {
  if (exitCode === 0) return 0
  if (code !== 'commander.help')
    output.json({ code: 'failed', message: messageOf(message.replace(/^error: /, '')) })
  return WRONG_USAGE
}

async function program(called = ''): Promise<Command> {
  const root = new Command('promethean')
    .description(
      'An automation runtime for live streams: records events and runs plugins that react',
    )
    .version(version())
    .showSuggestionAfterError()
    .exitOverride()
    // What a plugin or a library prints must not stand between a program's lines.
    .hook('preAction', (_, called) => {
      if (called.opts<CommonOptions>().json || PRINTS_LINES.has(called.name())) reserveStdout()
    })
  for (const declare of await declared(called)) declare(root)
  return root
}

/** The command that is called; all of them for the help, or if there is none of this name. */
async function declared(called: string): Promise<readonly Declare[]> {
  const load = Object.hasOwn(COMMANDS, called) ? COMMANDS[called] : undefined
  return load ? [await load()] : allDeclared()
}
