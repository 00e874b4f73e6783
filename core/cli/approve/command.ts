import { type Declare, declare, exitWith } from '../declare.ts'

interface ApproveOptions {
  readonly drop?: boolean
}

export const declareApprove: Declare = root =>
  declare(root, {
    name: 'approve',
    does: 'approves a pending title or answer',
    example: 'promethean approve --drop',
  })
    .argument('[which]', 'its number where several wait; default the oldest')
    .option('--drop', 'it is not to be')
    .action(
      exitWith<string | undefined, ApproveOptions>(async (which, settings) =>
        (await import('./approve.ts')).approve({ ...settings, which }),
      ),
    )
