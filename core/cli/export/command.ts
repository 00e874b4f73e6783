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
  does: 'print kept events, one per line, with or without a running instance',
  example: 'promethean export --types chat.message --since 2h > chat.ndjson',
}

export const declareExport: Declare = root =>
  eitherOr(declare(root, help), 'tests')
    .option('--types <types>', 'only these event types, separated by commas')
    .option('--since <time>', 'received at or after this time: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--until <time>', 'received before this time')
    .option('--channel <channel>', 'only this channel')
    .option('--all', 'include dropped events, each with its verdict')
    .option('--tests', 'include test events, each marked; this is the default')
    .option('--no-tests', 'leave test events out')
    .option('--format <format>', 'ndjson, cloudevents or training', 'ndjson')
    .option(
      '--chat <lines>',
      'with --format training: number of chat lines before each answer; default 20',
    )
    .action(
      exit<ExportOptions>(async settings => (await import('./export.ts')).exportEvents(settings)),
    )
