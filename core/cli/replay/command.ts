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
    does: 'past events through the filters and behaviours of today: what they would have said',
    example: 'promethean replay --session 2026-11-23T19:04Z --diff',
  })
    .option('--since <time>', 'received at or after: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--until <time>', 'received before')
    .option('--session <session>', 'one stream, as status and export name it; default the last')
    .option('--diff', 'only what differs from what was really said; exit 1 where anything does')
    .option('--tests', 'made-up events too; default then also the last stream of a simulator')
    .action(
      exit<ReplayOptions>(async settings => (await import('./replay.ts')).replayCommand(settings)),
    )
