import { type Declare, declare, eitherOr, exit } from '../declare.ts'

interface ExportOptions {
  readonly types?: string
  readonly since?: string
  readonly until?: string
  readonly channel?: string
  readonly all?: boolean
  readonly tests?: boolean
  readonly format: string
  readonly chat?: string
}

const help = {
  name: 'export',
  does: 'the kept events as lines, beside a running instance or without one',
  example: 'promethean export --types chat.message --since 2h > chat.ndjson',
}

export const declareExport: Declare = root =>
  eitherOr(declare(root, help), 'tests')
    .option('--types <types>', 'event types, separated by commas')
    .option('--since <time>', 'received at or after: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--until <time>', 'received before')
    .option('--channel <channel>', 'of this channel only')
    .option('--all', 'dropped ones too, each with its verdict')
    .option('--tests', 'made-up events too, each marked; so it is unless --no-tests is given')
    .option('--no-tests', 'without made-up events')
    .option('--format <format>', 'ndjson, cloudevents or training', 'ndjson')
    .option('--chat <lines>', 'with training: so many lines of chat before each answer; default 20')
    .action(
      exit<ExportOptions>(async settings => (await import('./export.ts')).exportEvents(settings)),
    )
