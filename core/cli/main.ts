import { Command, CommanderError } from 'commander'
import { createOutput, report } from './output.ts'
import { reserveStdout, stdoutFlushed } from './stdout.ts'
import { WrongUsage } from './usage.ts'
import { version } from './version.ts'

interface CommonOptions {
  readonly config?: string
  readonly json?: boolean
}

// Exit codes of the design, section 7: 0 done, 1 a problem of config or outcome, 2 wrong usage.
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
    .description('An automation runtime for live streams: events in, kept, and plugins that react')
    .version(version())
    .showSuggestionAfterError()
    .exitOverride()
    // What a plugin or a library prints must not stand between a program's lines.
    .hook('preAction', (_, called) => {
      if (called.opts<CommonOptions>().json || called.name() === 'export') reserveStdout()
    })

  command(
    root,
    'run',
    'run the config until Ctrl-C; an edited file is taken over while it runs',
    'promethean run --config stream/promethean.config.ts',
  ).action(done<CommonOptions>(async options => (await import('./run.ts')).run(common(options))))
  command(
    root,
    'check',
    'every problem of the config at once; nothing is started',
    'promethean check',
  ).action(
    done<CommonOptions>(async options => (await import('./check.ts')).check(common(options))),
  )
  command(
    root,
    'plan',
    'what the running instance would do, were this file saved as its config',
    'promethean plan --config draft.config.ts',
  ).action(
    done<CommonOptions>(async options => (await import('./plan.ts')).showPlan(common(options))),
  )
  command(
    root,
    'status',
    'every plugin and consumer of the running instance',
    'promethean status --json',
  ).action(
    done<CommonOptions>(async options => (await import('./status.ts')).status(common(options))),
  )
  command(
    root,
    'export',
    'the kept events as lines, beside a running instance or without one',
    'promethean export --types chat.message --since 2h > chat.ndjson',
  )
    .option('--types <types>', 'event types, separated by commas')
    .option('--since <time>', 'received at or after: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--until <time>', 'received before')
    .option('--channel <channel>', 'of this channel only')
    .option('--all', 'dropped ones too, each with its verdict')
    .option('--format <format>', 'ndjson or cloudevents', 'ndjson')
    .action(
      done<CommonOptions & ExportOptions>(async options =>
        (await import('./export.ts')).exportEvents({ ...options, ...common(options) }),
      ),
    )
  command(
    root,
    'rewind',
    'sets a consumer back, so that it gets events again; nothing is told twice where ids are keys',
    'promethean rewind mongo --since 2h',
  )
    .argument('<consumer>', 'as promethean status names it')
    .option('--since <time>', 'from this time on: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--beginning', 'as far back as the journal reaches')
    .option('--refilter', 'ask the filters of today instead of the kept verdicts')
    .action(
      doneWith<CommonOptions & RewindOptions>(async (consumer, options) =>
        (await import('./rewind.ts')).rewind({
          ...options,
          ...common(options),
          consumer: consumer ?? '',
        }),
      ),
    )
  command(
    root,
    'parked',
    'events a consumer could not take, and why',
    'promethean parked mongo --retry',
  )
    .argument('[consumer]', 'of this consumer only')
    .option('--retry', 'try them once more in the running instance')
    .option('--drop', 'give them up')
    .action(
      doneWith<CommonOptions & ParkedOptions>(async (consumer, options) =>
        (await import('./parked.ts')).parked({ ...options, ...common(options), consumer }),
      ),
    )
  return root
}

interface ExportOptions {
  readonly types?: string
  readonly since?: string
  readonly until?: string
  readonly channel?: string
  readonly all?: boolean
  readonly format: string
}

interface RewindOptions {
  readonly since?: string
  readonly beginning?: boolean
  readonly refilter?: boolean
}

interface ParkedOptions {
  readonly retry?: boolean
  readonly drop?: boolean
}

function command(root: Command, name: string, description: string, example: string): Command {
  return root
    .command(name)
    .description(description)
    .option('--config <file>', 'the config; default promethean.config.ts here or above')
    .option('--json', 'one JSON object a line, for programs')
    .addHelpText('after', `\nExample:\n  $ ${example}`)
}

function common({ config, json }: CommonOptions): {
  readonly config?: string
  readonly json: boolean
} {
  return { json: json === true, ...(config !== undefined && { config }) }
}

function done<Options>(work: (options: Options) => Promise<number>) {
  return async (options: Options) => {
    process.exitCode = await work(options)
  }
}

function doneWith<Options>(
  work: (argument: string | undefined, options: Options) => Promise<number>,
) {
  return async (argument: string | undefined, options: Options) => {
    process.exitCode = await work(argument, options)
  }
}
