import { type Declare, declare, exitWith } from '../declare.ts'

interface RewindOptions {
  readonly since?: string
  readonly beginning?: boolean
  readonly refilter?: boolean
}

export const declareRewind: Declare = root =>
  declare(root, {
    name: 'rewind',
    does: 'replay past events to a consumer; safe if the consumer stores by id',
    example: 'promethean rewind mongo --since 2h',
  })
    .argument('<consumer>', 'the consumer, as promethean status names it')
    .option('--since <time>', 'from this time on: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--beginning', 'from the start of the journal')
    .option('--refilter', 'apply the current filters instead of the stored verdicts')
    .action(
      exitWith<string, RewindOptions>(async (consumer, settings) =>
        (await import('./rewind.ts')).rewind({ ...settings, consumer }),
      ),
    )
