import { type Declare, declare, exitWith } from '../declare.ts'

interface RewindOptions {
  readonly since?: string
  readonly beginning?: boolean
  readonly refilter?: boolean
}

export const declareRewind: Declare = root =>
  declare(root, {
    name: 'rewind',
    does: 'sets a consumer back, so that it gets events again; nothing is told twice where ids are keys',
    example: 'promethean rewind mongo --since 2h',
  })
    .argument('<consumer>', 'as promethean status names it')
    .option('--since <time>', 'from this time on: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--beginning', 'as far back as the journal reaches')
    .option('--refilter', 'ask the filters of today instead of the kept verdicts')
    .action(
      exitWith<string, RewindOptions>(async (consumer, settings) =>
        (await import('./rewind.ts')).rewind({ ...settings, consumer }),
      ),
    )
