import { Command, CommanderError } from 'commander'
import { COMMANDS, PRINTS_LINES } from './commands.ts'
import type { CommonOptions } from './declare.ts'
import { createOutput, report } from './shown/output.ts'
import { reserveStdout, stdoutFlushed } from './shown/stdout.ts'
import { WrongUsage } from './usage.ts'
import { version } from './version.ts'

// Exit codes, as docs/commands.md says: 0 done, 1 a problem of config or outcome, 2 wrong usage.
const WRONG_USAGE = 2

/** Runs one command of the command line and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv])
  } catch (failure) {
    if (failure instanceof CommanderError)
      process.exitCode = failure.exitCode === 0 ? 0 : WRONG_USAGE
    else {
      report(createOutput(argv.includes('--json')), failure)
      process.exitCode = failure instanceof WrongUsage ? WRONG_USAGE : 1
    }
  }
  // A plugin's forgotten timer must not keep the terminal: what was written goes out, then the process ends.
  await stdoutFlushed()
  process.exit()
}

function program(): Command {
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
  for (const declare of COMMANDS) declare(root)
  return root
}
