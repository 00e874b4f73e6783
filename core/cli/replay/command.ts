import { type Declare, declare, exit } from '../declare.ts'

interface ReplayOptions {
  readonly since?: string
  readonly until?: string
  readonly session?: string
  readonly diff?: boolean
  readonly tests?: boolean
}

export const declareReplay: Declare = root =>
  declare(root, {
    name: 'replay',
    does: 'run past events through the current config and show what it would have said',
    example: 'promethean replay --session 2026-11-23T19:04Z --diff',
  })
    .option('--since <time>', 'received at or after this time: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--until <time>', 'received before this time')
    .option(
      '--session <session>',
      'one stream, as promethean sessions prints it; by default the last one',
    )
    .option(
      '--diff',
      'show only differences from what was really said; exit code 1 if there are any',
    )
    .option('--tests', 'include test events; the last stream may then be a simulated one')
    .action(
      exit<ReplayOptions>(async settings => (await import('./replay.ts')).replayCommand(settings)),
    )
